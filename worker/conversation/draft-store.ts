/** What agents have begun to write in this conversation, so that each finds it again on their other devices. */
import type { ClientFrame } from '../../protocol/frames.ts';
import type { DraftsFrame, KeptDraft } from '../../protocol/team-frames.ts';
import type { Sql } from '../durable/sql.ts';
import { wellFormed } from '../well-formed.ts';

type SaidDraft = Omit<Extract<ClientFrame, { t: 'draft' }>, 't'>;

export function draftStore(sql: Sql) {
  return {
    /** All of one agent's. */
    of: (agent: string): DraftsFrame => ({
      t: 'drafts',
      drafts: sql.all<KeptDraft>(
        'SELECT mode, text, since, rev, writer FROM drafts WHERE agent = ? ORDER BY mode',
        agent,
      ),
    }),

    /** Whether this agent has begun anything, as of which change, and whether the list is to be told. */
    begunBy(agent: string): { isBegun: boolean; rev: number; isUntold: boolean } {
      const [row] = sql.all<{ is_begun: number; is_told: number; rev: number }>(
        `SELECT COALESCE(MAX(text <> ''), 0) AS is_begun, COALESCE(MAX(is_told), 0) AS is_told,
           COALESCE(SUM(rev), 0) AS rev FROM drafts WHERE agent = ?`,
        agent,
      );
      const isBegun = row?.is_begun === 1;
      return { isBegun, rev: row?.rev ?? 0, isUntold: isBegun !== (row?.is_told === 1) };
    },

    /** The list knows. */
    told: (agent: string, isBegun: boolean): void =>
      void sql.all('UPDATE drafts SET is_told = ? WHERE agent = ?', isBegun ? 1 : 0, agent),

    /**
     * In the place of what was there, unless another device has changed that since. An empty one stays, without words: its
     * number tells a device that comes back that what it remembers is older.
     */
    put(agent: string, { mode, text, since, base, writer }: SaidDraft): void {
      sql.all(
        `INSERT INTO drafts (agent, mode, text, since, writer, rev) VALUES (?1, ?2, ?3, ?4, ?5, 1)
         ON CONFLICT (agent, mode) DO UPDATE
           SET text = excluded.text, since = excluded.since, writer = excluded.writer, rev = rev + 1
           WHERE rev <= ?6 OR writer = excluded.writer`,
        agent,
        mode,
        wellFormed(text),
        since,
        writer,
        base,
      );
    },
  };
}
