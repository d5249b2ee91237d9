/** How an agent likes to write. Kept in this browser, per agent. */
import { type Readable, writable } from '../../client/store.ts';
import { boolean, type Infer, object, parseJson } from '../../protocol/shape.ts';

const writingPreferences = object({
  /** Each reply waits a few seconds, so that it can be taken back. */
  holdsReplies: boolean,
});
export type WritingPreferences = Infer<typeof writingPreferences>;

const DEFAULT: WritingPreferences = { holdsReplies: false };

export interface WritingSettings {
  readonly state: Readable<WritingPreferences>;
  prefer(change: Partial<WritingPreferences>): void;
}

export function createWritingSettings(agent: string): WritingSettings {
  const key = `porchlight:writing:${agent}`;
  const state = writable(read(key));
  return {
    state,
    prefer(change) {
      state.patch(change);
      try {
        localStorage.setItem(key, JSON.stringify(state.get()));
      } catch {
        // Denied: it holds until the page closes.
      }
    },
  };
}

function read(key: string): WritingPreferences {
  try {
    return parseJson(writingPreferences, localStorage.getItem(key) ?? '');
  } catch {
    return DEFAULT;
  }
}
