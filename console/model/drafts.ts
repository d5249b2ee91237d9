/** What an agent began to write and has not sent, a reply and a note per conversation, as this browser keeps it. */
import {
  boolean,
  type Infer,
  integer,
  nullable,
  object,
  optional,
  parseJson,
  text,
} from '../../protocol/shape.ts';

export type Mode = 'reply' | 'note';

const draft = object({
  text: text(1024 * 1024),
  /** The newest event when it was begun; null while that is not known. */
  since: nullable(integer()),
  /** The server has it. */
  isKept: boolean,
  /** The server's `rev` of what it followed; earlier builds kept none. */
  base: optional(integer()),
  /** Which device it is for the server, until that has it. */
  writer: optional(text(64)),
});
export type Draft = Required<Infer<typeof draft>>;

const NOTHING: Draft = { text: '', since: null, isKept: true, base: 0, writer: '' };

const key = (agent: string, conversation: string, mode: Mode) =>
  `porchlight:draft:${agent}/${conversation}/${mode}`;

/** Where storage is denied, drafts live in this map alone. */
const inMemory = new Map<string, Draft>();

export function readDraft(agent: string, conversation: string, mode: Mode): Draft {
  const name = key(agent, conversation, mode);
  const known = inMemory.get(name);
  if (known) return known;
  try {
    return { ...NOTHING, ...parseJson(draft, localStorage.getItem(name) ?? '') };
  } catch {
    return NOTHING;
  }
}

/** That there is nothing is remembered, too, until the server knows. */
export function writeDraft(agent: string, conversation: string, mode: Mode, next: Draft): void {
  const name = key(agent, conversation, mode);
  try {
    if (next.text || !next.isKept) localStorage.setItem(name, JSON.stringify(next));
    else localStorage.removeItem(name);
    inMemory.delete(name);
  } catch {
    inMemory.set(name, next);
  }
}
