/** The log on disk. The only place that knows how it is laid out. */
import type { VisitorContext } from '../../protocol/context.ts';
import { visitorContext } from '../../protocol/context.ts';
import type { Author } from '../../protocol/event.ts';
import { list, parseJson } from '../../protocol/shape.ts';
import type { TeamEvent } from '../../protocol/team-event.ts';
import { TRAIL, type VisitedPage, visitedPage } from '../../protocol/team-frames.ts';
import type { Sql } from '../durable/sql.ts';
import type { TargetMessage } from './decide.ts';
import { draftStore } from './draft-store.ts';
import { type EventRow, rowOf, toEvent } from './event-rows.ts';
import { fileStore } from './file-store.ts';
import { formerAgentStore } from './former-agent-store.ts';
import { pushStore } from './push-store.ts';
import { scheduleStore } from './schedule-store.ts';
import { type SearchText, searchTextOf } from './search-texts.ts';
import { readSnapshot } from './snapshot-store.ts';

export interface ConversationRecord {
  id: string;
  site: string;
  /** Names this log. A conversation restored from a backup or made anew gets another. */
  epoch: string;
  visitor: string;
  tokenHash: string;
  createdAt: number;
  context: VisitorContext;
}

/** A command that was stored before. */
export interface StoredCommand {
  seq: number;
  kind: string;
  body: string;
  isErased: boolean;
}

/** What stands in place of a deleted message's text: the log keeps its numbers, not the words. */
const ERASED_TEXT = '…';
const ERASED_BODY = JSON.stringify({ text: ERASED_TEXT });

const INSERT_EVENTS = 'INSERT INTO events (seq, ts, author_role, author_id, author_name, cid, kind, body)';
const FROM_JSON = `SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
  FROM json_each(?)`;

/** Whether a write failed because its cid was stored before. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('UNIQUE constraint failed: events.author_id, events.cid');

/** Texts for the search in one report, and of how many bytes about. */
const TEXTS = 200;
const TEXT_BYTES = 1024 * 1024;

export type ConversationStore = ReturnType<typeof conversationStore>;

