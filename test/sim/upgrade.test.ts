/** A workspace's database from before there were views, people and search, opened by this build. */
import { describe, expect, it } from 'vitest';
import { member } from '../../protocol/api.ts';
import { type InboxServerFrame, inboxRow, inboxServerFrame } from '../../protocol/inbox.ts';
import { person } from '../../protocol/person.ts';
import { parseJson } from '../../protocol/shape.ts';
import type { ConversationSummary } from '../../worker/conversation/summary.ts';
import { migrate } from '../../worker/durable/migrate.ts';
import type { Sql } from '../../worker/durable/sql.ts';
import { choreStore } from '../../worker/workspace/chore-store.ts';
import { type Errand, Errands } from '../../worker/workspace/errands.ts';
import { InboxCore, type InboxPeer } from '../../worker/workspace/inbox-core.ts';
import { inboxStore } from '../../worker/workspace/inbox-store.ts';
import { PeopleCore } from '../../worker/workspace/people-core.ts';
import { peopleStore } from '../../worker/workspace/people-store.ts';
import { searchPageOf } from '../../worker/workspace/search-page.ts';
import { searchStore } from '../../worker/workspace/search-store.ts';
import { readQuery } from '../../worker/workspace/search-words.ts';
import { WORKSPACE_MIGRATIONS } from '../../worker/workspace/workspace-migrations.ts';
import { workspaceStore } from '../../worker/workspace/workspace-store.ts';
import { nodeSql } from './node-sql.ts';
import { NOWHERE } from './sim-conversation.ts';

const WORKSPACE = 'w'.repeat(10);
const SITE = `${WORKSPACE}-${'s'.repeat(8)}`;
const ADA = 'a'.repeat(10);
const VISITOR = 'v'.repeat(26);
const idOf = (index: number) => `${WORKSPACE}-${`${index}`.padStart(26, '0')}`;

/** What commit 3425eae left behind. */
function oldDatabase(): Sql {
  const sql = nodeSql();
  const then = WORKSPACE_MIGRATIONS.filter(({ id }) =>
    ['2026-11-workspace', '2026-11-answer-times'].includes(id),
  );
  migrate(sql, then);
  sql.all('INSERT INTO workspace VALUES (1, ?, ?, ?, ?)', WORKSPACE, 'Shop', 'first', 1);
  sql.all('INSERT INTO sites VALUES (?, ?, ?, ?)', SITE, 'Shop', 'Hello', '[]');
  sql.all('INSERT INTO members VALUES (?, ?, ?, ?)', ADA, 'ada@shop.example', 'Ada', 'owner');
  const rows = [
    { status: 'open', assignee: ADA, waitingSince: 2_000 },
    { status: 'open', assignee: null, waitingSince: null },
    { status: 'resolved', assignee: ADA, waitingSince: null },
  ];
  for (const [index, { status, assignee, waitingSince }] of rows.entries())
    sql.all(
      `INSERT INTO conversations VALUES (?, ?, 'e', 4, ?, ?, ?, ?, 'Kim', 1000, ?, 'Hello', 'visitor', ?, 3, ?)`,
      idOf(index),
      SITE,
      index + 1,
      status,
      assignee,
      assignee && 'Ada',
      2_000 + index,
      waitingSince,
      JSON.stringify(NOWHERE),
    );
  sql.all('INSERT INTO reads VALUES (?, ?, ?)', idOf(0), ADA, 1);
  return sql;
}

function open() {
  const sql = oldDatabase();
  migrate(sql, WORKSPACE_MIGRATIONS);
  const store = inboxStore(sql);
  store.placeAll();
  const inbox = new InboxCore(store, 'first', {
    now: () => 1,
    peers: () => [],
    committed() {},
    changesPerAnswer: 200,
    rowsPerPage: 50,
  });
  const people = new PeopleCore({
    people: peopleStore(sql),
    inbox: store,
    transaction: sql.transaction,
    now: () => 1,
    chores: choreStore(sql),
    rewrite: (visitors) => store.rewrite(visitors),
  });
  return { sql, store, inbox, people };
}

