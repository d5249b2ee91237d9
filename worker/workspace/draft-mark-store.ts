/** Who has begun to write in which conversation: what, only the conversation knows. */
import type { Sql } from '../durable/sql.ts';

export function draftMarkStore(sql: Sql) {
  return {
    /** Unless something newer is known. */
    put: (conversation: string, agent: string, isBegun: boolean, rev: number): void =>
      void sql.all(
        `INSERT INTO draft_marks (conversation, agent, is_begun, rev) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET is_begun = ?3, rev = ?4 WHERE rev < ?4`,
        conversation,
        agent,
        isBegun ? 1 : 0,
        rev,
      ),
  };
}
