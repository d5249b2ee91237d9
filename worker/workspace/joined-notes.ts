/** What the team noted of visitors who are one person, read together. Rule PPL-6 of docs/SPEC.md. */
import { PHONE_BYTES } from '../../protocol/contact.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { PersonChange } from '../../protocol/person.ts';
import { isLongerThan } from '../../protocol/shape.ts';

export type PersonNotes = Required<PersonChange>;

export const NOTHING: PersonNotes = { isVip: false, phone: '', note: '', keyDates: [], attributes: [] };

/** As many as protocol/person.ts takes. */
const KEY_DATES = 20;
const ATTRIBUTES = 50;

/** @param all of each visitor, the one by whom the person is known first. What has no room stays with its visitor. */
export const joinNotes = (all: readonly PersonNotes[]): PersonNotes => ({
  isVip: all.some(({ isVip }) => isVip),
  phone: joinTexts(all, 'phone', ', ', PHONE_BYTES),
  note: joinTexts(all, 'note', '\n\n', LIMITS.textBytes),
  keyDates: distinct(all.flatMap(({ keyDates }) => keyDates)).slice(0, KEY_DATES),
  attributes: distinct(all.flatMap(({ attributes }) => attributes)).slice(0, ATTRIBUTES),
});

const joinTexts = (
  all: readonly PersonNotes[],
  field: 'phone' | 'note',
  between: string,
  maxBytes: number,
): string =>
  distinct(all.map((notes) => notes[field]).filter((text) => text !== '')).reduce((joined, text) => {
    const longer = joined ? `${joined}${between}${text}` : text;
    return isLongerThan(longer, maxBytes) ? joined : longer;
  }, '');

const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];
