/** [PPL-5] A name that changes costs the same however many conversations its visitor has. */
import { expect, it } from 'vitest';
import type { InboxServerFrame } from '../../protocol/inbox.ts';
import type { ConversationSummary } from '../../worker/conversation/summary.ts';
import { migrate } from '../../worker/durable/migrate.ts';
import { InboxCore, type InboxPeer } from '../../worker/workspace/inbox-core.ts';
import { inboxStore } from '../../worker/workspace/inbox-store.ts';
import { WORKSPACE_MIGRATIONS } from '../../worker/workspace/workspace-migrations.ts';
import { nodeSql } from './node-sql.ts';
import { NOWHERE } from './sim-conversation.ts';

const COUNT = 1_500;
const AT_ONCE = 50;
const SECOND = 1_000;

type RowsFrame = Extract<InboxServerFrame, { t: 'rows' }>;

const summaryOf = (index: number, head: number, name: string): ConversationSummary => ({
  conversation: `c${index}`,
  site: 's',
  visitor: 'k'.repeat(26),
  epoch: 'e',
  head,
  status: 'open',
  assignee: null,
  team: null,
  labels: [],
  priority: 'normal',
  snoozedUntil: null,
  returnedAt: null,
  mentions: {},
  createdAt: index * SECOND,
  activeAt: index * SECOND,
  preview: '',
  previewRole: 'visitor',
  waitingSince: null,
  visitorMessageCount: 1,
  visitorName: name,
  nameBy: 'visitor',
  visitorEmail: null,
  emailBy: null,
  visitorPhone: null,
  phoneBy: null,
  readCounts: {},
  context: NOWHERE,
});

/** A workspace with one visitor's many conversations, all under one name, and a list that is open. */
function bench() {
  const sql = nodeSql();
  migrate(sql, WORKSPACE_MIGRATIONS);
  const store = inboxStore(sql);
  const told: RowsFrame[] = [];
  const peer: InboxPeer = {
    identity: { id: 'a'.repeat(10), isGreeted: true, until: Number.MAX_SAFE_INTEGER },
    become() {},
    send: (frame) => told.push(JSON.parse(frame)),
    close() {},
  };
  const inbox = new InboxCore(store, 'first', {
    now: () => 0,
    peers: () => [peer],
    committed() {},
    changesPerAnswer: 200,
    rowsPerPage: 50,
  });
  store.put(Array.from({ length: COUNT }, (_, index) => summaryOf(index, 1, 'Kim')));
  const nameIn = (index: number) => store.row('', `c${index}`)?.visitorName;
  return { store, inbox, told, nameIn };
}

it('[INB-4] changes the newest rows only, told in one frame that covers all of them', () => {
  const { store, inbox, told, nameIn } = bench();
  const before = store.head();
  inbox.put([summaryOf(COUNT - 1, 2, 'Lee')]);
  expect(store.head() - before).toBe(AT_ONCE);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ t: 'rows', from: before, head: before + AT_ONCE });
  expect(told[0]?.rows.map(({ rev }) => rev)).toEqual(
    Array.from({ length: AT_ONCE }, (_, index) => before + 1 + index),
  );
  expect([COUNT - 1, COUNT - AT_ONCE, COUNT - AT_ONCE - 1].map(nameIn)).toEqual(['Lee', 'Lee', 'Kim']);
});

it('shows in an older row as soon as anything happens there', () => {
  const { inbox, nameIn } = bench();
  inbox.put([summaryOf(COUNT - 1, 2, 'Lee')]);
  inbox.put([summaryOf(3, 2, 'Kim')]);
  expect([nameIn(3), nameIn(4)]).toEqual(['Lee', 'Kim']);
});

it('[INB-4] tells more rows than one answer holds in several frames, each after the other', () => {
  const { store, inbox, told } = bench();
  const before = store.head();
  inbox.put(Array.from({ length: 250 }, (_, index) => summaryOf(index, 2, 'Kim')));
  expect(told.map(({ from, head, rows }) => [from, head, rows.length])).toEqual([
    [before, before + 200, 200],
    [before + 200, before + 250, 50],
  ]);
});
