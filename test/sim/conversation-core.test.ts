/** The conversation core over real SQL, with the clock in our hands. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../protocol/frames.ts';
import { RATES } from '../../protocol/limits.ts';
import { ConversationCore } from '../../worker/conversation/conversation-core.ts';
import { CONVERSATION_MIGRATIONS } from '../../worker/conversation/conversation-migrations.ts';
import { conversationStore } from '../../worker/conversation/conversation-store.ts';
import { SYSTEM } from '../../worker/conversation/decide.ts';
import type { ConversationPeer, Participant } from '../../worker/conversation/participant.ts';
import { afterEvent, EMPTY_SNAPSHOT } from '../../worker/conversation/snapshot.ts';
import { migrate } from '../../worker/durable/migrate.ts';
import { nodeSql } from './node-sql.ts';

const FOREVER = Number.MAX_SAFE_INTEGER;
const [GRACE, HEDY] = ['g'.repeat(10), 'h'.repeat(10)];
const LABELS = ['l'.repeat(10), 'm'.repeat(10)];

interface TestPeer extends ConversationPeer {
  frames: ServerFrame[];
  closedAs: string | null;
  say(frame: object): void;
  command(command: object): void;
}

function conversation() {
  const sql = nodeSql();
  migrate(sql, CONVERSATION_MIGRATIONS);
  const store = conversationStore(sql);
  const context = { page: '', title: '', referrer: '', locale: '', timeZone: '', userAgent: '' };
  store.create({ id: 'c', site: 's', epoch: 'e', visitor: 'visitor', tokenHash: '', createdAt: 0, context });
  const world = { now: 1_000_000 };
  const peers: TestPeer[] = [];
  const record = store.record();
  if (!record) throw new Error('not created');
  const core = new ConversationCore(store, record, {
    now: () => world.now,
    peers: () => peers,
    committed() {},
    eventsPerPage: 200,
  });

  let cids = 0;
  const enter = (role: Participant['role'], id: string, until = FOREVER): TestPeer => {
    let identity: Participant = { role, id, name: id, isGreeted: false, until };
    const peer: TestPeer = {
      frames: [],
      closedAs: null,
      get identity() {
        return identity;
      },
      become(next) {
        identity = next;
      },
      send: (frame) => peer.frames.push(JSON.parse(frame)),
      close(_, reason) {
        peer.closedAs = reason;
      },
      say: (frame) => core.receive(peer, JSON.stringify(frame)),
      command(command) {
        cids += 1;
        peer.say({ t: 'send', items: [{ cid: `${cids}`.padStart(26, 'c'), ...command }] });
      },
    };
    peers.push(peer);
    peer.say({ t: 'hello', v: 1, since: 0, epoch: null, device: 'd'.repeat(26) });
    return peer;
  };
  return { core, store, world, enter };
}

describe('[CNV-5] a read mark', () => {
  it('needs something of somebody else’s to mark, so it can never ask for the next one', () => {
    const { core, enter } = conversation();
    const [visitor, agent] = [enter('visitor', 'visitor'), enter('agent', 'ada')];
    agent.command({ kind: 'message', text: 'Hello' });
    const { head } = core.snapshot;
    visitor.command({ kind: 'read', upTo: head });
    expect(core.snapshot.head).toBe(head + 1);
    for (let upTo = head; upTo <= head + 3; upTo += 1)
      visitor.command({ kind: 'read', upTo: core.snapshot.head });
    expect(core.snapshot.head).toBe(head + 1);
  });
});

describe('[LIM-5] a flood of frames', () => {
  it('ends the connection that it comes on; the others go on', () => {
    const { enter } = conversation();
    const [flooder, other] = [enter('visitor', 'visitor'), enter('agent', 'ada')];
    for (let sent = 0; sent <= RATES.frames.capacity; sent += 1) flooder.say({ t: 'typing', on: true });
    expect(flooder.closedAs).toBe('rate_limited');
    other.command({ kind: 'message', text: 'Still here' });
    expect(other.frames.at(-1)).toMatchObject({ t: 'ack', results: [{ outcome: 'stored' }] });
  });
});

describe('[LIM-3] a visitor who keeps changing their name', () => {
  const nameOf = (count: number) => ({ kind: 'contact', name: `Kim ${count}`, email: '' });
  const { capacity, refillMs } = RATES.visitorContacts;

  it('must wait, and says what is known as often as they like', () => {
    const { core, world, enter } = conversation();
    const visitor = enter('visitor', 'visitor');
    const say = (count: number) => {
      visitor.command(nameOf(count));
      return visitor.frames.at(-1);
    };
    for (let count = 1; count <= capacity; count += 1)
      expect(say(count)).toMatchObject({ t: 'ack', results: [{ outcome: 'stored' }] });
    const refused = { outcome: 'refused', code: 'rate_limited', retryable: true, retryAfterMs: refillMs };
    expect(say(capacity + 1)).toMatchObject({ t: 'ack', results: [refused] });
    expect(say(capacity)).toMatchObject({ t: 'ack', results: [{ outcome: 'stored' }] });
    const page = { cid: 'p'.repeat(26), ...nameOf(0), by: 'page' };
    expect(core.perform({ role: 'visitor', id: 'visitor', name: null }, [page])).toMatchObject([refused]);
    visitor.command({ kind: 'message', text: 'Hello' });
    expect(visitor.frames.at(-1)).toMatchObject({ t: 'ack', results: [{ outcome: 'stored' }] });
    world.now += refillMs;
    expect(say(capacity + 1)).toMatchObject({ t: 'ack', results: [{ outcome: 'stored' }] });
  });
});

describe('[LIM-7] a reader who does not read', () => {
  const CHUNK = 'x'.repeat(10_000);
  const eventsOf = (peer: TestPeer) => peer.frames.filter((frame) => frame.t === 'events');

  it('is told where the log ends instead of ever more, and goes on from there once it asks', () => {
    const { core, enter } = conversation();
    const [agent, reader] = [enter('agent', 'ada'), enter('visitor', 'visitor')];
    for (let count = 0; count < 60; count += 1) agent.command({ kind: 'message', text: CHUNK });
    const told = eventsOf(reader);
    expect(JSON.stringify(told).length).toBeLessThan(300_000);
    expect(told.at(-1)).toMatchObject({ events: [] });
    const last = told.flatMap((frame) => frame.events).at(-1)?.seq ?? 0;
    reader.frames.length = 0;
    reader.say({ t: 'sync', since: last });
    expect(eventsOf(reader)[0]?.events[0]?.seq).toBe(last + 1);
    const { head } = core.snapshot;
    for (let since = last; since < head; ) {
      reader.frames.length = 0;
      reader.say({ t: 'sync', since });
      since = eventsOf(reader)[0]?.events.at(-1)?.seq ?? head;
    }
    reader.frames.length = 0;
    agent.command({ kind: 'message', text: 'Live again' });
    expect(eventsOf(reader)).toMatchObject([{ events: [{ text: 'Live again' }] }]);
    expect(reader.closedAs).toBeNull();
  });

  it('is hung up on when it keeps asking for what it was told', () => {
    const { enter } = conversation();
    const [agent, reader] = [enter('agent', 'ada'), enter('visitor', 'visitor')];
    for (let count = 0; count < 30; count += 1) agent.command({ kind: 'message', text: CHUNK });
    for (let count = 0; count < 6; count += 1) reader.say({ t: 'sync', since: 0 });
    expect(reader.closedAs).toBe('overloaded');
    agent.command({ kind: 'message', text: 'Still here' });
    expect(agent.frames.at(-1)).toMatchObject({ t: 'ack', results: [{ outcome: 'stored' }] });
  });
});

describe('[AUT-13] an agent’s connection', () => {
  it('is over when its time is: it hears nothing more and stores nothing more', () => {
    const { core, world, enter } = conversation();
    const [agent, visitor] = [enter('agent', 'ada', 1_000_500), enter('visitor', 'visitor')];
    world.now += 1_000;
    visitor.command({ kind: 'message', text: 'A secret' });
    expect(agent.closedAs).toBe('unauthenticated');
    expect(JSON.stringify(agent.frames)).not.toContain('A secret');
    const { head } = core.snapshot;
    agent.command({ kind: 'message', text: 'Me again' });
    expect(core.snapshot.head).toBe(head);
  });
});

describe('[CON-8] frames by HTTP', () => {
  it('are refused as the socket would refuse them, and nothing after a refused one is taken', () => {
    const { core } = conversation();
    const who: Participant = { role: 'visitor', id: 'visitor', name: null, isGreeted: false, until: FOREVER };
    const send = { t: 'send', items: [{ cid: 'c'.repeat(26), kind: 'message', text: 'x' }] };
    expect(core.exchange(who, [{ t: 'sing' }, send])).toEqual({ refused: 'bad_frame' });
    expect(core.exchange(who, [{ t: 'send', items: [{ kind: 'message' }] }])).toEqual({
      refused: 'bad_frame',
    });
    const hello = { t: 'hello', v: 2, since: 0, epoch: null, device: 'd'.repeat(26) };
    expect(core.exchange(who, [hello, send])).toEqual({ refused: 'unsupported_version' });
    expect(core.snapshot.head).toBe(0);
  });
});

describe('[FIL-1] a message without words', () => {
  it('is known in the list by the name of its first file, until it is deleted', () => {
    const files = ['lamp.png', 'bill.pdf'].map((name) => ({ id: 'f'.repeat(26), name, type: 'x', bytes: 1 }));
    const author = { role: 'visitor', id: 'visitor', name: null } as const;
    const message = { seq: 1, ts: 1, author, kind: 'message', text: '', attachments: files } as const;
    const sent = afterEvent(EMPTY_SNAPSHOT, { ...message, attachments: [...files] });
    expect(sent.lastMessage?.text).toBe('lamp.png');
    const gone = afterEvent(sent, { seq: 2, ts: 2, author, kind: 'redact', target: 1 });
    expect(gone.lastMessage?.text).toBe('');
  });
});

describe('[DLV-10] what an object knows when it wakes', () => {
  it('is what folding its whole log gives', () => {
    const text = fc.constantFrom('a', 'b');
    const target = fc.integer({ min: 1, max: 30 });
    const command = fc.oneof(
      fc.record({ kind: fc.constant('message'), text }),
      fc.record({ kind: fc.constant('edit'), target, text }),
      fc.record({ kind: fc.constant('redact'), target }),
      fc.record({ kind: fc.constant('read'), upTo: target }),
      fc.record({ kind: fc.constant('status'), status: fc.constantFrom('open', 'resolved') }),
      fc.record({ kind: fc.constant('note'), text, mentions: fc.subarray([GRACE, HEDY]) }),
      fc.record({ kind: fc.constant('priority'), priority: fc.constantFrom('normal', 'urgent') }),
      fc.record({ kind: fc.constant('snooze'), until: fc.constantFrom(null, 0, 5) }),
      fc.record({ kind: fc.constant('contact'), name: fc.constantFrom('', 'Mina'), email: text }),
    );
    /** By the workspace's word. */
    const vouched = fc.oneof(
      fc.record({
        kind: fc.constant('assignment'),
        assignee: fc.constantFrom(null, { id: GRACE, name: 'Grace' }),
        team: fc.constantFrom(null, { id: 't'.repeat(10), name: 'Billing' }),
      }),
      fc.record({
        kind: fc.constant('assignment'),
        assignee: fc.constantFrom(null, { id: HEDY, name: 'Hedy' }),
      }),
      fc.record({ kind: fc.constant('labels'), add: fc.subarray(LABELS), remove: fc.subarray(LABELS) }),
      fc.record({ kind: fc.constant('snooze'), until: fc.constant(null) }),
      fc.record({ kind: fc.constant('block'), isBlocked: fc.boolean(), reason: text }),
    );
    const said = fc.oneof(
      { weight: 4, arbitrary: fc.tuple(fc.constantFrom<'visitor' | 'agent'>('visitor', 'agent'), command) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom<'workspace'>('workspace'), vouched) },
    );
    fc.assert(
      fc.property(fc.array(said, { maxLength: 40, size: 'max' }), (story) => {
        const { store, world, enter, core } = conversation();
        const people = { visitor: enter('visitor', 'visitor'), agent: enter('agent', 'ada') };
        for (const [who, command] of story) {
          world.now += 1_000;
          if (who === 'workspace')
            core.perform(SYSTEM, [{ cid: `w${world.now}`.padEnd(26, '0'), ...command }]);
          else people[who].command(command);
        }
        const folded = store.page(0, 1_000, Number.POSITIVE_INFINITY).reduce(afterEvent, EMPTY_SNAPSHOT);
        const woken = store.snapshot();
        // A deleted message's words are gone from the log; whoever folds it later sees the mark that replaced them.
        const withoutWords = ({ lastMessage, ...rest }: typeof woken) => ({
          ...rest,
          last: lastMessage?.seq,
        });
        expect(withoutWords(woken)).toEqual(withoutWords(folded));
        expect(withoutWords(woken)).toEqual(withoutWords(core.snapshot));
      }),
      { numRuns: 300 },
    );
  });
});
