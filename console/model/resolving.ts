/**
 * Replies after which the conversation is to be resolved: once they are stored, and unless the visitor has written something
 * that their author had not seen. Kept on this browser's disk, as the replies are. Rule CNV-20 of docs/SPEC.md.
 */
import type { ConversationState } from '../../client/conversation-client.ts';
import { cid } from '../../protocol/ids.ts';
import { type Infer, integer, object, parseJson } from '../../protocol/shape.ts';

/** `since`: the newest event that its author had seen. */
const waiting = object({ cid, since: integer() });
export type Waiting = Infer<typeof waiting>;

export interface Resolving {
  /** The newest of several counts. */
  after(reply: Waiting): void;
  /** To be called whenever something has changed. */
  settle(state: Pick<ConversationState, 'timeline' | 'unsent'>): void;
}

/** @param overtaken the visitor has written meanwhile: nothing is resolved. */
export function createResolving(
  agent: string,
  conversation: string,
  resolve: (since: number) => void,
  overtaken: () => void,
): Resolving {
  const key = `porchlight:resolving:${agent}/${conversation}`;
  let next = read(key);
  const set = (reply: Waiting | null) => {
    next = reply;
    write(key, reply);
  };
  return {
    after: set,
    settle({ timeline: { entries }, unsent }) {
      if (!next) return;
      const { cid, since } = next;
      if (unsent.some(({ command, refusedAs }) => command.cid === cid && refusedAs !== null))
        return set(null);
      if (!entries.some((entry) => entry.is === 'message' && entry.cid === cid)) return;
      // Before anything is said: this is called again by what it brings about.
      set(null);
      const isOvertaken = entries.some(
        ({ is, seq, author }) => is === 'message' && seq > since && author.role === 'visitor',
      );
      if (isOvertaken) overtaken();
      else resolve(since);
    },
  };
}

function read(key: string): Waiting | null {
  try {
    return parseJson(waiting, localStorage.getItem(key) ?? '');
  } catch {
    // There is none, or it can't be read.
    return null;
  }
}

function write(key: string, reply: Waiting | null): void {
  try {
    if (reply) localStorage.setItem(key, JSON.stringify(reply));
    else localStorage.removeItem(key);
  } catch {
    // Denied: it lives as long as the page.
  }
}
