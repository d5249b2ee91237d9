import type { LedgerEntry, Outcome } from '../../protocol/notifications.ts';
import { shortTime } from '../format.ts';
import { t, type Word } from '../i18n.ts';
import { callTitle } from '../model/call-title.ts';

const OUTCOMES = {
  shown: 'outcomeShown',
  off: 'outcomeOff',
  'not-allowed': 'outcomeNotAllowed',
  failed: 'outcomeFailed',
  quiet: 'outcomeQuiet',
  opened: 'outcomeOpened',
  waiting: 'outcomeWaiting',
  accepted: 'outcomeAccepted',
  refused: 'outcomeRefused',
  gone: 'outcomeGone',
  unreachable: 'outcomeUnreachable',
  replaced: 'outcomeReplaced',
  read: 'outcomeRead',
} as const satisfies Record<Outcome, Word>;

interface CallLedgerProps {
  /** Newest first. Null while they are on their way. */
  entries: readonly LedgerEntry[] | null;
  refresh(): Promise<void>;
}

/** What called this agent lately, and whether it reached them. */
export function CallLedger({ entries, refresh }: CallLedgerProps) {
  const opened = ({ currentTarget }: { currentTarget: HTMLDetailsElement }) => {
    if (currentTarget.open) void refresh();
  };
  return (
    <details class="ledger" onToggle={opened}>
      <summary>{t('notifyLedger')}</summary>
      {entries?.length === 0 && <p class="quiet">{t('notifyLedgerNone')}</p>}
      <ul>
        {entries?.map((entry) => (
          <li key={entry.id}>
            <bdi>{subjectOf(entry)}</bdi>
            <time dateTime={new Date(entry.at).toISOString()}>{shortTime(entry.at)}</time>
            <span>
              {wayOf(entry)}: {t(OUTCOMES[entry.outcome])}
              {entry.detail && ` (${entry.detail})`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function subjectOf({ occasion, visitorName: name }: LedgerEntry): string {
  return callTitle(occasion, name || t('visitor'));
}

function wayOf({ way, device }: LedgerEntry): string {
  switch (way) {
    case 'page':
      return t('notifyWayPage');
    case 'push':
      return t('notifyWayPush', { device: device ?? '' });
    case 'mail':
      return t('notifyWayMail');
  }
}
