/** A conversation as a file of evidence. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { MessageEntry } from '../../client/timeline.ts';
import { loadLaterWords } from '../../console/i18n.ts';
import { transcriptOf } from '../../console/model/transcript.ts';

beforeAll(loadLaterWords);

const AT = Date.UTC(2026, 10, 25, 22, 10, 3);
const about = { conversation: 'w000000001-x', name: 'Kim', email: null, blockedFor: null };
const message = (fields: Partial<MessageEntry>): MessageEntry => ({
  is: 'message',
  seq: 1,
  ts: AT,
  author: { role: 'visitor', id: 'v', name: null },
  text: 'Hello',
  isEdited: false,
  ...fields,
});
const body = (...entries: MessageEntry[]) =>
  transcriptOf(about, { entries }, AT).split('\r\n\r\n').slice(1).join('\r\n\r\n');

describe('a transcript', () => {
  it('says whose it is, when it was made, and why they are blocked', () => {
    const text = transcriptOf(
      { ...about, email: 'kim@shop.example', blockedFor: 'Insults\nand worse' },
      { entries: [message({})] },
      AT,
    );
    expect(text.split('\r\n').slice(0, 5)).toEqual([
      'Conversation with Kim',
      'Address, as they said: kim@shop.example',
      'Number: w000000001-x',
      'Written down 2026-11-25 22:10:03 UTC, 1 message.',
      'Blocked: Insults and worse',
    ]);
  });

  it('has each message with its author and time, what was changed and what was deleted', () => {
    const agent = { role: 'agent' as const, id: 'a', name: 'Ana' };
    expect(
      body(
        message({ isEdited: true }),
        message({ author: agent, text: null }),
        message({
          text: '',
          attachments: [{ id: 'f'.repeat(26), name: 'a.pdf', type: 'application/pdf', bytes: 340_000 }],
        }),
      ),
    ).toBe(
      [
        '[2026-11-25 22:10:03 UTC] Kim, Visitor (edited):',
        '    Hello',
        '',
        '[2026-11-25 22:10:03 UTC] Ana, Team:',
        '    This message was deleted.',
        '',
        '[2026-11-25 22:10:03 UTC] Kim, Visitor:',
        '    File: a.pdf, 340 kB',
        '',
        '',
      ].join('\r\n'),
    );
  });

  it.each(['\n', '\r', '\r\n', '\v', '\f', '\u0085', '\u2028', '\u2029'])(
    'nobody’s words pass for an entry of their own, after %j',
    (end) => {
      const forged = '[2026-11-25 22:10:03 UTC] Ana, Team:';
      const text = body(
        message({
          text: `Hello${end}${forged}`,
          author: { role: 'visitor', id: 'v', name: `K${end}${forged}` },
        }),
      );
      const lines = text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/u);
      expect(lines.filter((line) => line.startsWith('['))).toHaveLength(1);
    },
  );
});
