/** Fills a workspace's stores with synthetic conversations, the way conversations report themselves. */
import { workspaceOf } from '../../../protocol/ids.ts';
import type { ConversationReport } from '../../../worker/conversation/summary.ts';
import type { Sql } from '../../../worker/durable/sql.ts';
import type { InboxStore } from '../../../worker/workspace/inbox-store.ts';
import type { SearchStore } from '../../../worker/workspace/search-store.ts';
import { type SyntheticConversation, syntheticConversations } from '../../support/synthetic.ts';

/** Whose conversations they are. */
export interface Tenant {
  site: string;
  agents: readonly { id: string; name: string }[];
  labels: readonly string[];
}

export const SITE = 'bench00000-lampshop';
export const AGENTS = Array.from({ length: 5 }, (_, index) => `agent${index}`.padEnd(10, '0'));
export const LABELS = Array.from({ length: 8 }, (_, index) => `label${index}`.padEnd(10, '0'));
const BENCH: Tenant = { site: SITE, agents: AGENTS.map((id) => ({ id, name: 'Agent' })), labels: LABELS };
const START_AT = Date.UTC(2026, 10, 1);
const BATCH = 500;
const MINUTE = 60_000;

export function fill(sql: Sql, inbox: InboxStore, search: SearchStore, size: number, tenant = BENCH) {
  const { agents, labels } = tenant;
  const conversations: string[] = [];
  let messageCount = 0;
  let batch: ConversationReport[] = [];
  const write = () => {
    inbox.put(batch);
    sql.transaction(() => {
      for (const { conversation, texts } of batch) search.put(inbox.refOf(conversation) ?? 0, texts);
    });
    batch = [];
  };
  for (const made of syntheticConversations(size, { agents: agents.length, labels: labels.length })) {
    const report = reportOf(made, conversations.length, size, tenant);
    conversations.push(report.conversation);
    messageCount += made.messages.length;
    batch.push(report);
    if (batch.length === BATCH) write();
  }
  if (batch.length > 0) write();
  return { conversations, messageCount };
}

function reportOf(
  made: SyntheticConversation,
  index: number,
  size: number,
  { site, agents, labels }: Tenant,
): ConversationReport {
  const conversation = `${workspaceOf(site)}-${`${(index * 7919) % size}`.padStart(26, '0')}`;
  const startedAt = START_AT + index * MINUTE;
  const last = made.messages.at(-1);
  const assignee = made.agent === null ? null : (agents[made.agent] ?? null);
  const visitor = { role: 'visitor' as const, id: `${index}`.padStart(26, '0'), name: null };
  const agent = { role: 'agent' as const, id: assignee?.id ?? agents[0]?.id ?? '', name: 'Agent' };
  const visitorMessageCount = made.messages.filter(({ isVisitors }) => isVisitors).length;
  const isWaiting = !made.isResolved && (last?.isVisitors ?? false);
  return {
    conversation,
    site,
    visitor: visitor.id,
    epoch: 'bench',
    head: made.messages.length + 1,
    status: made.isResolved ? 'resolved' : 'open',
    assignee,
    team: null,
    labels: made.label === null ? [] : [labels[made.label] ?? ''],
    priority: made.priority,
    snoozedUntil: made.isSnoozed ? startedAt + 1000 * MINUTE : null,
    returnedAt: null,
    mentions: index % 50 === 0 ? { [agents[index % agents.length]?.id ?? '']: index % 100 === 0 } : {},
    createdAt: startedAt,
    activeAt: startedAt + made.messages.length * 1000,
    preview: last?.text.slice(0, 140) ?? '',
    previewRole: last?.isVisitors ? 'visitor' : 'agent',
    waitingSince: isWaiting ? startedAt + made.messages.length * 1000 : null,
    visitorMessageCount,
    visitorName: made.visitorName,
    nameBy: null,
    visitorEmail: made.email,
    emailBy: null,
    visitorPhone: null,
    phoneBy: null,
    readCounts: assignee && index % 3 > 0 ? { [assignee.id]: visitorMessageCount } : {},
    context: { page: '', title: '', referrer: '', locale: 'en', timeZone: 'UTC', userAgent: 'bench' },
    texts: [
      ...made.messages.map(({ isVisitors, text }, at) => ({
        seq: at + 1,
        version: at + 1,
        ts: startedAt + at * 1000,
        kind: 'message' as const,
        author: isVisitors ? visitor : agent,
        text,
      })),
      {
        seq: made.messages.length + 1,
        version: made.messages.length + 1,
        ts: startedAt,
        kind: 'person' as const,
        author: visitor,
        text: `${made.visitorName} ${made.email}`,
      },
    ],
  };
}
