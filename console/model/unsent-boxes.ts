/** Remembers, across reloads, in which conversations an agent's replies wait to be sent. */
import { conversationId } from '../../protocol/ids.ts';
import { list, parseJson } from '../../protocol/shape.ts';

const MAX_BOXES = 500;
const shape = list(conversationId, MAX_BOXES);
const key = (agent: string) => `porchlight:unsent:${agent}`;

export function readUnsentBoxes(agent: string): string[] {
  try {
    return parseJson(shape, localStorage.getItem(key(agent)) ?? '[]');
  } catch {
    // Denied, or written by another build: the replies themselves are still there and go out when opened.
    return [];
  }
}

export function writeUnsentBoxes(agent: string, conversations: Iterable<string>): void {
  try {
    const ids = [...conversations].slice(0, MAX_BOXES);
    if (ids.length > 0) localStorage.setItem(key(agent), JSON.stringify(ids));
    else localStorage.removeItem(key(agent));
  } catch {
    // As above.
  }
}
