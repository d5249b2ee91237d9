/** How soon the team's answers came lately. */
import type { ConversationSummary } from '../conversation/summary.ts';
import type { Sql } from '../durable/sql.ts';

/** Of how many answers it is remembered how soon they came, and how many say something about the next. */
const ANSWERS_KEPT = 50;
const ANSWERS_NEEDED = 5;

export const answerTimeStore = (sql: Sql) => ({
  /** How long this visitor waited for the team's word, if it has just come. */
  keep(waitingSince: number | null, summary: ConversationSummary, rev: number): void {
    if (waitingSince === null || summary.waitingSince !== null || summary.previewRole !== 'agent') return;
    sql.all('INSERT INTO answer_times VALUES (?, ?)', rev, Math.max(0, summary.activeAt - waitingSince));
    sql.all(
      `DELETE FROM answer_times WHERE rev <= (SELECT rev FROM answer_times ORDER BY rev DESC LIMIT 1 OFFSET ?)`,
      ANSWERS_KEPT,
    );
  },

  /** Within which time three of four answers came lately, in milliseconds; null until there were enough. */
  within(): number | null {
    const [counted] = sql.all<{ count: number }>('SELECT COUNT(*) AS count FROM answer_times');
    const count = counted?.count ?? 0;
    if (count < ANSWERS_NEEDED) return null;
    const [row] = sql.all<{ ms: number }>(
      'SELECT ms FROM answer_times ORDER BY ms LIMIT 1 OFFSET ?',
      Math.ceil(count * 0.75) - 1,
    );
    return row?.ms ?? null;
  },
});
