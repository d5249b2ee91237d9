/**
 * [INB-7] [INB-2] Counts, unread marks and views are kept while things change, in an index that learns of them late,
 * twice and out of order. Afterwards all of it is counted anew from the logs, by rules written down here a second time.
 */
import { describe, expect, it } from 'vitest';
import { type InboxServerFrame, inboxServerFrame } from '../../protocol/inbox.ts';
import type { InboxFilter } from '../../protocol/inbox-view.ts';
import { parseJson } from '../../protocol/shape.ts';
import type { TeamEvent } from '../../protocol/team-event.ts';
import { ConversationCore } from '../../worker/conversation/conversation-core.ts';
import { CONVERSATION_MIGRATIONS } from '../../worker/conversation/conversation-migrations.ts';
import { conversationStore } from '../../worker/conversation/conversation-store.ts';
import { SYSTEM } from '../../worker/conversation/decide.ts';
import type { ConversationPeer } from '../../worker/conversation/participant.ts';
import { type ConversationSummary, summarise } from '../../worker/conversation/summary.ts';
import { migrate } from '../../worker/durable/migrate.ts';
import { InboxCore, type InboxPeer } from '../../worker/workspace/inbox-core.ts';
import { inboxStore } from '../../worker/workspace/inbox-store.ts';
import type { KeptView } from '../../worker/workspace/places.ts';
import { WORKSPACE_MIGRATIONS } from '../../worker/workspace/workspace-migrations.ts';
import { mulberry32 } from '../support/synthetic.ts';
import { nodeSql } from './node-sql.ts';
import { NOWHERE } from './sim-conversation.ts';

const OPERATIONS = 10_000;
const CONVERSATIONS = 60;
const WORKSPACE = 'w'.repeat(10);
const AGENTS = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(10));
const LABELS = ['l', 'm', 'n'].map((letter) => letter.repeat(10));
const TEAMS = ['t', 'u'].map((letter) => letter.repeat(10));
const SITES = ['s', 'r'].map((letter) => `${WORKSPACE}-${letter.repeat(8)}`);
const FOREVER = Number.MAX_SAFE_INTEGER;

const VIEWS: KeptView[] = [
  {
    id: 'v'.repeat(10),
    filter: { state: 'open', priority: 'urgent', labels: [LABELS[0] ?? ''] },
    owner: null,
  },
  { id: 'x'.repeat(10), filter: { state: 'snoozed', assignee: 'me' }, owner: AGENTS[1] ?? '' },
];

