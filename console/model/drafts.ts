/** What an agent began to write and has not sent: a reply and a note per conversation, for as long as the tab lives. */
import { type Infer, integer, nullable, object, parseJson, text } from '../../protocol/shape.ts';

export type Mode = 'reply' | 'note';

const draft = object({
  text: text(1024 * 1024),
  /** The newest event when it was begun; null while that is not known. */
  since: nullable(integer()),
});
export type Draft = Infer<typeof draft>;

const NOTHING: Draft = { text: '', since: null };

const key = (agent: string, conversation: string, mode: Mode) =>
  `porchlight:draft:${agent}/${conversation}/${mode}`;

/** Where storage is denied, drafts live in this map alone. */
const inMemory = new Map<string, Draft>();

export function readDraft(agent: string, conversation: string, mode: Mode): Draft {
  const name = key(agent, conversation, mode);
  const known = inMemory.get(name);
  if (known) return known;
  try {
    return parseJson(draft, sessionStorage.getItem(name) ?? '');
  } catch {
    return NOTHING;
  }
}

export function writeDraft(agent: string, conversation: string, mode: Mode, next: Draft): void {
  const name = key(agent, conversation, mode);
  try {
    if (next.text) sessionStorage.setItem(name, JSON.stringify(next));
    else sessionStorage.removeItem(name);
    inMemory.delete(name);
  } catch {
    inMemory.set(name, next);
  }
}
