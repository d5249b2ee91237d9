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
  isKept: optional(boolean),
  /** The server's `rev` of what it followed; earlier builds kept none. */
  base: optional(integer()),
  /** Which device it is for the server, until that has it. */
  writer: optional(text(64)),
});
export type Draft = Required<Infer<typeof draft>>;

const NOTHING: Draft = { text: '', since: null, isKept: true, base: 0, writer: '' };

const prefix = (agent: string) => `porchlight:draft:${agent}/`;
const key = (agent: string, conversation: string, mode: Mode) => `${prefix(agent)}${conversation}/${mode}`;

/** Where storage is denied, drafts live in this map alone. */
const inMemory = new Map<string, Draft>();

export function readDraft(agent: string, conversation: string, mode: Mode): Draft {
  const name = key(agent, conversation, mode);
  const known = inMemory.get(name);
  if (known) return known;
  try {
    takeEarlier(name);
  } catch {
    // There was none, or nothing that can be read.
  }
  return stored(name);
}

function stored(name: string): Draft {
  try {
    return { ...NOTHING, ...parseJson(draft, localStorage.getItem(name) ?? '') };
  } catch {
    return NOTHING;
  }
}

/** Earlier builds kept a draft for as long as the tab lived, and told no server. */
function takeEarlier(name: string): void {
  const earlier = sessionStorage.getItem(name);
  if (earlier === null) return;
  if (localStorage.getItem(name) === null)
    localStorage.setItem(name, JSON.stringify({ ...parseJson(draft, earlier), isKept: false }));
  sessionStorage.removeItem(name);
}

/** Nothing that the server keeps stays in this browser; what only this browser has is not thrown away. */
export function forgetKeptDrafts(agent: string): void {
  for (const [name, { isKept }] of inMemory)
    if (name.startsWith(prefix(agent)) && isKept) inMemory.delete(name);
  try {
    for (const name of Object.keys(localStorage))
      if (name.startsWith(prefix(agent)) && stored(name).isKept) localStorage.removeItem(name);
  } catch {
    // Where storage is denied there is nothing to forget.
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
