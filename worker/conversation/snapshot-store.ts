import type { Sql } from '../durable/sql.ts';
import { type EventRow, toEvent } from './event-rows.ts';
import { afterEvent, EMPTY_SNAPSHOT, type Snapshot } from './snapshot.ts';

/** What the log amounts to. Reads a handful of rows however long it is, or a long log could not be woken. */
export function readSnapshot(sql: Sql): Snapshot {
  const newest = (kind: string) =>
    sql.all<EventRow>('SELECT * FROM events WHERE kind = ? ORDER BY seq DESC LIMIT 1', kind).map(toEvent);
  const all = (kind: string) =>
    sql.all<EventRow>('SELECT * FROM events WHERE kind = ? ORDER BY seq', kind).map(toEvent);
  const newestTeam = () =>
    sql
      .all<EventRow>(
        `SELECT * FROM events WHERE kind = 'assignment' AND json_type(body, '$.team') IS NOT NULL ORDER BY seq DESC LIMIT 1`,
      )
      .map(toEvent);
  const contacts = sql
    .all<EventRow>(
      `SELECT * FROM events WHERE seq IN
         (SELECT MAX(seq) FROM events WHERE kind = 'contact' GROUP BY json_extract(body, '$.by'))`,
    )
    .map(toEvent);
  const changesOf = (message: number) =>
    sql.all<EventRow>(
      `SELECT * FROM events WHERE kind IN ('edit', 'redact') AND seq > ?1 AND json_extract(body, '$.target') = ?1
       ORDER BY seq DESC LIMIT 1`,
      message,
    );
  const lastMessage = newest('message');
  const changes = lastMessage.flatMap(({ seq }) => changesOf(seq)).map(toEvent);
  const events = [
    ...lastMessage,
    ...changes,
    ...newest('status'),
    ...newest('assignment'),
    ...contacts,
    ...newest('priority'),
    ...newest('snooze'),
    ...newest('block'),
    ...newestTeam(),
    ...all('labels'),
  ].sort((a, b) => a.seq - b.seq);
  const reads = sql.all<{ reader: string; upTo: number; seq: number }>(
    `SELECT author_id AS reader, MAX(json_extract(body, '$.upTo')) AS upTo, MAX(seq) AS seq
     FROM events WHERE kind = 'read' GROUP BY author_id`,
  );
  const mentions = sql.all<{ agent: string; seq: number }>(
    `SELECT mentioned.value AS agent, MAX(seq) AS seq
     FROM events, json_each(body, '$.mentions') AS mentioned WHERE kind = 'note' GROUP BY agent`,
  );
  const folded = events.reduce(afterEvent, EMPTY_SNAPSHOT);
  const returnedBy = events.find(({ kind, ts }) => kind === 'snooze' && ts === folded.wokenAt)?.seq;
  const isDealtWith =
    returnedBy !== undefined &&
    sql.all(
      `SELECT 1 AS found FROM events WHERE seq > ? AND author_role = 'agent' AND kind <> 'read' LIMIT 1`,
      returnedBy,
    ).length > 0;
  const [numbers] = sql.all<{
    head: number | null;
    waitingSince: number | null;
    visitorMessageCount: number;
  }>(
    `SELECT (SELECT MAX(seq) FROM events) AS head,
            (SELECT COUNT(*) FROM events WHERE kind = 'message' AND author_role = 'visitor') AS visitorMessageCount,
            (SELECT MIN(ts) FROM events WHERE kind = 'message' AND author_role = 'visitor' AND seq >
               COALESCE((SELECT MAX(seq) FROM events WHERE (kind = 'message' AND author_role = 'agent')
                  OR (kind = 'status' AND json_extract(body, '$.status') = 'resolved')), 0)) AS waitingSince`,
  );
  return {
    ...folded,
    returnedAt: isDealtWith ? null : folded.wokenAt,
    mentions: new Map(mentions.map(({ agent, seq }) => [agent, seq])),
    reads: new Map(reads.map(({ reader, upTo, seq }) => [reader, { upTo, seq }])),
    head: numbers?.head ?? 0,
    waitingSince: numbers?.waitingSince ?? null,
    visitorMessageCount: numbers?.visitorMessageCount ?? 0,
  };
}