const summary = (index: number, fields: Partial<ConversationSummary> = {}): ConversationSummary => ({
  conversation: idOf(index),
  site: SITE,
  visitor: VISITOR,
  epoch: 'e',
  head: 4,
  status: 'open',
  assignee: null,
  team: null,
  labels: [],
  priority: 'normal',
  snoozedUntil: null,
  returnedAt: null,
  mentions: {},
  createdAt: 1_000,
  activeAt: 2_000 + index,
  preview: 'Hello',
  previewRole: 'visitor',
  waitingSince: null,
  visitorMessageCount: 3,
  visitorName: 'Kim',
  nameBy: null,
  visitorEmail: null,
  emailBy: null,
  visitorPhone: null,
  phoneBy: null,
  readCounts: {},
  context: NOWHERE,
  ...fields,
});

describe('a database from before views and people', () => {
  it('[INB-1] is welcomed to: clients can read its rows', () => {
    const { sql, inbox } = open();
    const frames: InboxServerFrame[] = [];
    const peer: InboxPeer = {
      identity: { id: ADA, isGreeted: false, until: Number.MAX_SAFE_INTEGER },
      become() {},
      send: (text) => frames.push(parseJson(inboxServerFrame, text)),
      close() {},
    };
    inbox.receive(peer, JSON.stringify({ t: 'hello', v: 1, since: 0, epoch: null }));
    expect(frames).toMatchObject([
      { t: 'welcome', rows: [2, 1, 0].map((index) => ({ conversation: idOf(index), visitor: null })) },
    ]);
    const workspace = workspaceStore(sql);
    for (const each of workspace.members()) member(each, 'member');
    expect(workspace.sites()).toMatchObject([{ key: SITE, look: {} }]);
  });

  it('[INB-7] stands in the views, and is counted', () => {
    const { store } = open();
    const counts = Object.fromEntries(store.buckets.counts(ADA).map(({ key, count }) => [key, count]));
    expect(counts).toMatchObject({
      open: 2,
      done: 1,
      'open/nobody': 1,
      [`open/agent:${ADA}`]: 1,
      [`unread:${ADA}`]: 1,
    });
    const { rows } = store.page(ADA, ['open'], 'waiting', null, 50);
    expect(rows.map(({ conversation }) => conversation)).toEqual([idOf(0), idOf(1)]);
  });

  it('[INB-1] learns of a visitor from a report of the same head, once', () => {
    const { store } = open();
    expect(store.put([summary(1, { head: 3 }), summary(1, { visitor: '' })]).revs).toEqual([null, null]);
    expect(store.put([summary(1), summary(1)]).revs).toEqual([4, null]);
    expect(inboxRow(store.row(ADA, idOf(1)), 'row')).toMatchObject({ visitor: VISITOR, rev: 4 });
  });

  it('[PPL-1] knows people by the conversations that were heard of; nobody is nobody’s double', () => {
    const { store, people } = open();
    store.put([summary(1)]);
    const outcome = people.handle({ id: ADA, name: 'Ada' }, VISITOR, { is: 'show' });
    if (outcome.is !== 'done') throw new Error(outcome.message);
    expect(person(outcome.person, 'person')).toMatchObject({
      name: 'Kim',
      alike: [],
      conversations: [{ conversation: idOf(1) }],
    });
  });

  it('[FND-1] can be searched', () => {
    const { sql, store } = open();
    const search = searchStore(sql);
    const author = { role: 'visitor', id: VISITOR, name: null } as const;
    const ref = store.refOf(idOf(0)) ?? 0;
    const text = { seq: 1, version: 1, ts: 1, kind: 'message', author, text: 'A lighthouse' } as const;
    sql.transaction(() => search.put(ref, [text]));
    const page = searchPageOf(search, store, ADA, {
      words: 'light',
      view: null,
      before: null,
      keys: ['open'],
    });
    for (const row of page.rows) inboxRow(row, 'row');
    expect(page.hits).toMatchObject([{ conversation: idOf(0) }]);
  });

  it('[FND-3] finds the people it knew of by their names, in scripts without spaces, too', () => {
    const sql = nodeSql();
    const names = WORKSPACE_MIGRATIONS.findIndex(({ id }) => id === '2026-11-names');
    migrate(sql, WORKSPACE_MIGRATIONS.slice(0, names));
    // More than one step of the migration, and the one in question last.
    for (let seq = 1; seq <= 600; seq += 1)
      sql.all(
        `INSERT INTO texts (ref, seq, version, ts, kind, author_role, author_id, text)
         VALUES (1, ?, 1, 1, 'person', 'visitor', ?, ?)`,
        seq,
        VISITOR,
        seq === 600 ? '王小明' : seq === 599 ? '' : `Kim ${seq}`,
      );
    migrate(sql, WORKSPACE_MIGRATIONS);
    const found = (words: string) => {
      const query = readQuery(words);
      return (
        query &&
        searchStore(sql)
          .findNames(query, 2)
          .map(({ text }) => text)
      );
    };
    expect(found('小明')).toEqual(['王小明']);
    expect(found('kim 1')).toEqual(['Kim 199', 'Kim 198']);
  });

  it('[DSK-9] is asked for what earlier builds did not say: in parts, in spite of failures and restarts, until all is here', async () => {
    const { sql, store } = open();
    const search = searchStore(sql);
    const ids = Array.from({ length: 45 }, (_, index) => idOf(index));
    for (const conversation of ids.slice(3))
      sql.all(
        `INSERT INTO conversations (conversation, site, epoch, head, rev, status, created_at, active_at, preview,
           preview_role, visitor_message_count, context)
         SELECT ?1, site, epoch, head, 1 + (SELECT MAX(rev) FROM conversations), status, created_at, active_at, preview,
           preview_role, visitor_message_count, context FROM conversations WHERE conversation = ?2`,
        conversation,
        idOf(0),
      );
    // What the migration did for those that were there.
    const chores = choreStore(sql);
    expect(chores.due('report', 1, 50)).toEqual(ids.slice(0, 3));
    for (const conversation of ids.slice(3)) chores.add('report', conversation, 0);
    store.placeAll();

    let now = 1_000_000;
    let alarmAt: number | null = null;
    const asked = new Map<string, number>();
    const rounds: number[] = [];
    const author = { role: 'visitor', id: VISITOR, name: null } as const;
    const perform = async ({ conversation }: Errand) => {
      asked.set(conversation, (asked.get(conversation) ?? 0) + 1);
      rounds[rounds.length - 1] = (rounds.at(-1) ?? 0) + 1;
      // Out of reach, the first two times.
      if (conversation === idOf(7) && (asked.get(conversation) ?? 0) < 3) throw new Error('down');
      store.put([summary(ids.indexOf(conversation))]);
      const text = { seq: 1, version: 1, ts: 1, kind: 'message', author, text: 'A lighthouse' } as const;
      sql.transaction(() => search.put(store.refOf(conversation) ?? 0, [text]));
      return true;
    };
    /** Each time another object: nothing of it is in memory only. */
    const wake = () =>
      new Errands({
        now: () => now,
        newCid: () => 'c'.repeat(26),
        rule: () => ({ mode: 'manual', limit: null }),
        colleagues: () => [],
        lastInTurn: () => null,
        setLastInTurn() {},
        due: () => [],
        nextDue: () => null,
        waiting: () => [],
        ownerless: () => [],
        chores,
        perform,
        setAlarm: (at) => {
          alarmAt = at;
        },
        clearAlarm: () => {
          alarmAt = null;
        },
        failed() {},
      });
    do {
      now = Math.max(now, alarmAt ?? now);
      rounds.push(0);
      await wake().fire();
    } while (alarmAt !== null);

    expect(rounds.slice(0, 3)).toEqual([20, 20, 5]);
    expect(asked.get(idOf(7))).toBe(3);
    expect([...asked.keys()].sort()).toEqual(ids);
    expect(store.rowsOfVisitors(ADA, [VISITOR], 50)).toHaveLength(45);
    const found = { words: 'light', view: null, before: null, keys: [] };
    expect(searchPageOf(search, store, ADA, found).hits.length).toBe(25);
    expect(now).toBeLessThan(1_000_000 + 120_000);
  });
});
