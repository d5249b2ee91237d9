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

/** Rows as one agent sees them: unread is what the visitor wrote less what this agent has read. */
const SELECT_FOR_AGENT = `
  SELECT c.*, c.visitor_message_count - COALESCE(r.visitor_message_count, 0) AS unread
  FROM conversations c LEFT JOIN reads r ON r.conversation = c.conversation AND r.agent = ?`;

export type InboxStore = ReturnType<typeof inboxStore>;

export function inboxStore(sql: Sql) {
  const head = (): number =>
    sql.all<{ rev: number | null }>('SELECT MAX(rev) AS rev FROM conversations')[0]?.rev ?? 0;

  return {
    head,

    /** Takes a summary unless a newer one is here. @returns the new revision, or null when it changes nothing. */
    put(summary: ConversationSummary): number | null {
      const { conversation, assignee } = summary;
      const [known] = sql.all<{ epoch: string; head: number }>(
        'SELECT epoch, head FROM conversations WHERE conversation = ?',
        conversation,
      );
      if (known && known.epoch === summary.epoch && known.head >= summary.head) return null;
      const rev = head() + 1;
      sql.transaction(() => {
        sql.all(
          `INSERT OR REPLACE INTO conversations VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?)`,
          conversation,
          summary.site,
          summary.epoch,
          summary.head,
          rev,
          summary.status,
          assignee?.id ?? null,
          assignee?.name ?? null,
          summary.createdAt,
          summary.activeAt,
          summary.preview,
          summary.previewRole,
          summary.waitingSince,
          summary.visitorMessageCount,
          JSON.stringify(summary.context),
        );
        for (const [agent, count] of Object.entries(summary.readCounts))
          sql.all('INSERT OR REPLACE INTO reads VALUES (?, ?, ?)', conversation, agent, count);
      });
      return rev;
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
