/** Who wants to be reminded of which conversation, and when. */
import type { Sql } from '../durable/sql.ts';

export type ReminderStore = ReturnType<typeof reminderStore>;

export function reminderStore(sql: Sql) {
  return {
    /** @param at null: not any more. */
    put(conversation: string, agent: string, at: number | null): void {
      if (at === null)
        sql.all('DELETE FROM reminders WHERE conversation = ? AND agent = ?', conversation, agent);
      else
        sql.all(
          `INSERT INTO reminders (conversation, agent, at) VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET at = excluded.at, is_due = 0`,
          conversation,
          agent,
          at,
        );
    },

    removeAll: (conversation: string): void =>
      void sql.all('DELETE FROM reminders WHERE conversation = ?', conversation),

    /** Its reminders whose time has come are due from now on. */
    markDue: (conversation: string, now: number): void =>
      void sql.all(
        'UPDATE reminders SET is_due = 1 WHERE is_due = 0 AND conversation = ? AND at <= ?',
        conversation,
        now,
      ),

    /** Conversations that somebody should be reminded of by now, and has not been. */
    coming: (now: number, limit: number): string[] =>
      sql
        .all<{ conversation: string }>(
          'SELECT DISTINCT conversation FROM reminders WHERE is_due = 0 AND at <= ? ORDER BY at LIMIT ?',
          now,
          limit,
        )
        .map(({ conversation }) => conversation),

    /** When the next one is due; null: none is. */
    nextAt: (): number | null =>
      sql.all<{ at: number | null }>('SELECT MIN(at) AS at FROM reminders WHERE is_due = 0')[0]?.at ?? null,

    /** Of these, those that were open until now and that somebody wants to be reminded of. */
    openOnes: (conversations: readonly string[]): string[] =>
      sql
        .all<{ conversation: string }>(
          `SELECT DISTINCT r.conversation FROM reminders r JOIN conversations c ON c.conversation = r.conversation
           WHERE c.status = 'open' AND r.conversation IN (SELECT value FROM json_each(?))`,
          JSON.stringify(conversations),
        )
        .map(({ conversation }) => conversation),
  };
}
