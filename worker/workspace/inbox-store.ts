/**
 * The inbox index on disk: one row per conversation, with the revision at which it last changed, and its places in the
 * views. All access goes through here, so that a workspace too large for one object can be split by conversation later.
 */

import type { InboxRow } from '../../protocol/inbox.ts';
import { bucketKey, type InboxSort } from '../../protocol/inbox-view.ts';
import type { ConversationSummary } from '../conversation/summary.ts';
import type { Sql } from '../durable/sql.ts';
import { answerTimeStore } from './answer-time-store.ts';
import { bucketStore, type Place } from './bucket-store.ts';
import type { Waiting } from './errands.ts';
import { COLUMNS, columnsOf, type StoredRow, toInboxRow, type ViewedRow } from './inbox-rows.ts';
import { type KnownPeople, personRowsStore, STRANGERS } from './person-rows-store.ts';
import type { KeptView } from './places.ts';
import { placingStore } from './placing-store.ts';
import { visitorIndexStore } from './visitor-index-store.ts';

/** Rows as one agent sees them: unread is what the visitor wrote less what this agent has read. */
const SELECT_FOR_AGENT = `
  SELECT c.*, c.visitor_message_count - COALESCE(r.visitor_message_count, 0) AS unread, m.is_new AS mention,
    n.at AS remind_at, n.is_due AS is_reminder_due, d.is_begun AS has_draft
  FROM conversations c LEFT JOIN reads r ON r.conversation = c.conversation AND r.agent = ?1
  LEFT JOIN mentions m ON m.conversation = c.conversation AND m.agent = ?1
  LEFT JOIN reminders n ON n.conversation = c.conversation AND n.agent = ?1
  LEFT JOIN draft_marks d ON d.conversation = c.conversation AND d.agent = ?1`;

const UPSERT = `INSERT INTO conversations (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT (conversation) DO UPDATE SET ${COLUMNS.slice(1)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`;

/** What a change amounts to. */
export interface InboxChange {
  /** What was written, or reported. */
  conversations: string[];
  /** For each of them the new revision; null when nothing changed. */
  revs: (number | null)[];
  /** Buckets that hold more or fewer conversations now. */
  buckets: string[];
}

export type InboxStore = ReturnType<typeof inboxStore>;

/** A visitor sets the pace at which a name changes, so what that costs has a bound. */
const REWRITTEN_AT_ONCE = 50;

