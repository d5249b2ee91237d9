import type { AssignmentEntry, RatingEntry, StatusEntry } from '../../client/timeline.ts';
import { assertNever } from '../../client/timeline.ts';
import { clockTime, fullTime } from '../format.ts';
import { t } from '../i18n.ts';
import { memo } from './memo.ts';

interface NoticeProps {
  entry: StatusEntry | AssignmentEntry | RatingEntry;
  agent: string;
  visitorName: string;
}

export const Notice = memo(({ entry, agent, visitorName }: NoticeProps) => (
  <p class="notice">
    {words(entry, agent, visitorName)}
    {entry.is === 'rating' && entry.comment && <bdi> “{entry.comment}”</bdi>}{' '}
    <time dateTime={new Date(entry.ts).toISOString()} title={fullTime(entry.ts)}>
      {clockTime(entry.ts)}
    </time>
  </p>
));

function words(entry: NoticeProps['entry'], agent: string, visitorName: string): string {
  switch (entry.is) {
    case 'status':
      return statusWords(entry, agent, visitorName);
    case 'assignment':
      return assignmentWords(entry, agent);
    case 'rating':
      return t((['rated1', 'rated2', 'rated3'] as const)[entry.score - 1] ?? 'rated2', {
        visitor: visitorName,
      });
    default:
      return assertNever(entry);
  }
}

function statusWords({ status, author }: StatusEntry, agent: string, visitorName: string): string {
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
function assignmentWords({ assignee, author }: AssignmentEntry, agent: string): string {
  const giver = author.role === 'agent' && author.id !== assignee?.id ? author.name : null;
  if (!assignee) return giver ? t('noticeUnassignedBy', { author: giver }) : t('noticeUnassigned');
  if (assignee.id === agent)
    return giver ? t('noticeAssignedYouBy', { author: giver }) : t('noticeAssignedYou');
  const values = { assignee: assignee.name };
  return giver ? t('noticeAssignedBy', { author: giver, ...values }) : t('noticeAssigned', values);
}
