/**
 * What conversations still have to do for the workspace, on disk until it is done: report themselves from the beginning, as
 * an earlier build did not say all; and learn whether their visitor is blocked.
 */
import type { Sql } from '../durable/sql.ts';

export interface Chore {
  conversation: string;
  what: 'report' | 'block';
}

/** What fails rests twice as long each time. */
const FIRST_REST_MS = 15_000;
const LONGEST_REST_MS = 24 * 60 * 60_000;

export type ChoreStore = ReturnType<typeof choreStore>;

export function choreStore(sql: Sql) {
  return {
    /** Those that are due, the longest first. */
    due: (what: Chore['what'], now: number, limit: number): string[] =>
      sql
        .all<{ conversation: string }>(
          'SELECT conversation FROM chores WHERE what = ? AND due_at <= ? ORDER BY due_at, conversation LIMIT ?',
          what,
          now,
          limit,
        )
        .map(({ conversation }) => conversation),

    /** When the next one after this time is due; null: none is. */
    nextDue: (what: Chore['what'], now: number): number | null =>
      sql.all<{ at: number | null }>(
        'SELECT MIN(due_at) AS at FROM chores WHERE what = ? AND due_at > ?',
        what,
        now,
      )[0]?.at ?? null,

    add(what: Chore['what'], conversation: string, dueAt: number): void {
      sql.all(
        `INSERT INTO chores (what, conversation, due_at) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET due_at = MIN(due_at, excluded.due_at), attempts = 0`,
        what,
        conversation,
        dueAt,
      );
    },

    /** Every conversation of these visitors. */
    addForVisitors(what: Chore['what'], visitors: readonly string[], dueAt: number): void {
      sql.all(
        `INSERT INTO chores (what, conversation, due_at)
         SELECT ?, conversation, ? FROM conversations WHERE visitor IN (SELECT value FROM json_each(?))
         ON CONFLICT DO UPDATE SET due_at = MIN(due_at, excluded.due_at), attempts = 0`,
        what,
        dueAt,
        JSON.stringify(visitors),
      );
    },

    done(what: Chore['what'], conversation: string): void {
      sql.all('DELETE FROM chores WHERE what = ? AND conversation = ?', what, conversation);
    },

    failed(what: Chore['what'], conversation: string, now: number): void {
      sql.all(
        `UPDATE chores SET attempts = attempts + 1, due_at = ?1 + MIN(?2 << MIN(attempts, 20), ?3)
         WHERE what = ?4 AND conversation = ?5`,
        now,
        FIRST_REST_MS,
        LONGEST_REST_MS,
        what,
        conversation,
      );
    },
  };
}
