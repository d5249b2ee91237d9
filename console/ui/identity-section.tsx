import { useEffect, useMemo, useState } from 'preact/hooks';
import { fullTime } from '../format.ts';
import { t } from '../i18n.ts';
import type { Backend } from '../model/backend.ts';
import {
  createIdentitySettings,
  type IdentitySettings,
  type IdentityState,
} from '../model/identity-settings.ts';
import { CopyField } from './copy-field.tsx';
import { RenewSecretDialog } from './renew-secret-dialog.tsx';
import { useReadable } from './use-readable.ts';

interface IdentitySectionProps {
  backend: Backend;
  workspace: string;
  site: string;
  /** Where there are several. */
  siteName: string | null;
}

/** What a site proves its visitors' identities with. */
export function IdentitySection({ backend, workspace, site, siteName }: IdentitySectionProps) {
  const settings = useMemo(
    () => createIdentitySettings(backend, workspace, site),
    [backend, workspace, site],
  );
  const state = useReadable(settings.state);
  useEffect(() => void settings.load(), [settings]);
  return (
    <section>
      <h4>{siteName ? t('identityTitleFor', { site: siteName }) : t('identityTitle')}</h4>
      <p class="hint">{t('identityLead')}</p>
      <Loaded settings={settings} state={state} />
    </section>
  );
}

function Loaded({ settings, state }: { settings: IdentitySettings; state: IdentityState }) {
  const [isAsking, ask] = useState(false);
  const { load, setting, secret, asked } = state;
  if (load === 'loading') return <div class="bone bone-field" role="status" aria-label={t('loading')} />;
  if (load === 'failed')
    return (
      <p class="note note-bad" role="alert">
        {t('identityFailed')}{' '}
        <button type="button" class="link" onClick={() => void settings.load()}>
          {t('tryAgain')}
        </button>
      </p>
    );
  const { madeAt, isRequired } = setting;
  const make = () => (madeAt === null ? void settings.makeSecret() : ask(true));
  return (
    <>
      <p>{madeAt === null ? t('identityNone') : t('identityMade', { time: fullTime(madeAt) })}</p>
      {secret && (
        <>
          <CopyField label={t('identitySecret')} text={secret} />
          <p class="hint">{t('identityOnce')}</p>
        </>
      )}
      <button type="button" class="button" aria-disabled={asked === 'busy'} onClick={make}>
        {madeAt === null ? t('identityMake') : t('identityRenew')}
      </button>
      {madeAt !== null && (
        <div class="picks">
          <label>
            <input
              type="checkbox"
              checked={isRequired}
              onChange={({ currentTarget }) => void settings.setRequired(currentTarget.checked)}
            />
            {t('identityRequired')}
          </label>
          <p class="hint">{t('identityRequiredHint')}</p>
        </div>
      )}
      <div role="alert">{asked === 'failed' && <p class="hint hint-bad">{t('askedFailed')}</p>}</div>
      {isAsking && (
        <RenewSecretDialog
          name={t('identitySecret')}
          text={t('identityRenewText')}
          renew={settings.makeSecret}
          close={() => ask(false)}
        />
      )}
    </>
  );
}
