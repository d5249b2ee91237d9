/**
 * What the workspace's index knows of a conversation: always the whole of it, with the log's head as version. So it may
 * be sent twice, late or out of order, and the newest wins.
 */

import type { Source } from '../../protocol/contact.ts';
import type { VisitorContext } from '../../protocol/context.ts';
import type { Assignee } from '../../protocol/event.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { saidOf } from '../../protocol/said.ts';
import { isLongerThan } from '../../protocol/shape.ts';
import type { Priority, TeamRef } from '../../protocol/team-event.ts';
import { wellFormed } from '../well-formed.ts';
import type { ConversationRecord, ConversationStore } from './conversation-store.ts';
import type { SearchText } from './search-texts.ts';
import type { Snapshot } from './snapshot.ts';

export interface ConversationSummary {
  conversation: string;
  site: string;
  visitor: string;
  epoch: string;
  head: number;
  status: 'open' | 'resolved';
  assignee: Assignee | null;
  team: TeamRef | null;
  labels: readonly string[];
  priority: Priority;
  snoozedUntil: number | null;
  returnedAt: number | null;
  /** By agent whom a note mentions: whether they have not read the newest that does. */
  mentions: Record<string, boolean>;
  createdAt: number;
  activeAt: number;
  preview: string;
  previewRole: 'visitor' | 'agent' | 'system';
  waitingSince: number | null;
  visitorMessageCount: number;
  visitorName: string | null;
  /** Whose word each is; null without one. */
  nameBy: Source | null;
  visitorEmail: string | null;
  emailBy: Source | null;
  visitorPhone: string | null;
  phoneBy: Source | null;
  /** By agent: how many of the visitor's messages they have read. */
  readCounts: Record<string, number>;
  context: VisitorContext;
}

/** The summary, and what was written since the last one. */
export interface ConversationReport extends ConversationSummary {
  texts: SearchText[];
  /** Whether it knows its visitor as blocked. */
  isBlocked?: boolean;
}

const PREVIEW_LENGTH = 140;

export function summarise(
  record: ConversationRecord,
  snapshot: Snapshot,
  context: VisitorContext,
  store: Pick<ConversationStore, 'visitorMessageCountAfter'>,
): ConversationSummary {
  const { head, status, assignee, lastMessage, waitingSince, visitorMessageCount, statements } = snapshot;
  const email = saidOf(statements, 'email');
  const phone = saidOf(statements, 'phone');
  // Who has no name is called by their address.
  const name =
    saidOf(statements, 'name') ?? (email && !isLongerThan(email.text, LIMITS.nameBytes) ? email : null);
  const agents = [...snapshot.reads].filter(([reader]) => reader !== record.visitor);
  return {
    conversation: record.id,
    site: record.site,
    visitor: record.visitor,
    epoch: record.epoch,
    head,
    status,
    assignee,
    team: snapshot.team,
    labels: snapshot.labels,
    priority: snapshot.priority,
    snoozedUntil: snapshot.snoozedUntil,
    returnedAt: snapshot.returnedAt,
    mentions: Object.fromEntries(
      [...snapshot.mentions].map(([agent, seq]) => [agent, (snapshot.reads.get(agent)?.upTo ?? 0) < seq]),
    ),
    createdAt: record.createdAt,
    activeAt: Math.max(lastMessage?.ts ?? record.createdAt, snapshot.wokenAt ?? 0),
    preview: wellFormed((lastMessage?.text ?? '').slice(0, PREVIEW_LENGTH)),
    previewRole: lastMessage?.role ?? 'system',
    waitingSince,
    visitorMessageCount,
    visitorName: name?.text ?? null,
    nameBy: name?.by ?? null,
    visitorEmail: email?.text ?? null,
    emailBy: email?.by ?? null,
    visitorPhone: phone?.text ?? null,
    phoneBy: phone?.by ?? null,
    readCounts: Object.fromEntries(
      agents.map(([agent, { upTo }]) => [agent, visitorMessageCount - store.visitorMessageCountAfter(upTo)]),
    ),
    context,
  };
}