function world(seed: number) {
  const unit = mulberry32(seed);
  const below = (limit: number) => Math.floor(unit() * limit);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const chance = (probability: number) => unit() < probability;
  let now = 1_000_000_000_000;
  let cids = 0;
  const cid = () => `c${`${++cids}`.padStart(25, '0')}`;

  const sql = nodeSql();
  migrate(sql, WORKSPACE_MIGRATIONS);
  const store = inboxStore(sql, () => VIEWS);
  const lists = AGENTS.map((agent) => openList(agent));
  const inbox = new InboxCore(store, 'first', {
    now: () => now,
    peers: () => lists.map(({ peer }) => peer),
    committed() {},
    changesPerAnswer: 200,
    rowsPerPage: 50,
  });

  const talks = Array.from({ length: CONVERSATIONS }, (_, index) => {
    const own = nodeSql();
    migrate(own, CONVERSATION_MIGRATIONS);
    const log = conversationStore(own);
    const id = `${WORKSPACE}-${`${index}`.padStart(26, '0')}`;
    const visitor = `${index}`.padStart(26, '9');
    const site = pick(SITES);
    log.create({ id, site, epoch: 'e', visitor, tokenHash: '', createdAt: now, context: NOWHERE });
    const record = log.record();
    if (!record) throw new Error('not created');
    const open = () =>
      new ConversationCore(log, record, {
        now: () => now,
        peers: () => [],
        committed() {},
        eventsPerPage: 200,
      });
    return { id, visitor, log, record, open, core: open() };
  });

  /** Summaries under way: each may arrive late, twice, after a newer one. */
  let mail: ConversationSummary[] = [];
  /** These come after everything else. */
  const strays: ConversationSummary[] = [];
  const post = (talk: (typeof talks)[number]) =>
    mail.push(summarise(talk.record, talk.core.snapshot, talk.core.context, talk.log));
  const deliver = () => {
    const bag = mail.splice(0, 1 + below(4));
    inbox.put(bag);
    if (chance(0.2)) mail.push(pick(bag));
    if (chance(0.02)) strays.push(pick(bag));
  };

  const commands = (head: number): Record<string, () => object> => ({
    message: () => ({ text: `Words ${below(1000)}` }),
    note: () => ({ text: 'A note', mentions: chance(0.5) ? [pick(AGENTS)] : [] }),
    read: () => ({ upTo: Math.max(1, head - below(2)) }),
    status: () => ({ status: pick(['open', 'resolved']) }),
    priority: () => ({ priority: pick(['low', 'normal', 'high', 'urgent']) }),
    snooze: () => ({ until: pick([null, 0, now + below(1e6)]) }),
    redact: () => ({ target: 1 + below(Math.max(1, head)) }),
    edit: () => ({ target: 1 + below(Math.max(1, head)), text: 'Other words' }),
  });
  const kinds = 'message message message note read read read status priority snooze redact edit'.split(' ');

  const operate = () => {
    now += below(5_000);
    const talk = pick(talks);
    const made = commands(talk.core.snapshot.head);
    const agent = pick(AGENTS);
    const say = (role: 'visitor' | 'agent', id: string, kind: string) =>
      talk.core.receive(
        speaker(role, id),
        JSON.stringify({ t: 'send', items: [{ cid: cid(), kind, ...made[kind]?.() }] }),
      );
    const what = unit();
    if (what < 0.3)
      say('visitor', talk.visitor, pick(['message', 'message', 'message', 'read', 'edit', 'redact']));
    else if (what < 0.78) say('agent', agent, pick(kinds));
    else if (what < 0.84) {
      const [add, remove] = [chance(0.7) ? [pick(LABELS)] : [], chance(0.4) ? [pick(LABELS)] : []];
      talk.core.perform({ role: 'agent', id: agent, name: 'Agent' }, [
        { cid: cid(), kind: 'labels', add, remove },
      ]);
    } else if (what < 0.94) {
      const assignee = chance(0.2) ? null : { id: pick(AGENTS), name: 'Agent' };
      const team = chance(0.5) ? undefined : chance(0.3) ? null : { id: pick(TEAMS), name: 'Team' };
      const item = { cid: cid(), kind: 'assignment', assignee, ...(team !== undefined && { team }) };
      talk.core.perform({ role: 'agent', id: agent, name: 'Agent' }, [item]);
    } else talk.core.perform(SYSTEM, [{ cid: cid(), kind: 'snooze', until: null }]);
    // Its memory is lost now and then.
    if (chance(0.05)) talk.core = talk.open();
    post(talk);
    if (chance(0.6)) deliver();
  };

  /** Nothing is under way any more. */
  const settle = () => {
    for (const talk of talks) post(talk);
    while (mail.length > 0) {
      inbox.put(mail);
      mail = [];
    }
    inbox.put(strays);
  };
  return { talks, store, inbox, lists, operate, settle };
}

const speaker = (role: 'visitor' | 'agent', id: string): ConversationPeer => ({
  identity: { role, id, name: 'Somebody', isGreeted: true, until: FOREVER },
  become() {},
  send() {},
  close() {},
});

/** A list in an agent's browser, as far as it counts. */
function openList(agent: string) {
  const counts = new Map<string, number>();
  let isAsking = true;
  const peer: InboxPeer = {
    identity: { id: agent, isGreeted: true, until: FOREVER },
    become() {},
    send(text) {
      const frame: InboxServerFrame = parseJson(inboxServerFrame, text);
      if (frame.t === 'welcome') {
        counts.clear();
        isAsking = false;
      }
      if (frame.t === 'rows' && frame.rows.length === 0) isAsking = true;
      if (frame.t === 'welcome' || frame.t === 'rows')
        for (const { key, count } of frame.counts ?? []) counts.set(key, count);
    },
    close() {},
  };
  return { agent, peer, counts, isAsking: () => isAsking };
}

/** What a log says, told a second time: as simply as it can be said. */
function readLog(events: readonly TeamEvent[], visitor: string) {
  const found = {
    status: 'open' as 'open' | 'resolved',
    assignee: null as string | null,
    team: null as string | null,
    labels: new Set<string>(),
    priority: 'normal',
    snoozedUntil: null as number | null,
    visitorMessages: [] as number[],
    notes: [] as { seq: number; mentions: readonly string[] }[],
    readUpTo: new Map<string, number>(),
  };
  for (const event of events) {
    switch (event.kind) {
      case 'message':
        if (event.author.id === visitor) found.visitorMessages.push(event.seq);
        break;
      case 'note':
        found.notes.push({ seq: event.seq, mentions: event.mentions });
        break;
      case 'read':
        found.readUpTo.set(event.author.id, Math.max(event.upTo, found.readUpTo.get(event.author.id) ?? 0));
        break;
      case 'status':
        found.status = event.status;
        break;
      case 'assignment':
        found.assignee = event.assignee?.id ?? null;
        if (event.team !== undefined) found.team = event.team?.id ?? null;
        break;
      case 'labels':
        for (const label of event.remove) found.labels.delete(label);
        for (const label of event.add) found.labels.add(label);
        break;
      case 'priority':
        found.priority = event.priority;
        break;
      case 'snooze':
        found.snoozedUntil = event.until;
        break;
    }
  }
  const readBy = (agent: string) => found.readUpTo.get(agent) ?? 0;
  return {
    ...found,
    state: (found.status === 'resolved'
      ? 'done'
      : found.snoozedUntil === null
        ? 'open'
        : 'snoozed') as InboxFilter['state'],
    unreadFor: (agent: string) => found.visitorMessages.filter((seq) => seq > readBy(agent)).length,
    /** Null: not mentioned; else whether they have not read it. */
    mentionOf(agent: string): boolean | null {
      const newest = found.notes.findLast(({ mentions }) => mentions.includes(agent));
      return newest ? newest.seq > readBy(agent) : null;
    },
  };
}
type Talk = ReturnType<typeof readLog> & { id: string; site: string };

