/**
 * The inbox index on disk: one row per conversation, with the revision at which it last changed. All access goes
 * through here, so that a workspace too large for one object can be split by conversation later.
 */

import { visitorContext } from '../../protocol/context.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import { parseJson } from '../../protocol/shape.ts';
import type { ConversationSummary } from '../conversation/summary.ts';
import type { Sql } from '../durable/sql.ts';

type ConversationRow = {
  conversation: string;
  site: string;
  rev: number;
  status: 'open' | 'resolved';
  assignee_id: string | null;
  assignee_name: string | null;
  visitor_name: string | null;
  created_at: number;
  active_at: number;
  preview: string;
  preview_role: 'visitor' | 'agent' | 'system';
  waiting_since: number | null;
  unread: number;
  context: string;
};

/** Of how many answers it is remembered how soon they came, and how many say something about the next. */
const ANSWERS_KEPT = 50;
const ANSWERS_NEEDED = 5;

/** Rows as one agent sees them: unread is what the visitor wrote less what this agent has read. */
const SELECT_FOR_AGENT = `
  SELECT c.*, c.visitor_message_count - COALESCE(r.visitor_message_count, 0) AS unread
  FROM conversations c LEFT JOIN reads r ON r.conversation = c.conversation AND r.agent = ?`;

export type InboxStore = ReturnType<typeof inboxStore>;

export function inboxStore(sql: Sql) {
  const head = (): number =>
    sql.all<{ rev: number | null }>('SELECT MAX(rev) AS rev FROM conversations')[0]?.rev ?? 0;

  const known = (conversation: string) =>
    sql.all<{ epoch: string; head: number; waiting_since: number | null }>(
      'SELECT epoch, head, waiting_since FROM conversations WHERE conversation = ?',
      conversation,
    )[0];

  /** How long this visitor waited for the team's word, if it has just come. */
  const keepAnswerTime = (waitingSince: number | null, summary: ConversationSummary, rev: number): void => {
    if (waitingSince === null || summary.waitingSince !== null || summary.previewRole !== 'agent') return;
    sql.all('INSERT INTO answer_times VALUES (?, ?)', rev, Math.max(0, summary.activeAt - waitingSince));
    sql.all(
      `DELETE FROM answer_times WHERE rev <= (SELECT rev FROM answer_times ORDER BY rev DESC LIMIT 1 OFFSET ?)`,
      ANSWERS_KEPT,
    );
  };

  const write = (summary: ConversationSummary, rev: number): void => {
    const { conversation, assignee } = summary;
    sql.all(
      `INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (conversation) DO UPDATE SET
         site = excluded.site, epoch = excluded.epoch, head = excluded.head, rev = excluded.rev,
         status = excluded.status, assignee_id = excluded.assignee_id, assignee_name = excluded.assignee_name,
         visitor_name = excluded.visitor_name, created_at = excluded.created_at, active_at = excluded.active_at, preview = excluded.preview,
         preview_role = excluded.preview_role, waiting_since = excluded.waiting_since,
         visitor_message_count = excluded.visitor_message_count, context = excluded.context`,
      conversation,
      summary.site,
      summary.epoch,
      summary.head,
      rev,
      summary.status,
      assignee?.id ?? null,
      assignee?.name ?? null,
      summary.visitorName,
      summary.createdAt,
      summary.activeAt,
      summary.preview,
      summary.previewRole,
      summary.waitingSince,
      summary.visitorMessageCount,
      JSON.stringify(summary.context),
    );
    for (const [agent, count] of Object.entries(summary.readCounts))
      sql.all(
        `INSERT INTO reads VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET visitor_message_count = excluded.visitor_message_count
         WHERE visitor_message_count <> excluded.visitor_message_count`,
        conversation,
        agent,
        count,
      );
  };

  return {
    head,

    /**
     * Takes summaries, each unless a newer one is here, in one transaction.
     * @returns for each the new revision, or null when it changes nothing.
     */
    put(summaries: readonly ConversationSummary[]): (number | null)[] {
      let rev = head();
      return sql.transaction(() =>
        summaries.map((summary) => {
          const before = known(summary.conversation);
          if (before?.epoch === summary.epoch && before.head >= summary.head) return null;
          rev += 1;
          keepAnswerTime(before?.waiting_since ?? null, summary, rev);
          write(summary, rev);
          return rev;
        }),
      );
    },

    /** Within which time three of four answers came lately, in milliseconds; null until there were enough. */
    answersWithin(): number | null {
      const [counted] = sql.all<{ count: number }>('SELECT COUNT(*) AS count FROM answer_times');
      const count = counted?.count ?? 0;
      if (count < ANSWERS_NEEDED) return null;
      const [row] = sql.all<{ ms: number }>(
        'SELECT ms FROM answer_times ORDER BY ms LIMIT 1 OFFSET ?',
        Math.ceil(count * 0.75) - 1,
      );
      return row?.ms ?? null;
    },

    row(agent: string, conversation: string): InboxRow | null {
      const [row] = sql.all<ConversationRow>(
        `${SELECT_FOR_AGENT} WHERE c.conversation = ?`,
        agent,
        conversation,
      );
      return row ? toInboxRow(row) : null;
    },

    /** Rows that changed after a revision, oldest change first. */
    changedSince(agent: string, rev: number, limit: number): InboxRow[] {
      return sql
        .all<ConversationRow>(`${SELECT_FOR_AGENT} WHERE c.rev > ? ORDER BY c.rev LIMIT ?`, agent, rev, limit)
        .map(toInboxRow);
    },

    /** The most recently active rows, after a given one in this order. */
    newest(agent: string, after: { activeAt: number; conversation: string }, limit: number): InboxRow[] {
      return sql
        .all<ConversationRow>(
          `${SELECT_FOR_AGENT} WHERE (c.active_at, c.conversation) < (?, ?)
           ORDER BY c.active_at DESC, c.conversation DESC LIMIT ?`,
          agent,
          after.activeAt,
          after.conversation,
          limit,
        )
        .map(toInboxRow);
    },
  };
}

function toInboxRow(row: ConversationRow): InboxRow {
  return {
    conversation: row.conversation,
    site: row.site,
    rev: row.rev,
    status: row.status,
    assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name ?? '' },
    visitorName: row.visitor_name,
    createdAt: row.created_at,
    activeAt: row.active_at,
    preview: row.preview,
    previewRole: row.preview_role,
    waitingSince: row.waiting_since,
    unread: row.unread,
    context: parseJson(visitorContext, row.context),
  };
}