export function conversationStore(sql: Sql) {
  const files = fileStore(sql);
  return {
    transaction: sql.transaction,
    files,
    drafts: draftStore(sql),
    formerAgents: formerAgentStore(sql),
    scheduled: scheduleStore(sql, files),
    pushes: pushStore(sql),

    record(): ConversationRecord | null {
      const [row] = sql.all<{
        id: string;
        site: string;
        epoch: string;
        visitor: string;
        token_hash: string;
        created_at: number;
        context: string;
      }>('SELECT * FROM conversation');
      if (!row) return null;
      const { token_hash: tokenHash, created_at: createdAt, context, id, site, epoch, visitor } = row;
      return { id, site, epoch, visitor, tokenHash, createdAt, context: parseJson(visitorContext, context) };
    },

    create(record: ConversationRecord): void {
      const { id, site, epoch, visitor, tokenHash, createdAt, context } = record;
      sql.all(
        `INSERT INTO conversation (only, id, site, epoch, visitor, token_hash, created_at, context)
         VALUES (1, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        site,
        epoch,
        visitor,
        tokenHash,
        createdAt,
        JSON.stringify(context),
      );
    },

    /** The pages of the visitor's visit, oldest first. */
    trail(): VisitedPage[] {
      const [row] = sql.all<{ trail: string }>('SELECT trail FROM conversation');
      return row ? parseJson(list(visitedPage, TRAIL.pages), row.trail) : [];
    },

    setContext(context: VisitorContext, trail: readonly VisitedPage[]): void {
      sql.all(
        'UPDATE conversation SET context = ?, trail = ?',
        JSON.stringify(context),
        JSON.stringify(trail),
      );
    },

    /**
     * Appends events in one statement, so all or none. Their numbers are the caller's, taken from the snapshot.
     * @throws an error that `isDuplicate` knows when a cid was stored before.
     */
    append(events: readonly TeamEvent[]): void {
      const rows = events.map(rowOf);
      const [first] = rows;
      // One at a time is what people do, and a third faster this way.
      if (first && rows.length === 1) sql.all(`${INSERT_EVENTS} VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, ...first);
      else sql.all(`${INSERT_EVENTS} ${FROM_JSON}`, JSON.stringify(rows));
    },

    /** Forgets the words of a message, of every edit of it, and its files. */
    erase(seq: number): void {
      files.eraseOf(seq);
      // Whom a note mentions stays, as everything that is not words.
      sql.all(
        `UPDATE events SET is_erased = 1, body = CASE kind WHEN 'note'
           THEN json_remove(json_set(body, '$.text', ?), '$.attachments') ELSE ? END WHERE seq = ?`,
        ERASED_TEXT,
        ERASED_BODY,
        seq,
      );
      sql.all(
        `UPDATE events SET body = json_set(body, '$.text', '…'), is_erased = 1
         WHERE kind = 'edit' AND json_extract(body, '$.target') = ?`,
        seq,
      );
    },

    /** Which of these commands were stored before, by cid. */
    findCommands(authorId: string, cids: readonly string[]): Map<string, StoredCommand> {
      const rows = sql.all<{ cid: string; seq: number; kind: string; body: string; is_erased: number }>(
        `SELECT cid, seq, kind, body, is_erased FROM events
         WHERE author_id = ? AND cid IN (SELECT value FROM json_each(?))`,
        authorId,
        JSON.stringify(cids),
      );
      return new Map(
        rows.map(({ cid, seq, kind, body, is_erased }) => [
          cid,
          { seq, kind, body, isErased: is_erased === 1 },
        ]),
      );
    },

    findMessage(seq: number): TargetMessage | null {
      const [row] = sql.all<{ kind: 'message' | 'note'; author_id: string; is_erased: number }>(
        `SELECT kind, author_id, is_erased FROM events WHERE seq = ? AND kind IN ('message', 'note')`,
        seq,
      );
      return row ? { kind: row.kind, authorId: row.author_id, isErased: row.is_erased === 1 } : null;
    },

    isNote: (seq: number): boolean =>
      sql.all(`SELECT 1 AS found FROM events WHERE seq = ? AND kind = 'note'`, seq).length > 0,

    /** Whose the conversation was just before this event. */
    assigneeBefore: (seq: number): string | null =>
      sql.all<{ assignee: string | null }>(
        `SELECT json_extract(body, '$.assignee.id') AS assignee FROM events WHERE kind = 'assignment' AND seq < ?
         ORDER BY seq DESC LIMIT 1`,
        seq,
      )[0]?.assignee ?? null,

    /** Events after `since`, at most `limit` of them and about `maxBytes` of bodies, but at least one if there is one. */
    page(since: number, limit: number, maxBytes: number): TeamEvent[] {
      const rows = sql.all<EventRow>('SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?', since, limit);
      let bytes = 0;
      const fitting = rows.filter((row, index) => {
        bytes += row.body.length + 200;
        return index === 0 || bytes <= maxBytes;
      });
      return fitting.map(toEvent);
    },

    /** What the search should know of the events after `since`; `next` is where to go on, null at the end. */
    textsAfter(since: number): { texts: SearchText[]; next: number | null } {
      const rows = sql.all<EventRow & { is_erased: number }>(
        `SELECT * FROM events WHERE seq > ? AND kind IN ('message', 'note', 'edit', 'redact', 'contact')
         ORDER BY seq LIMIT ?`,
        since,
        TEXTS + 1,
      );
      let bytes = 0;
      const fitting = rows.slice(0, TEXTS).filter((row, index) => {
        bytes += row.body.length;
        return index === 0 || bytes <= TEXT_BYTES;
      });
      return {
        texts: fitting.flatMap(
          (row) => searchTextOf({ event: toEvent(row), isErased: row.is_erased === 1 }) ?? [],
        ),
        next: fitting.length < rows.length ? (fitting.at(-1)?.seq ?? null) : null,
      };
    },

    snapshot: () => readSnapshot(sql),

    hasMessageOfOthers({ id, role }: Author, after: number, upTo: number): boolean {
      const kinds = role === 'agent' ? `('message', 'note')` : `('message')`;
      const others = `kind IN ${kinds} AND author_id <> ?`;
      const query = `SELECT 1 AS found FROM events WHERE seq > ? AND seq <= ? AND ${others} LIMIT 1`;
      return sql.all(query, after, upTo, id).length > 0;
    },

    /** How much the visitor has written since: few rows, as agents read to the end. */
    visitorMessageCountAfter(seq: number): number {
      const [row] = sql.all<{ count: number }>(
        `SELECT COUNT(*) AS count FROM events WHERE seq > ? AND kind = 'message' AND author_role = 'visitor'`,
        seq,
      );
      return row?.count ?? 0;
    },

    delivered(subscriber: string): number {
      const [row] = sql.all<{ delivered: number }>(
        'SELECT delivered FROM cursors WHERE subscriber = ?',
        subscriber,
      );
      return row?.delivered ?? 0;
    },

    setDelivered(subscriber: string, seq: number): void {
      sql.all(
        'INSERT INTO cursors VALUES (?, ?) ON CONFLICT (subscriber) DO UPDATE SET delivered = excluded.delivered',
        subscriber,
        seq,
      );
    },
  };
}
