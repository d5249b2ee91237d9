/**
 * The checker's worth: bugs that other messengers had, put into a copy of our sources one at a time. A simulation that
 * does not notice one of them would not notice it in our own code either.
 */
export interface Defect {
  /** The class of bug, as docs/RELIABILITY.md lists them. */
  name: string;
  changes: { file: string; from: string; to: string }[];
}

const CLIENT = 'client/conversation-client.ts';
const SENDER = 'client/sender.ts';
const CONNECTION = 'client/connection.ts';
const TIMELINE = 'client/timeline.ts';
const CORE = 'worker/conversation/conversation-core.ts';
const STORE = 'worker/conversation/conversation-store.ts';

export const DEFECTS: readonly Defect[] = [
  {
    name: 'fetch before subscribe: what is written while the snapshot travels never arrives',
    changes: [{ file: CORE, from: 'peer.become({ ...peer.identity, isGreeted: true });', to: '' }],
  },
  {
    name: 'catch-up misses edits and deletions',
    changes: [
      {
        file: STORE,
        from: `'SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?'`,
        to: `"SELECT * FROM events WHERE seq > ? AND kind NOT IN ('edit', 'redact') ORDER BY seq LIMIT ?"`,
      },
    ],
  },
  {
    name: 'catch-up by time window',
    changes: [
      {
        file: STORE,
        from: `'SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?'`,
        to: `'SELECT * FROM events WHERE seq > ? AND ts > (SELECT MAX(ts) FROM events) - 20000 ORDER BY seq LIMIT ?'`,
      },
    ],
  },
  {
    name: 'status is not resynced',
    changes: [{ file: TIMELINE, from: 'timeline.status = event.status;', to: '' }],
  },
  {
    name: 'assignment is not resynced',
    changes: [{ file: TIMELINE, from: 'timeline.assignee = event.assignee;', to: '' }],
  },
  {
    name: 'cursor advanced before all pages are there',
    changes: [
      {
        file: CLIENT,
        from: 'apply(frame.events, frame.head);\n        sender.adopt()',
        to: 'apply(frame.events, state.get().timeline.last);\n        state.patch({ timeline: { ...state.get().timeline, last: frame.head } });\n        sender.adopt()',
      },
    ],
  },
  {
    name: 'a lost acknowledgement doubles the message',
    changes: [
      {
        file: STORE,
        from: 'WHERE author_id = ? AND cid IN',
        to: 'WHERE author_id = ? AND seq < 0 AND cid IN',
      },
      {
        file: 'worker/conversation/conversation-migrations.ts',
        from: 'CREATE UNIQUE INDEX events_by_cid',
        to: 'CREATE INDEX events_by_cid',
      },
    ],
  },
  {
    name: 'half-open connections are not noticed',
    changes: [
      {
        file: CONNECTION,
        from: `cancelPong = clock.after(timeoutMs, () => lost(NETWORK_LOST, 'socket'));`,
        to: 'cancelPong = clock.after(timeoutMs, () => {});',
      },
      { file: SENDER, from: 'const ANSWER_MS = 10_000;', to: 'const ANSWER_MS = 10_000_000;' },
    ],
  },
  {
    name: 'what arrives twice is shown twice',
    changes: [
      { file: TIMELINE, from: 'if (event.seq === next.last + 1)', to: 'if (event.seq <= next.last + 1)' },
    ],
  },
  {
    name: 'reconnect storm',
    changes: [
      {
        file: CONNECTION,
        from: 'return unit * Math.min(TIMES.reconnectCapMs',
        to: 'return 0 * Math.min(TIMES.reconnectCapMs',
      },
    ],
  },
  {
    name: 'gives up until somebody reloads',
    changes: [
      {
        file: CONNECTION,
        from: 'cancelTimer = clock.after(delayMs, connect);',
        to: 'if (failures < 5) cancelTimer = clock.after(delayMs, connect);',
      },
    ],
  },
  {
    name: 'the outbox dies with the tab',
    changes: [
      {
        file: SENDER,
        from: 'inTime(outbox.put(box, { command, createdAt })).catch(options.notKept);',
        to: '',
      },
    ],
  },
  {
    name: 'storage denied kills the messenger',
    changes: [
      { file: SENDER, from: 'inTime(outbox.load(box)).catch(() => [])', to: 'inTime(outbox.load(box))' },
    ],
  },
  {
    name: 'a frame dropped on a healthy connection is never missed',
    changes: [
      {
        file: CLIENT,
        from: "case 'pong':\n        catchUp(frame.head);\n        return;",
        to: "case 'pong':\n        return;",
      },
    ],
  },
  {
    name: 'a rate-limited message is forgotten',
    changes: [{ file: SENDER, from: 'postponed(result.retryAfterMs);', to: 'drop(cid);' }],
  },
  {
    name: 'acknowledged before it is stored',
    changes: [
      {
        file: CORE,
        from: '    const { events, snapshot, results } = this.#intake.takeAll(peer.identity, items, this.#snapshot);',
        to: "    const early = items.map((item) => ({ outcome: 'stored' as const, cid: (item as { cid: string }).cid, seq: 0 }));\n    peer.send(encode({ t: 'ack', results: early }));\n    if (this.#snapshot.head % 5 === 4) return;\n    const { events, snapshot, results } = this.#intake.takeAll(peer.identity, items, this.#snapshot);",
      },
    ],
  },
];
