/** How light formatting is taken apart. What it looks like is tested where it is drawn. */
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { parseFormatting } from '../../client/formatting.ts';
import { LIMITS } from '../../protocol/limits.ts';

it.each([
  ['a\n```\n*b*\n\nc\n```\nd', ['a', ['pre', '*b*\n\nc'], 'd']],
  ['```js\nlet a\n```', [['pre', 'let a']]],
  ['```\nlast```', [['pre', 'last']]],
  [
    '```\na\n```\n```\nb\n```',
    [
      ['pre', 'a'],
      ['pre', 'b'],
    ],
  ],
  ['```\nnever *closed*', ['```\nnever ', ['strong', ['closed']]]],
  ['no marks', null],
])('%j', (text, expected) => {
  expect(parseFormatting(text)?.filter((part) => part !== '') ?? null).toEqual(expected);
});

it.each([
  ['lines', '\n'],
  ['fences that are never closed', '```x\n'],
  ['marks', '*a '],
])('a conversation full of the longest messages of nothing but %s does not hang', async (_, part) => {
  const text = part.repeat(LIMITS.textBytes / part.length);
  for (let message = 0; message < 500; message += 1) {
    expect(parseFormatting(text)).not.toEqual(['']);
    // So that the test's limit can end it.
    await setImmediate();
  }
});
