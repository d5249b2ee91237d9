import { useEffect, useState } from 'preact/hooks';
import type { NotificationPreferences } from '../../protocol/notifications.ts';
import { t, type Word } from '../i18n.ts';
import type { Notifications } from '../model/notifications.ts';
import { CallLedger } from './call-ledger.tsx';
import { useReadable } from './use-readable.ts';

/** How the agent is called, on every device and on this one, and what became of the last calls. */
export function NotificationSettings({ load }: { load(): Promise<Notifications> }) {
  const [loaded, setLoaded] = useState<Notifications | 'failed' | null>(null);
  useEffect(() => {
    if (loaded === null) load().then(setLoaded, () => setLoaded('failed'));
  }, [loaded, load]);
  return (
    <section>
      <h3>{t('notifications')}</h3>
      {loaded === 'failed' ? (
        <button type="button" class="link" onClick={() => setLoaded(null)}>
          {t('tryAgain')}
        </button>
      ) : (
        loaded && <Loaded notifications={loaded} />
      )}
    </section>
  );
}

function Loaded({ notifications }: { notifications: Notifications }) {
  const { preferences, permission, push, devices, hasMail, ledger, failed } = useReadable(
    notifications.state,
  );
  const prefer: Prefer = (change) => void notifications.prefer(change);
  useEffect(() => void notifications.load(), [notifications]);
  return (
    <>
      <div class="choices-grid">
        <Switch name="notifyDesktop" of="desktop" preferences={preferences} prefer={prefer} />
        <label class="switch">
          <input
            type="checkbox"
            checked={push === 'on' || push === 'turning-on'}
            disabled={push === 'unsupported' || push.startsWith('turning')}
            onChange={({ currentTarget }) => void notifications.setPush(currentTarget.checked)}
          />
          {t('notifyPush')}
        </label>
        {push === 'unsupported' && <p class="hint">{t('notifyNoPush')}</p>}
        {devices.length > 0 && (
          <p class="hint">{t('notifyDevices', { names: devices.map(({ name }) => name).join(', ') })}</p>
        )}
        <Switch name="notifySound" of="sound" preferences={preferences} prefer={prefer} />
        <Switch name="notifyMentions" of="mentions" preferences={preferences} prefer={prefer} />
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
        {hasMail && (
          <label class="field">
            <span>{t('notifyDigest')}</span>
            <select
              value={preferences.digest}
              onChange={({ currentTarget }) =>
                prefer({ digest: currentTarget.value as NotificationPreferences['digest'] })
              }
            >
              <option value="never">{t('notifyDigestNever')}</option>
              <option value="hourly">{t('notifyDigestHourly')}</option>
              <option value="daily">{t('notifyDigestDaily')}</option>
            </select>
          </label>
        )}
        <Switch name="notifyQuiet" of="hasQuietHours" preferences={preferences} prefer={prefer} />
        {preferences.hasQuietHours && (
          <>
            <div class="two">
              <Time name="notifyFrom" of="quietFrom" preferences={preferences} prefer={prefer} />
              <Time name="notifyTo" of="quietTo" preferences={preferences} prefer={prefer} />
            </div>
            <p class="hint">{t('notifyZone', { zone: preferences.timeZone.replaceAll('_', ' ') })}</p>
          </>
        )}
      </div>
      <p class="hint hint-bad" role="status">
        {permission === 'denied' && t('notifyDenied')}
        {permission === 'unsupported' && t('notifyUnsupported')}
        {push === 'failed' && t('notifyPushFailed')}
        {failed === 'load' && t('notifyNotLoaded')}
        {failed === 'save' && t('notifyNotSaved')}
      </p>
      <button type="button" class="button" onClick={() => void notifications.test()}>
        {t('notifyTest')}
      </button>
      <CallLedger entries={ledger} refresh={notifications.load} />
    </>
  );
}

type Prefer = (change: Partial<NotificationPreferences>) => void;

interface PartProps<Name extends keyof NotificationPreferences> {
  name: Extract<Word, `notify${string}`>;
  of: Name;
  preferences: NotificationPreferences;
  prefer: Prefer;
}

const Switch = ({
  name,
  of,
  preferences,
  prefer,
}: PartProps<'desktop' | 'sound' | 'mentions' | 'hasQuietHours'>) => (
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
