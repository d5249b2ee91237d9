import { withoutMarks } from '../../client/formatting.ts';
import type { Label } from '../../protocol/desk.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import { ago, fullTime, soon, waiting } from '../format.ts';
import { t } from '../i18n.ts';
import { personKey, visitorName } from '../model/people.ts';
import { pathOf } from '../model/route.ts';
import { Avatar } from './avatar.tsx';
import { focusReply } from './focus.ts';
import { CheckIcon, ClockIcon, ReplyIcon, WarnIcon } from './icons.tsx';
import { memo } from './memo.ts';
import { SaidBy } from './said-by.tsx';
import { priorityWord } from './words.ts';

interface ConversationRowProps {
  row: InboxRow;
  agent: string;
  now: number;
  isOpen: boolean;
  isTabStop: boolean;
  hasUnsent: boolean;
  labels: readonly Label[] | undefined;
  /** Where there are several. */
  site: string | undefined;
  isMarked: boolean;
  isMarking: boolean;
  mark(conversation: string): void;
  go(conversation: string): void;
  focused(conversation: string): void;
}

export const ConversationRow = memo((props: ConversationRowProps) => {
  const { row, agent, now, isOpen, isTabStop, hasUnsent, go, focused } = props;
  const { labels = [], site, isMarked, isMarking, mark } = props;
  const { conversation, assignee, unread, status, waitingSince, context } = row;
  const isWaiting = waitingSince !== null && status === 'open';

  const follow = (event: MouseEvent) => {
    // New tab, new window: the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (isOpen) focusReply();
    else go(conversation);
  };

  return (
    <li data-conversation={conversation} data-marking={isMarking}>
      <label class="row-mark">
        <span class="unseen">{t('mark', { name: visitorName(conversation, row) })}</span>
        <input type="checkbox" tabIndex={-1} checked={isMarked} onChange={() => mark(conversation)} />
      </label>
      <a
        class="row"
        href={pathOf(conversation)}
        data-unread={unread > 0}
        data-resolved={status === 'resolved'}
        aria-current={isOpen ? 'true' : undefined}
        tabIndex={isTabStop ? 0 : -1}
        onClick={follow}
        onFocus={() => focused(conversation)}
      >
        <Avatar id={personKey(conversation, row)} name={row.visitorName} />
        <span class="row-name">
          <bdi>{visitorName(conversation, row)}</bdi>
          <SaidBy by={row.nameBy} isSign />
          {row.isVip && <span class="row-vip">{t('vip')}</span>}
          {!row.visitorName && context?.locale && <span class="row-hint">{context.locale}</span>}
        </span>
        <time class="row-time" dateTime={new Date(row.activeAt).toISOString()} title={fullTime(row.activeAt)}>
          {ago(row.activeAt, now)}
        </time>
        <span class="row-preview" dir="auto">
          {/* In a bdi: it has no say in which way the words go. */}
          {row.hasDraft && <bdi class="row-draft">{t('draft')}</bdi>} <Preview {...row} />
        </span>
        {unread > 0 && (
          <span class="badge">
            <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
            <span class="unseen">{t('unreadMessages', { count: unread })}</span>
          </span>
        )}
        <span class="row-meta">
          <Owner assignee={assignee} agent={agent} />
          {row.team && <bdi class="row-team">{row.team.name}</bdi>}
          {site && <bdi class="row-team">{site}</bdi>}
          <Flags row={row} labels={labels} now={now} />
          {hasUnsent && (
            <span class="row-unsent">
              <WarnIcon />
              {t('replyUnsent')}
            </span>
          )}
          {status === 'resolved' && (
            <span class="row-resolved">
              <CheckIcon />
              {t('statusResolved')}
            </span>
          )}
          {isWaiting && !hasUnsent && <span class="waiting">{waiting(waitingSince, now)}</span>}
        </span>
      </a>
    </li>
  );
});

function Flags({ row, labels, now }: { row: InboxRow; labels: readonly Label[]; now: number }) {
  const { priority, snoozedUntil, returnedAt, mention, reminder } = row;
  const own = labels.filter(({ id }) => row.labels.includes(id));
  return (
    <>
      {(priority === 'urgent' || priority === 'high') && (
        <span class={`row-priority row-${priority}`}>{priorityWord(priority)}</span>
      )}
      {mention === 'new' && <span class="row-mention">{t('mentionsYou')}</span>}
      {reminder &&
        (reminder.isDue ? (
          <span class="row-mention">{t('reminder')}</span>
        ) : (
          <span class="row-snoozed">{t('reminderAt', { time: soon(reminder.at, now) })}</span>
        ))}
      {snoozedUntil !== null && row.status === 'open' && (
        <span class="row-snoozed">
          <ClockIcon />
          {snoozedUntil === 0 ? t('backOnReply') : t('backUntil', { time: soon(snoozedUntil, now) })}
        </span>
      )}
      {returnedAt !== null && snoozedUntil === null && <span class="row-snoozed">{t('returned')}</span>}
      {own.map(({ id, name, color }) => (
        <span key={id} class="row-label">
          <span class={`swatch swatch-${color}`} />
          <bdi>{name}</bdi>
        </span>
      ))}
    </>
  );
}

function Owner({ assignee, agent }: { assignee: InboxRow['assignee']; agent: string }) {
  if (!assignee) return <span class="row-owner row-ownerless">{t('unassigned')}</span>;
  const isMe = assignee.id === agent;
  return (
    <span class="row-owner">
      <Avatar id={assignee.id} name={assignee.name} size="small" />
      <span class="unseen">{isMe ? t('assignedToYou') : t('assignedTo', { name: assignee.name })}</span>
      <bdi aria-hidden="true">{isMe ? t('you') : assignee.name}</bdi>
    </span>
  );
}

/** The row doesn't say which of us wrote last, so nobody is named: an arrow for the eye, a word for the ear. */
function Preview({ preview, previewRole }: InboxRow) {
  if (!preview) return t('noMessages');
  const words = withoutMarks(preview);
  if (previewRole !== 'agent') return words;
  return (
    <>
      <ReplyIcon />
      <span class="unseen">{t('team')}: </span>
      {words}
    </>
  );
}