/** Every count that this agent should be told, counted one conversation after the other. */
function recount(talks: readonly Talk[], agent: string): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const talk of talks) {
    const { state } = talk;
    add(state);
    add(talk.assignee ? `${state}/agent:${talk.assignee}` : `${state}/nobody`);
    add(`${state}/site:${talk.site}`);
    if (talk.team) add(`${state}/team:${talk.team}`);
    for (const label of talk.labels) add(`${state}/label:${label}`);
    if (talk.priority !== 'normal') add(`${state}/priority:${talk.priority}`);
    if (talk.mentionOf(agent) !== null) add(`mention:${agent}`);
    if (talk.mentionOf(agent)) add(`new-mention:${agent}`);
    if (state === 'open' && talk.assignee === agent && talk.unreadFor(agent) > 0) add(`unread:${agent}`);
    if (state === 'open' && talk.priority === 'urgent' && talk.labels.has(LABELS[0] ?? ''))
      add(`saved:${VIEWS[0]?.id}`);
    if (state === 'snoozed' && talk.assignee === agent && agent === VIEWS[1]?.owner)
      add(`saved:${VIEWS[1]?.id}`);
  }
  return counts;
}

const byKey = (counts: Iterable<[string, number]>) =>
  Object.fromEntries([...counts].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)));

describe.each([1, 2, 3])('[INB-7] [INB-2] seed %i', (seed) => {
  it(`${OPERATIONS} operations by ${AGENTS.length} agents: counts, unread marks and views are those of the logs`, () => {
    const { talks, store, inbox, lists, operate, settle } = world(seed);
    for (let operation = 0; operation < OPERATIONS; operation += 1) {
      operate();
      // Told to ask, an agent asks; and now and then somebody opens a list anew.
      for (const { agent, peer, isAsking } of lists)
        if (isAsking() || (operation % 1_000 === 999 && agent !== AGENTS[0]))
          inbox.receive(peer, JSON.stringify({ t: 'sync', since: Math.max(1, store.head() - 3) }));
    }
    settle();
    for (const { peer } of lists) inbox.receive(peer, JSON.stringify({ t: 'ping' }));

    const truth = talks.map(({ id, visitor, log, record }) => ({
      ...readLog(log.page(0, 1_000_000, Number.POSITIVE_INFINITY), visitor),
      id,
      site: record.site,
    }));
    let eventCount = 0;
    for (const { core } of talks) eventCount += core.snapshot.head;
    expect(eventCount).toBeGreaterThan(OPERATIONS / 2);

    for (const { agent, counts, peer, isAsking } of lists) {
      const expected = byKey(recount(truth, agent));
      expect(byKey(store.buckets.counts(agent).map(({ key, count }) => [key, count]))).toEqual(expected);
      if (isAsking()) inbox.receive(peer, JSON.stringify({ t: 'sync', since: store.head() }));
      expect(byKey(counts), 'as told, frame by frame').toEqual(expected);
      for (const talk of truth) {
        const row = store.row(agent, talk.id);
        const mention = talk.mentionOf(agent);
        expect(row).toMatchObject({
          status: talk.status,
          priority: talk.priority,
          snoozedUntil: talk.snoozedUntil,
          unread: talk.unreadFor(agent),
          mention: mention === null ? null : mention ? 'new' : 'seen',
        });
        expect([...(row?.labels ?? [])].sort()).toEqual([...talk.labels].sort());
      }
      const mine = store.page(agent, [`open/agent:${agent}`], 'waiting', null, 100).rows;
      const isMine = ({ state, assignee }: Talk) => state === 'open' && assignee === agent;
      expect(mine.map(({ conversation }) => conversation).sort()).toEqual(
        truth.filter(isMine).map(({ id }) => id),
      );
      const waits = mine.map(({ waitingSince, activeAt }) => waitingSince ?? 2 ** 43 - activeAt);
      expect(waits).toEqual([...waits].sort((a, b) => a - b));
    }
  }, 120_000);
});