/** @param keptViews saved views whose members are kept; called once for each change. */
export function inboxStore(
  sql: Sql,
  keptViews: () => readonly KeptView[] = () => [],
  people: KnownPeople = STRANGERS,
) {
  const buckets = bucketStore(sql);
  const answerTimes = answerTimeStore(sql);
  const visitorIndex = visitorIndexStore(sql);
  const placing = placingStore(sql, buckets);
  const { stored, refOf, replace, placeAll } = placing;
  const personRows = personRowsStore(sql, placing, visitorIndex, people);

  /** Rows and the desk share one sequence of revisions, so that one number says what somebody has missed. */
  const head = (): number => {
    const [row] = sql.all<{ rows: number | null; desk: number | null }>(
      'SELECT (SELECT MAX(rev) FROM conversations) AS rows, (SELECT MAX(rev) FROM desk_parts) AS desk',
    );
    return Math.max(row?.rows ?? 0, row?.desk ?? 0);
  };

  /** @returns whether something was said that may make a difference to the person's other rows. */
  const write = (before: StoredRow | undefined, summary: ConversationSummary, rev: number): boolean => {
    const { conversation, visitor, visitorName, nameBy } = summary;
    const isSaid =
      before?.visitor !== visitor || before.visitor_name !== visitorName || before.name_by !== nameBy;
    sql.all(UPSERT, ...columnsOf(summary, rev, people.isVip(visitor)));
    if (isSaid) {
      const { person, ...own } =
        visitor === '' ? { person: '', name: visitorName, nameBy } : personRows.personOf(visitor);
      sql.all(
        'UPDATE conversations SET person = ?, person_name = ?, person_name_by = ? WHERE conversation = ?',
        person,
        own.name,
        own.nameBy,
        conversation,
      );
    }
    for (const [agent, count] of Object.entries(summary.readCounts))
      sql.all(
        `INSERT INTO reads VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET visitor_message_count = excluded.visitor_message_count
         WHERE visitor_message_count <> excluded.visitor_message_count`,
        conversation,
        agent,
        count,
      );
    for (const [agent, isNew] of Object.entries(summary.mentions))
      sql.all(
        `INSERT INTO mentions VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET is_new = excluded.is_new
         WHERE is_new <> excluded.is_new`,
        conversation,
        agent,
        isNew ? 1 : 0,
      );
    return isSaid && visitor !== '';
  };

  const rowsOf = (agent: string, conversations: string, ...parameters: (string | number)[]): InboxRow[] =>
    sql.all<ViewedRow>(`${SELECT_FOR_AGENT} ${conversations}`, agent, ...parameters).map(toInboxRow);

  return {
    head,
    buckets,
    refOf,

    /**
     * Takes summaries, each unless a newer one is here, in one transaction. What they say of a person shows in the newest
     * other rows of that person, too: those come after them. In older ones it shows with their next report.
     */
    put(summaries: readonly ConversationSummary[]): InboxChange {
      let rev = head();
      const views = keptViews();
      const changed = new Set<string>();
      const talkedOf = new Set<string>();
      const conversations = summaries.map(({ conversation }) => conversation);
      const revs = sql.transaction(() => {
        const own = summaries.map((summary) => {
          const before = stored(summary.conversation);
          if (before && !isNews(before, summary)) return null;
          rev += 1;
          answerTimes.keep(before?.waiting_since ?? null, summary, rev);
          const writeRow = () => {
            if (write(before, summary, rev)) talkedOf.add(summary.visitor);
          };
          for (const key of replace(before, summary.conversation, views, writeRow)) changed.add(key);
          return rev;
        });
        const revs = [...own];
        const persons = new Map(
          [...talkedOf].map((visitor) => people.visitorsOf(visitor)).map((all) => [all[0], all]),
        );
        for (const visitors of persons.values()) {
          const others = personRows.rewrite(visitors, views, rev + 1, REWRITTEN_AT_ONCE);
          rev += others.revs.length;
          revs.push(...others.revs);
          conversations.push(...others.conversations);
          for (const key of others.changed) changed.add(key);
        }
        for (const [index, summary] of summaries.entries())
          if (own[index] !== null && summary.visitor !== '') personRows.catchUp(summary);
        return revs;
      });
      return { conversations, revs, buckets: [...changed] };
    },

    /** The team thinks otherwise of these visitors: writes their rows anew where that makes a difference. */
    rewrite(visitors: readonly string[]): InboxChange {
      const views = keptViews();
      const { changed, ...change } = sql.transaction(() =>
        personRows.rewrite(visitors, views, head() + 1, -1),
      );
      return { ...change, buckets: [...changed] };
    },

    /** `write` changes something about these rows, those that there are; they go where they belong then. */
    touch(conversations: readonly string[], write: (conversation: string) => void): InboxChange {
      let rev = head();
      const views = keptViews();
      const changed = new Set<string>();
      const touched: string[] = [];
      sql.transaction(() => {
        for (const row of conversations.flatMap((conversation) => stored(conversation) ?? [])) {
          rev += 1;
          touched.push(row.conversation);
          const writeRow = () => {
            write(row.conversation);
            sql.all('UPDATE conversations SET rev = ? WHERE conversation = ?', rev, row.conversation);
          };
          for (const key of replace(row, row.conversation, views, writeRow)) changed.add(key);
        }
      });
      const first = rev - touched.length + 1;
      return {
        conversations: touched,
        revs: touched.map((_, index) => first + index),
        buckets: [...changed],
      };
    },

    placeAll: () => placeAll(keptViews),
    answersWithin: answerTimes.within,
    ...visitorIndex,

    /** The rows of these conversations, the oldest change first. */
    rowsNamed: (agent: string, conversations: readonly string[]): InboxRow[] =>
      rowsOf(
        agent,
        'WHERE c.conversation IN (SELECT value FROM json_each(?2)) ORDER BY c.rev',
        JSON.stringify(conversations),
      ),

    /** Whose conversation it is; null when it is not in the list, or not known. */
    visitorOf: (conversation: string): string | null => stored(conversation)?.visitor || null,

    rowsOfVisitors: (agent: string, visitors: readonly string[], limit: number): InboxRow[] =>
      rowsOf(
        agent,
        'WHERE c.visitor IN (SELECT value FROM json_each(?2)) ORDER BY c.created_at DESC LIMIT ?3',
        JSON.stringify(visitors),
        limit,
      ),

    row: (agent: string, conversation: string): InboxRow | null =>
      rowsOf(agent, 'WHERE c.conversation = ?2', conversation)[0] ?? null,

    /** Conversations by their short names: those that are in all of these buckets. */
    named(refs: readonly number[], keys: readonly string[]): Map<number, string> {
      const ids = buckets.idsOf(keys);
      if (ids === null) return new Map();
      const rows = sql.all<{ ref: number; conversation: string }>(
        `SELECT refs.ref, c.conversation FROM refs JOIN conversations c ON c.conversation = refs.conversation
         WHERE refs.ref IN (SELECT value FROM json_each(?)) AND ? = (
           SELECT COUNT(*) FROM json_each(?) AS wanted JOIN places ON places.bucket = wanted.value
             AND sort = 0 AND position = -c.active_at AND places.ref = refs.ref)`,
        JSON.stringify([...new Set(refs)]),
        ids.length,
        JSON.stringify(ids),
      );
      return new Map(rows.map(({ ref, conversation }) => [ref, conversation]));
    },

    /** Open ones whose snooze ends at this time or before, the earliest first. */
    due: (now: number, limit: number) =>
      sql.all<{ conversation: string; snoozedUntil: number }>(
        `SELECT conversation, snoozed_until AS snoozedUntil FROM conversations
         WHERE snoozed_until > 0 AND snoozed_until <= ? ORDER BY snoozed_until LIMIT ?`,
        now,
        limit,
      ),

    /** When the next snooze after this time ends. */
    nextDue: (now: number): number | null =>
      // The first condition is that of the index.
      sql.all<{ at: number | null }>(
        'SELECT MIN(snoozed_until) AS at FROM conversations WHERE snoozed_until > 0 AND snoozed_until > ?',
        now,
      )[0]?.at ?? null,

    /** Open ones of this agent's. */
    held(agent: string, limit: number): string[] {
      const { refs } = buckets.page([bucketKey.agent('open', agent)], 'newest', null, limit);
      return this.rows('', refs).map(({ conversation }) => conversation);
    },

    /** Open ones that wait for an answer, this agent's or nobody's, the longest first. */
    waiting(assignee: string | null, limit: number): Waiting[] {
      const key = assignee === null ? bucketKey.nobody('open') : bucketKey.agent('open', assignee);
      const { refs } = buckets.page([key], 'waiting', null, limit);
      return this.rows('', refs).flatMap(({ conversation, team, waitingSince }) =>
        waitingSince === null ? [] : [{ conversation, assignee, team: team?.id ?? null }],
      );
    },

    /** Whether some open conversation waits for an answer: those that do come first. */
    isAnybodyWaiting(): boolean {
      const { refs } = buckets.page([bucketKey.state('open')], 'waiting', null, 1);
      return this.rows('', refs).some(({ waitingSince }) => waitingSince !== null);
    },

    /** Rows by their short names, in that order. */
    rows(agent: string, refs: readonly number[]): InboxRow[] {
      const names = sql.all<{ conversation: string }>(
        `SELECT refs.conversation FROM json_each(?) AS wanted JOIN refs ON refs.ref = wanted.value ORDER BY wanted.key`,
        JSON.stringify(refs),
      );
      const found = rowsOf(
        agent,
        'WHERE c.conversation IN (SELECT value FROM json_each(?2))',
        JSON.stringify(names.map(({ conversation }) => conversation)),
      );
      const byName = new Map(found.map((row) => [row.conversation, row]));
      return names.flatMap(({ conversation }) => byName.get(conversation) ?? []);
    },

    /** Rows that changed after a revision, oldest change first. */
    changedSince: (agent: string, rev: number, limit: number): InboxRow[] =>
      rowsOf(agent, 'WHERE c.rev > ?2 ORDER BY c.rev LIMIT ?3', rev, limit),

    /** The most recently active rows, after a given one in this order. */
    newest: (agent: string, after: { activeAt: number; conversation: string }, limit: number): InboxRow[] =>
      rowsOf(
        agent,
        `WHERE (c.active_at, c.conversation) < (?2, ?3)
         ORDER BY c.active_at DESC, c.conversation DESC LIMIT ?4`,
        after.activeAt,
        after.conversation,
        limit,
      ),

    /** Rows that are in all of these buckets, after a place in their sort. */
    page(
      agent: string,
      keys: readonly string[],
      sort: InboxSort,
      after: Place | null,
      limit: number,
    ): { rows: InboxRow[]; next: Place | null } {
      const { refs, next } = buckets.page(keys, sort, after, limit);
      return { rows: this.rows(agent, refs), next };
    },
  };
}

/** A row that does not know its visitor, or whose word the name is, takes that from a report of the same head, too. */
function isNews(before: StoredRow, { epoch, head, visitor, nameBy }: ConversationSummary): boolean {
  if (before.epoch !== epoch || head > before.head) return true;
  const isFuller = (before.visitor === '' && visitor !== '') || (before.name_by === null && nameBy !== null);
  return head === before.head && isFuller;
}
