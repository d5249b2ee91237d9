/**
 * What was sent and is not yet known to be stored. An item is given to it before its first transmission and leaves
 * only when the log shows it, so it survives reload, crash and days offline. All tabs share one store; that two of
 * them may send the same item is harmless, because its cid is stored once.
 */

import { command } from '../protocol/event.ts';
import { type Infer, integer, object, type Shape } from '../protocol/shape.ts';

/** @param said what may have been sent from this browser. */
export const outboxItem = (said = command) => object({ command: said, createdAt: integer() });
const plainItem = outboxItem();
export type OutboxItem = Infer<typeof plainItem>;

/** An item as people see it. */
export interface Unsent extends OutboxItem {
  /** Why it was refused for good, until somebody retries; null while it is on its way. */
  refusedAs: string | null;
}

/** Where items are kept, one box per conversation. */
export interface OutboxStore {
  /** False when the browser forbids storage: then items die with the page, and people are told. */
  readonly isLasting: boolean;
  /** In the order they were put. */
  load(box: string): Promise<OutboxItem[]>;
  /** Resolves once the item would survive a crash. */
  put(box: string, item: OutboxItem): Promise<void>;
  remove(box: string, cid: string): Promise<void>;
}

/** What was found in a store, oldest first. Items of another build that this one cannot read are left where they are. */
export function readItems(found: readonly unknown[], item: Shape<OutboxItem> = plainItem): OutboxItem[] {
  const readable = found.flatMap((value) => {
    try {
      return [item(value, '')];
    } catch {
      return [];
    }
  });
  return readable.sort((a, b) => a.createdAt - b.createdAt);
}

export function memoryOutboxStore(): OutboxStore {
  return {
    isLasting: false,
    load: async () => [],
    put: async () => {},
    remove: async () => {},
  };
}
