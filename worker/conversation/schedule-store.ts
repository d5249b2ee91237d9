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
/** As far as this conversation knows. */
const HAS_LEFT = 'EXISTS (SELECT 1 FROM former_agents WHERE agent = events.author_id)';

export interface WaitingReply {
  seq: number;
  /** The newest event that whoever scheduled it had seen. */
  since: number;
  dueAt: number;
  /** The agent's id. */
  author: string;
  /** The team, as far as this conversation was told. */
  hasLeft: boolean;
}

export function scheduleStore(sql: Sql, files: FileStore) {
  return {
    /** By the time they are due. */
    waiting: (): WaitingReply[] =>
      sql
        .all<{ seq: number; since: number; dueAt: number; author: string; hasLeft: number }>(
          `SELECT seq, MIN(seq, COALESCE(json_extract(body, '$.since'), seq)) AS since,
             json_extract(body, '$.dueAt') AS dueAt, author_id AS author, ${HAS_LEFT} AS hasLeft
           FROM events WHERE ${WAITING} ORDER BY dueAt, seq`,
        )
        .map((row) => ({ ...row, hasLeft: row.hasLeft === 1 })),

    find(seq: number): ScheduledReply | null {
      const [row] = sql.all<{
        role: Author['role'];
        id: string;
        name: string | null;
        body: string;
        hasLeft: number;
      }>(
        `SELECT author_role AS role, author_id AS id, author_name AS name, body, ${HAS_LEFT} AS hasLeft
         FROM events WHERE ${WAITING} AND seq = ?`,
        seq,
      );
      if (!row) return null;
      const { dueAt: _, replaces: __, since: ___, ...message } = parseJson(body, row.body);
      const { role, id, name } = row;
      return { author: row.hasLeft === 1 ? null : { role, id, name }, message };
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
