/**
 * Buckets of the inbox on disk: how many conversations each holds, and each sort as a range of an index. So a count is
 * one row and a page is as many rows as it has, however many conversations there are.
 */

import type { ViewCount } from '../../protocol/inbox.ts';
import type { InboxSort } from '../../protocol/inbox-view.ts';
import type { Sql } from '../durable/sql.ts';
import { bucketsOf, type KeptView, type Placed, positionsOf, sortNumber } from './places.ts';

/** A place in a sort: what comes after it is the next page. */
export interface Place {
  position: number;
  ref: number;
}

/** Conditions that hold together are looked up one by one: so many at most in one page. */
const PROBES = 2_000;

export type BucketStore = ReturnType<typeof bucketStore>;

export function bucketStore(sql: Sql) {
  const idOf = (key: string): number | null =>
    sql.all<{ id: number }>('SELECT id FROM buckets WHERE key = ?', key)[0]?.id ?? null;

  const intern = (key: string, agent: string | null): number => {
    const known = idOf(key);
    if (known !== null) return known;
    sql.all('INSERT INTO buckets (key, agent, count) VALUES (?, ?, 0)', key, agent);
    return idOf(key) as number;
  };

  const count = (bucket: number, by: number) =>
    sql.all('UPDATE buckets SET count = count + ? WHERE id = ?', by, bucket);

  const add = (bucket: number, sort: InboxSort, position: number, ref: number) =>
    sql.all('INSERT INTO places VALUES (?, ?, ?, ?)', bucket, sortNumber(sort), position, ref);
  const remove = (bucket: number, sort: InboxSort, position: number, ref: number) =>
    sql.all(
      'DELETE FROM places WHERE bucket = ? AND sort = ? AND position = ? AND ref = ?',
      bucket,
      sortNumber(sort),
      position,
      ref,
    );

  return {
    /**
     * A conversation changed. Only what is different is written. In the same transaction as its row.
     * @returns the buckets that hold more or fewer now.
     */
    move(ref: number, before: Placed | null, after: Placed, views: readonly KeptView[]): string[] {
      const [was, is] = [before && bucketsOf(before, views), bucketsOf(after, views)];
      const [from, to] = [before && positionsOf(before), positionsOf(after)];
      const changed: string[] = [];
      for (const [key, agent] of was ?? []) {
        if (is.has(key)) continue;
        const bucket = intern(key, agent);
        for (const [sort, position] of from ?? []) remove(bucket, sort, position, ref);
        count(bucket, -1);
        changed.push(key);
      }
      for (const [key, agent] of is) {
        const bucket = intern(key, agent);
        const isNew = !was?.has(key);
        for (const [sort, position] of isNew ? [] : (from ?? []))
          if (to.get(sort) !== position) remove(bucket, sort, position, ref);
        for (const [sort, position] of to)
          if (isNew || from?.get(sort) !== position) add(bucket, sort, position, ref);
        if (!isNew) continue;
        count(bucket, 1);
        changed.push(key);
      }
      return changed;
    },

    /** Everything is placed anew after this. */
    clear(): void {
      sql.all('DELETE FROM places');
      sql.all('DELETE FROM buckets');
    },

    /** Fills the bucket of a saved view from those of its conditions; before that it must be empty. */
    fill(view: string, conditions: readonly string[], agent: string | null): void {
      const bucket = intern(view, agent);
      sql.all('DELETE FROM places WHERE bucket = ?', bucket);
      const { driver, others } = plan(conditions);
      if (driver !== null)
        sql.all(
          `INSERT INTO places SELECT ?, p.sort, p.position, p.ref FROM places p WHERE p.bucket = ?${probes(others)}`,
          bucket,
          driver,
          ...others,
        );
      sql.all(
        'UPDATE buckets SET agent = ?, count = (SELECT COUNT(*) FROM places WHERE bucket = id AND sort = 0) WHERE id = ?',
        agent,
        bucket,
      );
    },

    drop(view: string): void {
      const bucket = idOf(view);
      if (bucket === null) return;
      sql.all('DELETE FROM places WHERE bucket = ?', bucket);
      sql.all('DELETE FROM buckets WHERE id = ?', bucket);
    },

    /** Counts that are not 0, as one agent may see them. */
    counts(agent: string): ViewCount[] {
      return sql.all<ViewCount>(
        'SELECT key, count FROM buckets WHERE count > 0 AND (agent IS NULL OR agent = ?) ORDER BY key',
        agent,
      );
    },

    /** The same for some buckets, those with 0 too. */
    countsOf(keys: readonly string[], agent: string): ViewCount[] {
      return sql.all<ViewCount>(
        `SELECT key, count FROM buckets
         WHERE key IN (SELECT value FROM json_each(?)) AND (agent IS NULL OR agent = ?) ORDER BY key`,
        JSON.stringify(keys),
        agent,
      );
    },

    /** How many a bucket holds. */
    count: (key: string): number =>
      sql.all<{ count: number }>('SELECT count FROM buckets WHERE key = ?', key)[0]?.count ?? 0,

    /** What these buckets are called on disk; null when one of them has never held anything. */
    idsOf(keys: readonly string[]): number[] | null {
      const ids = keys.map(idOf);
      return ids.every((id) => id !== null) ? ids : null;
    },

    /**
     * Conversations that are in all of these buckets, after a place in their sort.
     * @returns at most `limit`; `next` is null at the end, else where to go on, also when a page is short.
     */
    page(
      keys: readonly string[],
      sort: InboxSort,
      after: Place | null,
      limit: number,
    ): { refs: number[]; next: Place | null } {
      const { driver, others } = plan(keys);
      if (driver === null) return { refs: [], next: null };
      const from = after ?? { position: Number.MIN_SAFE_INTEGER, ref: 0 };
      const candidates = others.length > 0 ? PROBES : limit + 1;
      const range = [driver, sortNumber(sort), from.position, from.ref] as const;
      const found = sql.all<{ position: number; ref: number }>(
        `SELECT p.position, p.ref FROM (
           SELECT sort, position, ref FROM places WHERE bucket = ? AND sort = ? AND (position, ref) > (?, ?)
           ORDER BY position, ref LIMIT ?) p
         WHERE TRUE${probes(others)} ORDER BY p.position, p.ref LIMIT ?`,
        ...range,
        candidates,
        ...others,
        limit + 1,
      );
      const refs = found.slice(0, limit).map(({ ref }) => ref);
      if (found.length > limit) return { refs, next: found[limit - 1] ?? null };
      if (others.length === 0) return { refs, next: null };
      const [last] = sql.all<{ position: number; ref: number }>(
        `SELECT position, ref FROM places WHERE bucket = ? AND sort = ? AND (position, ref) > (?, ?)
         ORDER BY position, ref LIMIT 1 OFFSET ?`,
        ...range,
        candidates - 1,
      );
      return { refs, next: last ?? null };
    },
  };

  /** The smallest bucket is gone through, the others are probed. */
  function plan(keys: readonly string[]): { driver: number | null; others: number[] } {
    const rows = sql.all<{ id: number; count: number }>(
      'SELECT id, count FROM buckets WHERE key IN (SELECT value FROM json_each(?)) ORDER BY count',
      JSON.stringify(keys),
    );
    const [first, ...rest] = rows;
    if (!first || rows.length < new Set(keys).size) return { driver: null, others: [] };
    return { driver: first.id, others: rest.map(({ id }) => id) };
  }

  /** One condition for each further bucket, its id a parameter. */
  function probes(others: readonly number[]): string {
    const probe =
      ' AND EXISTS (SELECT 1 FROM places q WHERE q.bucket = ? AND q.sort = p.sort AND q.position = p.position AND q.ref = p.ref)';
    return probe.repeat(others.length);
  }
}
