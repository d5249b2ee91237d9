import { describe, expect, it } from 'vitest';
import { splitAtLinks } from '../../client/links.ts';
import type { Entry } from '../../client/timeline.ts';
import { logItems } from '../../widget/log-items.ts';
import { ADA } from './widget-fixture.ts';

const NOON = new Date(2026, 10, 21, 12).getTime();
const MINUTE = 60_000;
const BO = { ...ADA, id: 'bbbbbbbbbb', name: 'Bo' };

let seq = 0;
const message = (author: typeof ADA, ts: number): Entry => {
  seq += 1;
  return { is: 'message', seq, ts, author, cid: undefined, text: `${seq}`, isEdited: false };
};
const kinds = (entries: Entry[]) =>
  logItems({ entries, readUpTo: {} }, [], () => false, NOON).map((item) =>
    item.is === 'group' ? item.bubbles.length : item.is,
  );

describe('what the log shows', () => {
  it.each<[string, Entry[], (number | string)[]]>([
    ['one author in a row is one group', [message(ADA, NOON), message(ADA, NOON + MINUTE)], [2]],
    ['another author begins a group', [message(ADA, NOON), message(BO, NOON)], [1, 1]],
    ['a long pause begins a group', [message(ADA, NOON), message(ADA, NOON + 6 * MINUTE)], [1, 1]],
    ['another day is named', [message(ADA, NOON - 1440 * MINUTE), message(ADA, NOON)], ['day', 1, 'day', 1]],
    [
      'a notice parts a group',
      [
        message(ADA, NOON),
        { is: 'status', seq: 99, ts: NOON, author: ADA, status: 'resolved' },
        message(ADA, NOON),
      ],
      [1, 'resolved', 1],
    ],
  ])('%s', (_rule, entries, expected) => {
    expect(kinds(entries)).toEqual(expected);
  });
});

describe('web addresses in a text', () => {
  it.each([
    ['see https://a.example/b.', ['see ', 'https://a.example/b', '.']],
    ['(http://a.example/?q=1&r=2)', ['(', 'http://a.example/?q=1&r=2', ')']],
    ['HTTPS://A.EXAMPLE', ['', 'HTTPS://A.EXAMPLE', '']],
    ['https://a.example/"onmouseover="x', ['', 'https://a.example/', '"onmouseover="x']],
    ['javascript:alert(1) data:text/html,x ftp://a.example xhttp://a.example', null],
    ['https://', null],
  ])('%s', (text, parts) => {
    expect(splitAtLinks(text)).toEqual(parts ?? [text]);
  });

  it('are found in linear time', () => {
    const startedAt = performance.now();
    for (const part of ['http://', 'http://.', 'http://)', 'https://a.'])
      splitAtLinks(part.repeat(16_384 / part.length));
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
