/** What happened in a conversation, in words. Pure. */
import { type AssignmentEntry, assertNever, type StatusEntry } from '../../client/timeline.ts';
import type { Label } from '../../protocol/desk.ts';
import type { Author } from '../../protocol/event.ts';
import { listed, shortTime } from '../format.ts';
import { t } from '../i18n.ts';
import type { NoticeEntry } from './log-lines.ts';
import type { ChangeEntry } from './team-log.ts';

export interface NoticeContext {
  /** Who reads it. */
  agent: string;
  visitorName: string;
  labels: readonly Label[];
}

export function noticeWords(entry: NoticeEntry, context: NoticeContext): string {
  switch (entry.is) {
    case 'status':
      return statusWords(entry, context);
    case 'assignment':
      return assignmentWords(entry, context.agent);
    case 'rating':
      return t((['rated1', 'rated2', 'rated3'] as const)[entry.score - 1] ?? 'rated2', {
        visitor: context.visitorName,
      });
    case 'change':
      return changeWords(entry, context);
    case 'return':
      return t('noticeReturned');
    default:
      return assertNever(entry);
  }
}

function statusWords({ status, author }: StatusEntry, { agent, visitorName }: NoticeContext): string {
  const isMe = author.id === agent;
  if (status === 'resolved') {
    if (isMe) return t('noticeResolvedByYou');
    return author.role === 'agent' && author.name
      ? t('noticeResolvedBy', { author: author.name })
      : t('noticeResolved');
  }
  if (isMe) return t('noticeReopenedByYou');
  if (author.role === 'agent' && author.name) return t('noticeReopenedBy', { author: author.name });
  return author.role === 'visitor' ? t('noticeReopenedBy', { author: visitorName }) : t('noticeReopened');
}

/** Taking a conversation oneself needs no mention of who gave it. */
function assignmentWords({ assignee, team, reason, author }: AssignmentEntry, agent: string): string {
  if (reason === 'away') return t('noticeAway');
  if (reason === 'left') return t('noticeLeft');
  const person = assignee && (assignee.id === agent ? t('toYou') : assignee.name);
  const both = team && person ? t('toTeamToo', { assignee: person, team: team.name }) : person;
  const target = both ?? (team ? t('toTeam', { team: team.name }) : null);
  if (target && reason === 'auto') return t('noticeAssignedAuto', { assignee: target });
  const giver = author.role === 'agent' && author.id !== assignee?.id ? nameOf(author, agent) : null;
  if (!target) return giver ? t('noticeUnassignedBy', { author: giver }) : t('noticeUnassigned');
  return giver
    ? t('noticeAssignedBy', { author: giver, assignee: target })
    : t('noticeAssigned', { assignee: target });
}

function changeWords({ body, author }: ChangeEntry, { agent, labels }: NoticeContext): string {
  const by = { author: nameOf(author, agent) };
  switch (body.kind) {
    case 'labels': {
      const nameAll = (ids: readonly string[]) =>
        listed(ids.map((id) => labels.find((label) => label.id === id)?.name ?? t('labelGone')));
      const added = nameAll(body.add);
      const removed = nameAll(body.remove);
      if (added && removed) return t('noticeLabelsChanged', { ...by, added, removed });
      return added
        ? t('noticeLabelsAdded', { ...by, labels: added })
        : t('noticeLabelsRemoved', { ...by, labels: removed });
    }
    case 'priority':
      return t(PRIORITY_WORDS[body.priority], by);
    case 'snooze':
      if (body.until === null)
        return author.role === 'agent' ? t('noticeWokenBy', by) : t('noticeWokenByVisitor');
      return body.until === 0
        ? t('noticeSnoozed', by)
        : t('noticeSnoozedUntil', { ...by, time: shortTime(body.until) });
    case 'block':
      return t(body.isBlocked ? 'noticeBlocked' : 'noticeUnblocked', by);
    default:
      return assertNever(body);
  }
}

const PRIORITY_WORDS = {
  low: 'noticePriorityLow',
  normal: 'noticePriorityNormal',
  high: 'noticePriorityHigh',
  urgent: 'noticePriorityUrgent',
} as const;

const nameOf = (author: Author, agent: string): string =>
  author.id === agent ? t('you') : author.name || t('product');
