/** Replies that wait for their time: the log's `schedule` events that have kept their words. */
import type { Author } from '../../protocol/event.ts';
import { object, parseJson } from '../../protocol/shape.ts';
import { teamCommandKinds } from '../../protocol/team-event.ts';
import type { Sql } from '../durable/sql.ts';
import type { ScheduledReply } from './decide.ts';
import type { FileStore } from './file-store.ts';

const body = object(teamCommandKinds.schedule);
/** The first condition is that of the index. */
const WAITING = `kind <> 'message' AND kind = 'schedule' AND is_erased = 0`;

export function scheduleStore(sql: Sql, files: FileStore) {
  return {
    /** By the time they are due. `since`: the newest event that whoever scheduled it had seen. */
    waiting: (): { seq: number; since: number; dueAt: number }[] =>
      sql.all<{ seq: number; since: number; dueAt: number }>(
        `SELECT seq, MIN(seq, COALESCE(json_extract(body, '$.since'), seq)) AS since,
           json_extract(body, '$.dueAt') AS dueAt
         FROM events WHERE ${WAITING} ORDER BY dueAt, seq`,
      ),

    find(seq: number): ScheduledReply | null {
      const [row] = sql.all<{ role: Author['role']; id: string; name: string | null; body: string }>(
        `SELECT author_role AS role, author_id AS id, author_name AS name, body FROM events
         WHERE ${WAITING} AND seq = ?`,
        seq,
      );
      if (!row) return null;
      const { dueAt: _, replaces: __, since: ___, ...message } = parseJson(body, row.body);
      return { author: { role: row.role, id: row.id, name: row.name }, message };
    },

    /** Sent or taken back: its words go. Files that were not sent are `by`'s from now on, who has them again. */
    end(seq: number, by: string, now: number): void {
      files.handOver(seq, by, now);
      sql.all(
        `UPDATE events SET is_erased = 1,
           body = json_set(json_remove(body, '$.attachments', '$.quickReplies'), '$.text', '…') WHERE seq = ?`,
        seq,
      );
    },
  };
}
