/**
 * How the workspace's list, filters, counts and search take it when there is ever more: the same stores as in the
 * Worker, on SQLite of Node, in a file. Prints milliseconds for each size: the
 * median of a hundred, and the 95th.
 *
 *     npm run bench:inbox -- [--sizes 1000,10000,100000]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  bucketKey,
  bucketsOfFilter,
  type InboxFilter,
  type InboxSort,
} from '../../../protocol/inbox-view.ts';
import { migrate } from '../../../worker/durable/migrate.ts';
import type { Place } from '../../../worker/workspace/bucket-store.ts';
import { inboxStore } from '../../../worker/workspace/inbox-store.ts';
import { searchPageOf } from '../../../worker/workspace/search-page.ts';
import { searchStore } from '../../../worker/workspace/search-store.ts';
import { WORKSPACE_MIGRATIONS } from '../../../worker/workspace/workspace-migrations.ts';
import { nodeSql } from '../../sim/node-sql.ts';
import { AGENTS, fill, LABELS, SITE } from './fill.ts';

const RUNS = 100;
const LIMIT_MS = 50;

const { values } = parseArgs({ options: { sizes: { type: 'string', default: '1000,10000,100000' } } });
const sizes = values.sizes.split(',').map(Number);
const agent = AGENTS[0] ?? '';
/** The most that a page looks at. */
const NEVER_MEET = [bucketKey.nobody('open'), bucketKey.agent('open', agent)];
const open = (conditions: Partial<InboxFilter> = {}): InboxFilter => ({ state: 'open', ...conditions });

interface Measured {
  median: number;
  late: number;
}

/** One cold run is not counted: the statement is prepared in it. */
function measure(run: (turn: number) => unknown): Measured {
  run(0);
  const times = Array.from({ length: RUNS }, (_, turn) => {
    const before = performance.now();
    run(turn + 1);
    return performance.now() - before;
  }).sort((a, b) => a - b);
  return { median: times[RUNS >> 1] ?? 0, late: times[Math.floor(RUNS * 0.95)] ?? 0 };
}

function measureAll(size: number, file: string): Map<string, Measured> {
  const sql = nodeSql(file);
  sql.all('PRAGMA journal_mode = WAL');
  sql.all('PRAGMA synchronous = OFF');
  migrate(sql, WORKSPACE_MIGRATIONS);
  const inbox = inboxStore(sql);
  const search = searchStore(sql);
  const started = performance.now();
  const { conversations, messageCount } = fill(sql, inbox, search, size);
  const seconds = Math.round((performance.now() - started) / 1000);
  const megabytes = Math.round(statSync(file).size / 1e6);
  console.log(`${size} conversations, ${messageCount} messages: ${seconds} s to fill, ${megabytes} MB`);

  const list = (filter: InboxFilter, sort: InboxSort = 'newest', pagesBefore = 0) => {
    const keys = bucketsOfFilter(filter, agent);
    let after: Place | null = null;
    for (let page = 0; page < pagesBefore; page += 1)
      after = inbox.page(agent, keys, sort, after, 50).next ?? after;
    return measure(() => inbox.page(agent, keys, sort, after, 50));
  };
  const find = (words: string, filter: InboxFilter | null = null) =>
    measure(() => {
      const keys = filter ? bucketsOfFilter(filter, agent) : [];
      searchPageOf(search, inbox, agent, { words, view: null, before: null, keys });
    });
  const results = new Map<string, Measured>([
    [
      'list: newest of all states',
      measure(() => inbox.newest(agent, { activeAt: 2 ** 52, conversation: '' }, 50)),
    ],
    ['list: all open, newest', list(open())],
    ['list: all open, longest waiting', list(open(), 'waiting')],
    ['list: all open, by priority', list(open(), 'priority')],
    ['list: mine, longest waiting', list(open({ assignee: 'me' }), 'waiting')],
    ['list: done, the tenth page', list({ state: 'done' }, 'newest', 9)],
    ['filter: mine, label', list(open({ assignee: 'me', labels: [LABELS[0] ?? ''] }))],
    [
      'filter: nobody, urgent, site',
      list(open({ assignee: 'nobody', priority: 'urgent', site: SITE }), 'waiting'),
    ],
    [
      'filter: done, agent, label, vip',
      list({ state: 'done', assignee: agent, labels: [LABELS[1] ?? ''], vip: true }),
    ],
    ['filter: two that never meet', measure(() => inbox.page(agent, NEVER_MEET, 'waiting', null, 50))],
    ['count: every view', measure(() => inbox.buckets.counts(agent))],
    ['open: one row', measure((turn) => inbox.row(agent, conversations[(turn * 7919) % size] ?? ''))],
    [
      'open: what changed since',
      measure(() => inbox.changedSince(agent, Math.max(1, inbox.head() - 150), 201)),
    ],
    ['search: a word in most messages', find('lamp ')],
    ['search: its beginning', find('deliv')],
    ['search: one letter', find('d')],
    ['search: two common words', find('broken delivery ')],
    ['search: a rare word', find('zirconium')],
    ['search: nothing', find('nowhere')],
    ['search: Chinese', find('退款')],
    ['search: Chinese that is nowhere', find('款退')],
    ['search: a person', find('visitor-7@example')],
    ['search: a common word, mine', find('lamp ', open({ assignee: 'me' }))],
  ]);
  sql.close();
  return results;
}

const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'));
try {
  const measured = sizes.map((size) => measureAll(size, join(folder, `${size}.sqlite`)));
  const names = [...(measured[0]?.keys() ?? [])];
  console.log(
    `\n${'milliseconds, median (95th of 100)'.padEnd(36)}${sizes.map((size) => `${size}`.padStart(18)).join('')}`,
  );
  for (const name of names) {
    const cells = measured.map((results) => {
      const { median = 0, late = 0 } = results.get(name) ?? {};
      return `${median.toFixed(2)} (${late.toFixed(1)})`.padStart(18);
    });
    console.log(name.padEnd(36) + cells.join(''));
  }
  const slowest = Math.max(
    ...measured.flatMap((results) => [...results.values()].map((entry) => entry.late)),
  );
  console.log(`\nslowest of all, 95th of 100: ${slowest.toFixed(1)} ms; the limit is ${LIMIT_MS} ms`);
  if (slowest > LIMIT_MS) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
