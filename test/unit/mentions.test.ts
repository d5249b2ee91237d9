import { expect, it } from 'vitest';
import { mentionedIn, splitAtMentions } from '../../console/model/mentions.ts';
import { offerColleagues } from '../../console/model/suggestions.ts';

const member = (agent: string, name: string) => ({
  agent,
  name,
  role: 'agent' as const,
  availability: 'available' as const,
  limit: null,
});
const TEAM = [
  member('a1', 'Ben'),
  member('a2', 'Ben Small'),
  member('a3', 'Zoë'),
  member('a4', 'C.J. (night)'),
  member('a5', 'Cy'),
  member('a6', 'Cy'),
];
const NOBODY = new Set<string>();

it.each([
  ['nobody', []],
  ['@Ben look', ['a1']],
  ['@Ben Small look', ['a2']],
  ['@Bengt look', []],
  ['mail ben@Ben.example or x@Ben', []],
  ['(@Zoë, @C.J. (night)!)', ['a3', 'a4']],
  ['@Zoëx', []],
  ['@Ben and @Ben', ['a1']],
  ['@Cy', ['a5', 'a6']],
])('%j calls %j', (text, expected) => {
  expect(mentionedIn(text, TEAM, NOBODY)).toEqual(expected);
});

it('of two with one name, the one that was chosen', () => {
  expect(mentionedIn('@Cy', TEAM, new Set(['a6']))).toEqual(['a6']);
});

it('one that was chosen and then deleted is not called', () => {
  expect(mentionedIn('@Zoë', TEAM, new Set(['a1']))).toEqual(['a3']);
});

it('a note is cut at its mentions and loses nothing', () => {
  const text = 'Ask @Ben Small or @Zoë.';
  const parts = splitAtMentions(text, ['Ben', 'Ben Small', 'Zoë']);
  expect(parts).toEqual(['Ask ', '@Ben Small', ' or ', '@Zoë', '.']);
  expect(splitAtMentions(text, [])).toEqual([text]);
});

it.each([
  ['@', 1, ['Ben', 'Ben Small', 'Zoë', 'C.J. (night)', 'Cy']],
  ['Ask @be', 7, ['Ben', 'Ben Small']],
  ['Ask @small', 10, ['Ben Small']],
  ['Ask @be now', 7, ['Ben', 'Ben Small']],
  ['Ask @be now', 11, undefined],
  ['a@be', 4, undefined],
  ['@elephant', 9, undefined],
])('in %j at %i it offers %j', (text, caret, expected) => {
  // a6 asks.
  const offer = offerColleagues(text, caret, TEAM, 'a6');
  expect(offer?.suggestions.map(({ label }) => label)).toEqual(expected);
});

it.each(['Jean-Luc', 'O/Neill', 'C++', 'a.b', '(Ben)', 'x|y', '\\d'])(
  'a colleague may be called %s',
  (name) => {
    const team = [{ agent: 'j', name }];
    expect(mentionedIn(`Ask @${name}, please`, team, NOBODY)).toEqual(['j']);
    expect(mentionedIn('Ask somebody', team, NOBODY)).toEqual([]);
  },
);
