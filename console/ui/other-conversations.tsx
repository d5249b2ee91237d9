import type { InboxRow } from '../../protocol/inbox.ts';
import { ago, fullTime } from '../format.ts';
import { t } from '../i18n.ts';
import { pathOf } from '../model/route.ts';
import { CheckIcon, ClockIcon } from './icons.tsx';

interface OtherConversationsProps {
  rows: readonly InboxRow[];
  now: number;
  go(conversation: string): void;
}

/** All else that this person has written, the newest first. */
export function OtherConversations({ rows, now, go }: OtherConversationsProps) {
  if (rows.length === 0) return null;
  const follow = (event: MouseEvent, conversation: string) => {
    // New tab, new window: the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(conversation);
  };
  return (
    <section class="person-part" aria-label={t('earlier')}>
      <h3>{t('earlier')}</h3>
      <ul class="others">
        {rows.map((row) => (
          <li key={row.conversation}>
            <a href={pathOf(row.conversation)} onClick={(event) => follow(event, row.conversation)}>
              <span class="other-preview" dir="auto">
                {row.preview || t('noMessages')}
              </span>
              <span class="other-state">
                <State row={row} />
                <time dateTime={new Date(row.activeAt).toISOString()} title={fullTime(row.activeAt)}>
                  {ago(row.activeAt, now)}
                </time>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function State({ row: { status, snoozedUntil } }: { row: InboxRow }) {
  if (status === 'resolved')
    return (
      <>
        <CheckIcon />
        {t('statusResolved')}
      </>
    );
  if (snoozedUntil === null) return <>{t('statusOpen')}</>;
  return (
    <>
      <ClockIcon />
      {t('filterFollowUp')}
    </>
  );
}
