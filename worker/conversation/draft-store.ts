/** What agents have begun to write in this conversation, so that each finds it again on their other devices. */
import type { DraftsFrame, KeptDraft } from '../../protocol/team-frames.ts';
import type { Sql } from '../durable/sql.ts';
import { wellFormed } from '../well-formed.ts';

export function draftStore(sql: Sql) {
  return {
    /** All of one agent's. */
    of: (agent: string): DraftsFrame => ({
      t: 'drafts',
      drafts: sql.all<KeptDraft>('SELECT mode, text, since FROM drafts WHERE agent = ? ORDER BY mode', agent),
    }),

    /** In the place of what was there; nothing, if it is empty. */
    put(agent: string, { mode, text, since }: KeptDraft): void {
      if (text === '') sql.all('DELETE FROM drafts WHERE agent = ? AND mode = ?', agent, mode);
      else
        sql.all(
          `INSERT INTO drafts VALUES (?, ?, ?, ?)
           ON CONFLICT (agent, mode) DO UPDATE SET text = excluded.text, since = excluded.since`,
          agent,
          mode,
          wellFormed(text),
          since,
        );
    },
  };
}
