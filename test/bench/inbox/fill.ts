/** Fills a workspace's stores with synthetic conversations, the way conversations report themselves. */
import type { ConversationReport } from '../../../worker/conversation/summary.ts';
import type { Sql } from '../../../worker/durable/sql.ts';
import type { InboxStore } from '../../../worker/workspace/inbox-store.ts';
import type { SearchStore } from '../../../worker/workspace/search-store.ts';
import { type SyntheticConversation, syntheticConversations } from '../../support/synthetic.ts';

const WORKSPACE = 'bench00000';
export const SITE = `${WORKSPACE}-lampshop`;
export const AGENTS = Array.from({ length: 5 }, (_, index) => `agent${index}`.padEnd(10, '0'));
export const LABELS = Array.from({ length: 8 }, (_, index) => `label${index}`.padEnd(10, '0'));
const START_AT = Date.UTC(2026, 10, 1);
const BATCH = 500;
const MINUTE = 60_000;

export function fill(sql: Sql, inbox: InboxStore, search: SearchStore, size: number) {
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
  for (const made of syntheticConversations(size)) {
    const report = reportOf(made, conversations.length, size);
    conversations.push(report.conversation);
    messageCount += made.messages.length;
    batch.push(report);
    if (batch.length === BATCH) write();
  }
  if (batch.length > 0) write();
  return { conversations, messageCount };
}

function reportOf(made: SyntheticConversation, index: number, size: number): ConversationReport {
  const conversation = `${WORKSPACE}-${`${(index * 7919) % size}`.padStart(26, '0')}`;
  const startedAt = START_AT + index * MINUTE;
  const last = made.messages.at(-1);
  const assignee = made.agent === null ? null : { id: AGENTS[made.agent] ?? '', name: 'Agent' };
  const visitor = { role: 'visitor' as const, id: `${index}`.padStart(26, '0'), name: null };
  const agent = { role: 'agent' as const, id: assignee?.id ?? AGENTS[0] ?? '', name: 'Agent' };
  const visitorMessageCount = made.messages.filter(({ isVisitors }) => isVisitors).length;
  const isWaiting = !made.isResolved && (last?.isVisitors ?? false);
  return {
    conversation,
    site: SITE,
    visitor: visitor.id,
    epoch: 'bench',
    head: made.messages.length + 1,
    status: made.isResolved ? 'resolved' : 'open',
    assignee,
    team: null,
    labels: made.label === null ? [] : [LABELS[made.label] ?? ''],
    priority: made.priority,
    snoozedUntil: made.isSnoozed ? startedAt + 1000 * MINUTE : null,
    returnedAt: null,
    mentions: index % 50 === 0 ? { [AGENTS[index % 5] ?? '']: index % 100 === 0 } : {},
    createdAt: startedAt,
    activeAt: startedAt + made.messages.length * 1000,
    preview: last?.text.slice(0, 140) ?? '',
    previewRole: last?.isVisitors ? 'visitor' : 'agent',
    waitingSince: isWaiting ? startedAt + made.messages.length * 1000 : null,
    visitorMessageCount,
    visitorName: made.visitorName,
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
