/** [CNV-10] The same frame, as a visitor's client reads it and as an agent's does. */
import { describe, expect, it } from 'vitest';
import { readItems } from '../../client/outbox.ts';
import { teamWire } from '../../client/team-wire.ts';
import { applyEvents, EMPTY_TIMELINE } from '../../client/timeline.ts';
import { parseJson } from '../../protocol/shape.ts';
import { teamCommand } from '../../protocol/team-event.ts';
import type { TeamServerFrame } from '../../protocol/team-frames.ts';

const author = { role: 'agent', id: 'a'.repeat(10), name: 'Ada' };
const note = { cid: 'c'.repeat(26), kind: 'note', text: 'Careful', mentions: [] };
const events = [
  { seq: 1, ts: 1, author, kind: 'message', text: 'Hello' },
  { seq: 2, ts: 2, author, ...note },
  {
    seq: 3,
    ts: 3,
    author,
    kind: 'assignment',
    assignee: null,
    team: { id: 't'.repeat(10), name: 'Billing' },
  },
];

describe('[CNV-10] an agent’s wire', () => {
  it('hands on what only the team sees, and the timeline counts it', () => {
    const heard: TeamServerFrame[] = [];
    const { frame, frames } = teamWire((whole) => heard.push(whole));
    const plain = parseJson(frame, JSON.stringify({ t: 'events', events, head: 3 }));
    expect(heard).toMatchObject([
      { events: [{ text: 'Hello' }, { kind: 'note', text: 'Careful' }, { team: { name: 'Billing' } }] },
    ]);
    if (plain.t !== 'events') throw new Error('not events');
    const timeline = applyEvents(EMPTY_TIMELINE, plain.events);
    expect(timeline.last).toBe(3);
    expect(timeline.entries.map(({ is }) => is)).toEqual(['message', 'assignment']);
    const present = { t: 'present', agents: [{ id: author.id, name: 'Ada' }] };
    expect(parseJson(frames, JSON.stringify({ frames: [present] })).frames).toEqual([present]);
    expect(heard.at(-1)).toEqual(present);
    expect(() => parseJson(frame, '{"t":"present","agents":[{}]}')).toThrow('agents');
  });

  it('keeps unsent notes over a reload, which a visitor’s outbox would leave where they are', () => {
    const stored = [{ command: note, createdAt: 1 }];
    expect(readItems(stored, teamCommand)).toEqual(stored);
    expect(readItems(stored)).toEqual([]);
  });
});
