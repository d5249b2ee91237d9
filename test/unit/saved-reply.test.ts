import { describe, expect, it } from 'vitest';
import { blanksIn, fillIn, findReplies, firstNameOf, type Values } from '../../console/model/saved-reply.ts';

const VALUES: Values = {
  'visitor.firstName': 'Kim',
  'visitor.name': 'Kim Lund',
  'visitor.email': 'kim@example.org',
  'agent.name': 'Ana',
  'site.name': 'Shop',
  'page.title': 'Harbour lamp',
  'page.url': 'https://shop.example/lamps/harbour',
};
const STRANGER: Values = { ...VALUES, 'visitor.firstName': '', 'visitor.name': '', 'visitor.email': '' };

it.each([
  ['Hello {{visitor.firstName}}', VALUES, 'Hello Kim'],
  ['Hello {{visitor.firstName|there}}', VALUES, 'Hello Kim'],
  ['Hello {{visitor.firstName|there}}', STRANGER, 'Hello there'],
  ['Hello {{visitor.firstName}}', STRANGER, 'Hello {{visitor.firstName}}'],
  ['Hello{{visitor.firstName|}}', STRANGER, 'Hello'],
  ['{{ visitor.name | dear visitor }}!', STRANGER, 'dear visitor!'],
  ['{{visitor.name}} <{{visitor.email}}>', VALUES, 'Kim Lund <kim@example.org>'],
  ['{{agent.name}} of {{site.name}}', VALUES, 'Ana of Shop'],
  ['{{page.title}}: {{page.url}}', VALUES, 'Harbour lamp: https://shop.example/lamps/harbour'],
  ['{{visitor.shoeSize}}', VALUES, '{{visitor.shoeSize}}'],
  ['{{visitor.shoeSize|42}}', VALUES, '42'],
  ['{{visitor.constructor}} {{visitor.__proto__}}', VALUES, '{{visitor.constructor}} {{visitor.__proto__}}'],
  ['{{ user }} {visitor.name} {{{agent.name}}}', VALUES, '{{ user }} {visitor.name} {Ana}'],
  ['$& {{agent.name}}', { ...VALUES, 'agent.name': '$& $1' }, '$& $& $1'],
  ['', VALUES, ''],
])('%s is filled in', (text, values, expected) => {
  expect(fillIn(text, values)).toBe(expected);
});

it('a value is not filled in itself', () => {
  expect(fillIn('{{visitor.name}}', { ...VALUES, 'visitor.name': '{{agent.name}}' })).toBe('{{agent.name}}');
});

it.each([
  ['nothing here', []],
  ['a {{visitor.email}} b {{ page.title }}', ['{{visitor.email}}', '{{ page.title }}']],
  ['{{ user }} and {{}} and {{visitor.}}', []],
])('what is left in %j', (text, expected) => {
  expect(blanksIn(text).map((blank) => blank.text)).toEqual(expected);
  for (const blank of blanksIn(text)) expect(text.slice(blank.at)).toMatch(/^\{\{/);
});

it.each([
  ['Kim Lund', 'Kim'],
  ['  Kim', 'Kim'],
  ['', ''],
])('the first name of %j is %j', (name, first) => expect(firstNameOf(name)).toBe(first));

describe('found by what is typed after the slash', () => {
  const reply = (id: string, shortcut: string, title: string, text: string) => ({
    id,
    shortcut,
    title,
    text,
  });
  const replies = [
    reply('1', 'hours', 'When we are open', 'From ten till four.'),
    reply('2', 'ship', 'Shipping', 'Within three days.'),
    reply('3', 'back', 'Returns', 'Ship it back within a month.'),
  ];
  it.each([
    ['', ['back', 'hours', 'ship']],
    ['SH', ['ship', 'back']],
    ['open', ['hours']],
    ['month', ['back']],
    ['elephant', []],
  ])('%j finds %j', (query, expected) => {
    expect(findReplies(replies, query).map(({ shortcut }) => shortcut)).toEqual(expected);
  });
});
