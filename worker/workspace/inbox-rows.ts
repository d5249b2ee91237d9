/** Rows of the inbox as they are stored, and what they are to others. */
import type { Source } from '../../protocol/contact.ts';
import { visitorContext } from '../../protocol/context.ts';
import { deskId } from '../../protocol/ids.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import { list, parseJson } from '../../protocol/shape.ts';
import type { Priority } from '../../protocol/team-event.ts';
import type { ConversationSummary } from '../conversation/summary.ts';
import type { Placed } from './places.ts';

export type StoredRow = {
  conversation: string;
  site: string;
  /** '': the row is from before visitors were kept, and nothing has been heard of its conversation since. */
  visitor: string;
  epoch: string;
  head: number;
  rev: number;
  status: 'open' | 'resolved';
  assignee_id: string | null;
  assignee_name: string | null;
  team_id: string | null;
  team_name: string | null;
  labels: string;
  priority: Priority;
  snoozed_until: number | null;
  returned_at: number | null;
  is_vip: number;
  visitor_name: string | null;
  name_by: Source | null;
  visitor_email: string | null;
  email_by: Source | null;
  visitor_phone: string | null;
  phone_by: Source | null;
  /** The visitor by whom the person is known; '' as `visitor`. */
  person: string;
  /** Of the person: what counts among all that was said in their conversations. */
  person_name: string | null;
  person_name_by: Source | null;
  created_at: number;
  active_at: number;
  preview: string;
  preview_role: 'visitor' | 'agent' | 'system';
  waiting_since: number | null;
  visitor_message_count: number;
  context: string;
};

/** As much of it as places it: not its context, which is most of its bytes. */
export type PlacingRow = Omit<StoredRow, 'context'>;

/** As one agent sees it. */
export type ViewedRow = StoredRow & {
  unread: number;
  mention: number | null;
  remind_at: number | null;
  is_reminder_due: number | null;
  has_draft: number | null;
};

const labelList = list(deskId, 50);
const labelsOf = (json: string): string[] => (json === '[]' ? [] : parseJson(labelList, json));

export function toInboxRow(row: ViewedRow): InboxRow {
  return {
    conversation: row.conversation,
    site: row.site,
    visitor: row.visitor || null,
    rev: row.rev,
    status: row.status,
    assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name ?? '' },
    ...(row.person && { person: row.person }),
    visitorName: row.person_name,
    ...(row.person_name_by && { nameBy: row.person_name_by }),
    createdAt: row.created_at,
    team: row.team_id === null ? null : { id: row.team_id, name: row.team_name ?? '' },
    labels: labelsOf(row.labels),
    priority: row.priority,
    snoozedUntil: row.snoozed_until,
    returnedAt: row.returned_at,
    mention: row.mention === null ? null : row.mention === 1 ? 'new' : 'seen',
    ...(row.remind_at !== null && { reminder: { at: row.remind_at, isDue: row.is_reminder_due === 1 } }),
    ...(row.has_draft === 1 && { hasDraft: true }),
    isVip: row.is_vip === 1,
    activeAt: row.active_at,
    preview: row.preview,
    previewRole: row.preview_role,
    waitingSince: row.waiting_since,
    unread: row.unread,
    context: parseJson(visitorContext, row.context),
  };
}

/** @param readCount how much of it the assignee has read. */
export const placedRow = (
  row: PlacingRow,
  readCount: number,
  mentions: ReadonlyMap<string, boolean>,
): Placed => ({
  site: row.site,
  status: row.status,
  assignee: row.assignee_id,
  team: row.team_id,
  labels: labelsOf(row.labels),
  priority: row.priority,
  snoozedUntil: row.snoozed_until,
  isVip: row.is_vip === 1,
  activeAt: row.active_at,
  waitingSince: row.waiting_since,
  isUnread: row.visitor_message_count > readCount,
  mentions,
});

/** The columns of a row, in the order of `COLUMNS`. */
export const columnsOf = (summary: ConversationSummary, rev: number, isVip: boolean) => [
  summary.conversation,
  summary.site,
  summary.visitor,
  summary.epoch,
  summary.head,
  rev,
  summary.status,
  summary.assignee?.id ?? null,
  summary.assignee?.name ?? null,
  summary.team?.id ?? null,
  summary.team?.name ?? null,
  JSON.stringify(summary.labels),
  summary.priority,
  summary.snoozedUntil,
  summary.returnedAt,
  isVip ? 1 : 0,
  summary.visitorName,
  summary.nameBy,
  summary.visitorEmail,
  summary.emailBy,
  summary.visitorPhone,
  summary.phoneBy,
  summary.createdAt,
  summary.activeAt,
  summary.preview,
  summary.previewRole,
  summary.waitingSince,
  summary.visitorMessageCount,
  JSON.stringify(summary.context),
];

export const COLUMNS = [
  'conversation',
  'site',
  'visitor',
  'epoch',
  'head',
  'rev',
  'status',
  'assignee_id',
  'assignee_name',
  'team_id',
  'team_name',
  'labels',
  'priority',
  'snoozed_until',
  'returned_at',
  'is_vip',
  'visitor_name',
  'name_by',
  'visitor_email',
  'email_by',
  'visitor_phone',
  'phone_by',
  'created_at',
  'active_at',
  'preview',
  'preview_role',
  'waiting_since',
  'visitor_message_count',
  'context',
] as const;

export const PLACING_COLUMNS = COLUMNS.filter((column) => column !== 'context');
