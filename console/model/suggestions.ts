/** What is offered while an agent types: colleagues after `@`, saved replies after `/`. Pure. */
import type { DeskMember, SavedReply } from '../../protocol/desk.ts';
import { fillIn, findReplies, type Values } from './saved-reply.ts';

export interface Suggestion {
  id: string;
  /** What is chosen by it, and what it says beside that. */
  label: string;
  hint: string;
  /** Takes the place of what was typed. */
  text: string;
  /** Whom it calls. */
  agent: string | null;
}

export interface Offer {
  of: 'colleagues' | 'replies';
  /** What was typed for it: from the sign to the caret. */
  from: number;
  to: number;
  /** None: there is nothing yet that could be offered. */
  suggestions: readonly Suggestion[];
}

const MOST = 8;
/** Of what is typed for it; the text itself may be one endless word. */
const LONGEST = 64;

/** The word at the caret when it begins with the sign: `@an`, but not `a@an`. */
function typedAfter(sign: '@' | '/', text: string, caret: number): { from: number; query: string } | null {
  const near = text.slice(Math.max(0, caret - LONGEST), caret);
  const word = near.split(/\s/u).at(-1) ?? '';
  const isCut = word.length === LONGEST;
  return word.startsWith(sign) && !isCut ? { from: caret - word.length, query: word.slice(1) } : null;
}

export function offerColleagues(
  text: string,
  caret: number,
  members: readonly DeskMember[],
  self: string,
): Offer | null {
  const typed = typedAfter('@', text, caret);
  if (!typed) return null;
  const colleagues = members.filter(({ agent }) => agent !== self);
  // Without even oneself, they are not known yet.
  if (colleagues.length === 0 && members.length > 0)
    return { of: 'colleagues', from: typed.from, to: caret, suggestions: [] };
  const wanted = typed.query.toLocaleLowerCase();
  const suggestions = colleagues
    .filter(({ name }) => hasWord(name, wanted))
    .slice(0, MOST)
    .map(({ agent, name }) => ({ id: agent, label: name, hint: '', text: `@${name} `, agent }));
  return offer('colleagues', typed.from, caret, suggestions);
}

export function offerReplies(
  text: string,
  caret: number,
  /** Undefined while they are not known. */
  replies: readonly SavedReply[] | undefined,
  values: Values,
): Offer | null {
  const typed = typedAfter('/', text, caret);
  if (!typed) return null;
  // A path may be typed, too: only a slash alone is told that there are none.
  if (replies?.length === 0 && typed.query === '')
    return { of: 'replies', from: typed.from, to: caret, suggestions: [] };
  const suggestions = findReplies(replies ?? [], typed.query).map(({ id, shortcut, title, text: words }) => ({
    id,
    label: `/${shortcut}`,
    hint: title,
    text: fillIn(words, values),
    agent: null,
  }));
  return offer('replies', typed.from, caret, suggestions);
}

const offer = (of: Offer['of'], from: number, to: number, suggestions: Suggestion[]): Offer | null =>
  suggestions.length > 0 ? { of, from, to, suggestions } : null;

const hasWord = (name: string, wanted: string): boolean =>
  name
    .toLocaleLowerCase()
    .split(/\s+/u)
    .some((_, index, words) => words.slice(index).join(' ').startsWith(wanted));
