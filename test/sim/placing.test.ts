/** [INB-7] All rows are placed anew: a few at a time, and private views stay private. */
import { expect, it } from 'vitest';
import { migrate } from '../../worker/durable/migrate.ts';
import type { Sql } from '../../worker/durable/sql.ts';
import { inboxStore } from '../../worker/workspace/inbox-store.ts';
import type { KeptView } from '../../worker/workspace/places.ts';
import { WORKSPACE_MIGRATIONS } from '../../worker/workspace/workspace-migrations.ts';
import { nodeSql } from './node-sql.ts';
import { NOWHERE } from './sim-conversation.ts';

const WORKSPACE = 'w'.repeat(10);
const ADA = 'a'.repeat(10);
const GRACE = 'g'.repeat(10);
const COUNT = 1_234;
const VIEW: KeptView = { id: 'v'.repeat(10), filter: { state: 'open', assignee: 'me' }, owner: ADA };

/** A database that has rows and no places, and what is read from it. */
function makeWorkspace() {
  const database = nodeSql();
  migrate(database, WORKSPACE_MIGRATIONS);
  database.all(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
     INSERT INTO conversations (conversation, site, epoch, head, rev, status, assignee_id, created_at, active_at,
       preview, preview_role, visitor_message_count, context)
     SELECT ? || '-' || printf('%026d', n), ?, 'e', 1, n, 'open', iif(n % 2 = 0, ?, NULL), n, n, '', 'visitor', 1, ?
     FROM numbers`,
    COUNT,
    WORKSPACE,
    `${WORKSPACE}-${'s'.repeat(8)}`,
    ADA,
    JSON.stringify(NOWHERE),
  );
  const read = { mostRows: 0, hasContext: false };
  const sql: Sql = {
    ...database,
    all(query, ...parameters) {
      const rows = database.all<never>(query, ...parameters);
      read.mostRows = Math.max(read.mostRows, rows.length);
      if (rows.some((row) => 'context' in row)) read.hasContext = true;
      return rows;
    },
  };
  return { store: inboxStore(sql, () => [VIEW]), read };
}

it('[INB-7] holds few rows at a time, and no contexts', () => {
  const { store, read } = makeWorkspace();
  store.placeAll();
  expect(store.buckets.count('open')).toBe(COUNT);
  expect(store.buckets.count('open/nobody')).toBe(COUNT / 2);
  expect(read.mostRows).toBeLessThanOrEqual(500);
  expect(read.hasContext).toBe(false);
});

it('[INB-7] [DSK-2] tells the count of a private view to its owner only', () => {
  const { store } = makeWorkspace();
  store.placeAll();
  const key = `saved:${VIEW.id}`;
  expect(store.buckets.countsOf([key], ADA)).toEqual([{ key, count: COUNT / 2 }]);
  expect(store.buckets.counts(GRACE).map((count) => count.key)).not.toContain(key);
  expect(store.buckets.countsOf([key], GRACE)).toEqual([]);
});
