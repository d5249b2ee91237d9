/** What the owner wants of the first message: settings of docs/API.md that the loader passes on as they come. */
import { LIMITS } from '../../protocol/limits.ts';
import type { MessengerModel } from '../model.ts';
import { cut } from '../page-context.ts';

export interface OwnerSettings {
  /** What is asked before the first message. */
  askFirst: ('name' | 'email')[];
  /** Offered below the greeting. */
  quickReplies: string[];
  /** The address of a service worker; empty: none. */
  pushWorker: string;
}

/** Not part of the state, which is forgotten with the visitor. */
const settings = new WeakMap<MessengerModel, OwnerSettings>();

export const settingsOf = (model: MessengerModel): OwnerSettings =>
  settings.get(model) ?? { askFirst: [], quickReplies: [], pushWorker: '' };

/** @param given from the page, so it may be anything. */
export function setOwnerSettings(model: MessengerModel, given: unknown): void {
  const { askFirst, quickReplies, pushWorker } = (given ?? {}) as Record<string, unknown>;
  const texts = typeof quickReplies === 'string' ? quickReplies.split('|') : quickReplies;
  settings.set(model, {
    askFirst: (['name', 'email'] as const).filter((field) =>
      `${askFirst ?? ''}`.split(/[\s,]+/).includes(field),
    ),
    quickReplies: (Array.isArray(texts) ? texts : [])
      .map((text) => cut(`${text}`.trim(), LIMITS.quickReplyBytes))
      .filter(Boolean)
      .slice(0, LIMITS.quickReplies),
    pushWorker: `${pushWorker ?? ''}`,
  });
  model.patch({});
}
