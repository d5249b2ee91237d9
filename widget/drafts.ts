/** What was typed and not sent, by conversation; without an id, in the one that is not begun. */
import { toJson } from '../client/json.ts';
import type { SiteStorage } from './site-storage.ts';

export interface Drafts {
  of(conversation: string | null): string;
  set(conversation: string | null, text: string): void;
  forget(): void;
}

export function createDrafts(storage: Pick<SiteStorage, 'readDrafts' | 'writeDrafts'>): Drafts {
  let drafts = parseDrafts(storage.readDrafts());
  return {
    of: (conversation) => drafts[conversation ?? NEW] ?? '',
    set(conversation, text) {
      drafts[conversation ?? NEW] = text;
      storage.writeDrafts(Object.values(drafts).join('') && toJson(drafts));
    },
    forget() {
      drafts = {};
      storage.writeDrafts('');
    },
  };
}

/** Where later/files.tsx keeps the files that are to go with the text. */
export const filesOf = (conversation: string): string => `${conversation}+`;

/** Stands for the conversation that has no id yet. */
const NEW = '';

function parseDrafts(stored: string | null): Record<string, string> {
  try {
    // A copy, because pages have been seen that freeze whatever is parsed.
    return { ...JSON.parse(stored ?? '{}') };
  } catch {
    return {};
  }
}
