/** What only the team sees in the log: notes, and what colleagues arranged. */
import { cleanup, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AGENT, conversationId, createFakeBackend, makeRow } from './console-backend.ts';
import { openConsole } from './console-screen.tsx';

afterEach(cleanup);
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

const ID = conversationId('1');
const ben = { role: 'agent' as const, id: 'a000000002', name: 'Ben' };
const ana = { role: 'agent' as const, id: AGENT, name: 'Ana' };
const system = { role: 'system' as const, id: '', name: null };
const member = (agent: string, name: string) => ({
  agent,
  name,
  role: 'agent' as const,
  availability: 'available' as const,
  limit: null,
});
const VIP = 'l000000001';
const REFUND = 'l000000002';
const sales = { id: 't000000001', name: 'Sales' };

async function openKim() {
  const backend = createFakeBackend();
  backend.putDesk({
    members: [member(AGENT, 'Ana'), member(ben.id, 'Ben')],
    labels: [
      { id: VIP, name: 'VIP', color: 'yellow' },
      { id: REFUND, name: 'Refund', color: 'red' },
    ],
  });
  backend.put(makeRow('1', { visitorName: 'Kim' }));
  backend.append(ID, { kind: 'message', text: 'Do you ship to Norway?' } as never);
  openConsole({ backend, path: `/console/c/${ID}` });
  return { backend, log: await screen.findByRole('log') };
}

describe('a note', () => {
  test('says who sees it, stands where it was written, and marks whom it calls', async () => {
    const { backend, log } = await openKim();
    const mentions = [AGENT];
    backend.append(ID, { kind: 'note', text: 'See @Ana, not @Ben or a@Ana', mentions, author: ben } as never);
    backend.append(ID, { kind: 'message', text: 'We do.', author: ana } as never);
    await within(log).findByText('We do.');
    const articles = within(log).getAllByRole('article');
    expect(articles).toHaveLength(3);
    const note = articles[1] ?? log;
    expect(note.textContent).toContain('Note: only the team sees this');
    expect(note.textContent).toContain('Ben');
    expect(note.querySelector('time')?.title).toMatch(/\d/);
    const marks = [...note.querySelectorAll('mark')];
    expect(marks.map(({ textContent, dataset }) => [textContent, dataset.me])).toEqual([['@Ana', 'true']]);
    expect(note.textContent).toContain('See @Ana, not @Ben or a@Ana');
  });

  test('is never markup', async () => {
    const { backend, log } = await openKim();
    backend.append(ID, { kind: 'note', text: '<img src=x> @Ana', mentions: [AGENT], author: ben } as never);
    await within(log).findByText('<img src=x>', { exact: false });
    expect(log.querySelector('.bubble img')).toBeNull();
  });

  test('that was deleted keeps its place without its words', async () => {
    const { backend, log } = await openKim();
    const note = { kind: 'note', text: 'Never mind', mentions: [], author: ben };
    const { seq } = backend.append(ID, note as never);
    await within(log).findByText('Never mind');
    backend.append(ID, { kind: 'redact', target: seq, author: ben } as never);
    expect(await within(log).findByText('This note was deleted.')).toBeDefined();
    expect(within(log).queryByText('Never mind')).toBeNull();
  });
});

test.each([
  [{ kind: 'labels', add: [VIP], remove: [] }, 'Ben added the label VIP'],
  [{ kind: 'labels', add: [VIP], remove: [REFUND] }, 'Ben added the label VIP and removed Refund'],
  [{ kind: 'labels', add: [], remove: ['l000000009'], author: ana }, 'You removed the label that is gone'],
  [{ kind: 'priority', priority: 'urgent' }, 'Ben marked this as urgent'],
  [{ kind: 'snooze', until: 0 }, 'Ben snoozed this until the visitor writes'],
  [{ kind: 'snooze', until: null, author: system }, 'Awake again, because the visitor wrote'],
  [{ kind: 'snooze', until: null, author: ana }, 'You ended the snooze'],
  [{ kind: 'block', isBlocked: true, reason: 'Spam' }, 'Ben blocked this visitor “Spam”'],
  [{ kind: 'block', isBlocked: false, reason: '' }, 'Ben let this visitor write again'],
  [{ kind: 'assignment', assignee: null, team: sales }, 'Ben assigned this to the team Sales'],
  [
    { kind: 'assignment', assignee: { id: AGENT, name: 'Ana' }, team: sales },
    'Ben assigned this to you and the team Sales',
  ],
  [
    { kind: 'assignment', assignee: { id: ben.id, name: 'Ben' }, reason: 'auto', author: system },
    'Assigned to Ben automatically',
  ],
  [
    { kind: 'assignment', assignee: null, reason: 'away', author: system },
    'Back to unassigned, because its owner is away',
  ],
])('a notice says in words what was arranged: %o', async (event, words) => {
  const { backend, log } = await openKim();
  backend.append(ID, { author: ben, ...event } as never);
  const notice = await waitFor(() => log.querySelector('.notice') ?? Promise.reject(new Error('no notice')));
  expect(notice.textContent).toContain(words);
});

test('a snooze that ran out says so where its time falls', async () => {
  const { backend, log } = await openKim();
  const now = Date.now();
  backend.append(ID, { kind: 'snooze', until: now - 20_000, ts: now - 40_000, author: ben } as never);
  backend.append(ID, { kind: 'note', text: 'Later', mentions: [], ts: now - 10_000, author: ben } as never);
  await within(log).findByText('Later');
  const lines = [...log.querySelectorAll('.notice, article')].map(({ textContent }) => textContent ?? '');
  const back = lines.findIndex((line) => line.includes('Back from its snooze'));
  expect(lines[back - 1]).toContain('Ben snoozed this until');
  expect(lines[back + 1]).toContain('Later');
});
