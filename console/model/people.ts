/** How people are called on screen. */
import type { InboxRow } from '../../protocol/inbox.ts';
import { t } from '../i18n.ts';

type Named = Pick<InboxRow, 'visitorName' | 'visitor' | 'person'>;

/** Whose number and colour it is: the person's, in all their conversations. */
export const personKey = (conversation: string, row: Omit<Named, 'visitorName'> | undefined): string =>
  row?.person ?? row?.visitor ?? conversation;

/** A name, or a short number by which colleagues can speak of a person without one. */
export const visitorName = (conversation: string, row: Named | undefined): string =>
  row?.visitorName || t('visitorNumber', { id: personKey(conversation, row).slice(-4).toUpperCase() });

const segmenter = new Intl.Segmenter();
const firstLetter = (word: string): string => [...segmenter.segment(word)][0]?.segment ?? '';

/** One letter for each of the first and last names; whole letters in every script. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends
    .map((word) => firstLetter(word ?? ''))
    .join('')
    .toLocaleUpperCase();
}

/** A steady colour for a person, so that faces are told apart at a glance. */
export const TINT_COUNT = 6;
export function tintOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % TINT_COUNT;
}
