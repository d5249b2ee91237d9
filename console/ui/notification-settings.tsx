import { clockTime } from '../format.ts';
import { t, type Word } from '../i18n.ts';
import type { Fate, NotificationPreferences } from '../model/notification-rules.ts';
import type { Notifications } from '../model/notifications.ts';
import { useReadable } from './use-readable.ts';

const FATES = {
  shown: 'fateShown',
  'on-screen': 'fateOnScreen',
  off: 'fateOff',
  'not-mine': 'fateNotMine',
  quiet: 'fateQuiet',
  'not-allowed': 'fateNotAllowed',
  failed: 'fateFailed',
} as const satisfies Record<Fate, Word>;

/** How this browser calls the agent, and what became of the last calls. */
export function NotificationSettings({ notifications }: { notifications: Notifications }) {
  const { preferences, permission, ledger } = useReadable(notifications.state);
  const { prefer } = notifications;
  return (
    <section>
      <h3>{t('notifications')}</h3>
      <div class="choices-grid">
        <Switch name="notifyDesktop" of="desktop" preferences={preferences} prefer={prefer} />
        <Switch name="notifySound" of="sound" preferences={preferences} prefer={prefer} />
        <label class="field">
          <span>{t('notifyAbout')}</span>
          <select
            value={preferences.about}
            onChange={({ currentTarget }) => prefer({ about: currentTarget.value as 'all' | 'mine' })}
          >
            <option value="mine">{t('notifyAboutMine')}</option>
            <option value="all">{t('notifyAboutAll')}</option>
          </select>
        </label>
        <Switch name="notifyQuiet" of="hasQuietHours" preferences={preferences} prefer={prefer} />
        {preferences.hasQuietHours && (
          <div class="two">
            <Time name="notifyFrom" of="quietFrom" preferences={preferences} prefer={prefer} />
            <Time name="notifyTo" of="quietTo" preferences={preferences} prefer={prefer} />
          </div>
        )}
      </div>
      <p class="hint hint-bad" role="status">
        {permission === 'denied' && t('notifyDenied')}
        {permission === 'unsupported' && t('notifyUnsupported')}
      </p>
      <button
        type="button"
        class="button"
        onClick={() => void notifications.test(t('notifyTestTitle'), t('notifyTestBody'))}
      >
        {t('notifyTest')}
      </button>
      <details class="ledger">
        <summary>{t('notifyLedger')}</summary>
        {ledger.length === 0 ? (
          <p class="quiet">{t('notifyLedgerNone')}</p>
        ) : (
          <ul>
            {ledger.map(({ at, conversation, title, fate }) => (
              <li key={`${at}${conversation}`}>
                <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time>
                <bdi>{title}</bdi>
                <span>{t(FATES[fate])}</span>
              </li>
            ))}
          </ul>
        )}
      </details>
    </section>
  );
}

interface PartProps<Name extends keyof NotificationPreferences> {
  name: Extract<Word, `notify${string}`>;
  of: Name;
  preferences: NotificationPreferences;
  prefer: Notifications['prefer'];
}

const Switch = ({ name, of, preferences, prefer }: PartProps<'desktop' | 'sound' | 'hasQuietHours'>) => (
  <label class="switch">
    <input
      type="checkbox"
      checked={preferences[of]}
      onChange={({ currentTarget }) => prefer({ [of]: currentTarget.checked })}
    />
    {t(name as 'notifySound')}
  </label>
);

const Time = ({ name, of, preferences, prefer }: PartProps<'quietFrom' | 'quietTo'>) => (
  <label class="field">
    <span>{t(name as 'notifyFrom')}</span>
    <input
      type="time"
      required
      value={preferences[of]}
      // Emptied halfway through: the last whole time holds.
      onChange={({ currentTarget }) => currentTarget.value && prefer({ [of]: currentTarget.value })}
    />
  </label>
);
