import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Backend } from '../model/backend.ts';
import { createLookupSettings, type LookupSettings, type LookupState } from '../model/lookup-settings.ts';
import { CopyField } from './copy-field.tsx';
import { HintedField } from './hinted-field.tsx';
import { PersonCards } from './person-cards.tsx';
import { RenewSecretDialog } from './renew-secret-dialog.tsx';
import { useReadable } from './use-readable.ts';

/** Where the owner's own systems are asked about people. */
export function LookupSection({ backend, workspace }: { backend: Backend; workspace: string }) {
  const settings = useMemo(() => createLookupSettings(backend, workspace), [backend, workspace]);
  const state = useReadable(settings.state);
  useEffect(() => void settings.load(), [settings]);
  return (
    <>
      <p class="quiet">{t('lookupLead')}</p>
      {state.load === 'loading' && <div class="bone bone-field" role="status" aria-label={t('loading')} />}
      {state.load === 'failed' && (
        <p class="note note-bad" role="alert">
          {t('identityFailed')}{' '}
          <button type="button" class="link" onClick={() => void settings.load()}>
            {t('tryAgain')}
          </button>
        </p>
      )}
      {state.load === 'loaded' && <LookupForm settings={settings} state={state} />}
    </>
  );
}

function LookupForm({ settings, state }: { settings: LookupSettings; state: LookupState }) {
  const field = useRef<HTMLInputElement>(null);
  const [isAsking, ask] = useState(false);
  const { setting, secret, saving, trial } = state;
  const submit = (event: Event) => {
    event.preventDefault();
    void settings.save(field.current?.value ?? '');
  };
  const isBad = saving === 'refused' || saving === 'failed';
  return (
    <>
      <form class="lookup-form" onSubmit={submit}>
        <HintedField label={t('lookupUrl')} hint={t('lookupUrlHint')}>
          {(control) => (
            <input
              {...control}
              ref={field}
              type="url"
              dir="ltr"
              maxLength={2048}
              autocomplete="off"
              placeholder="https://shop.example/porchlight"
              defaultValue={setting.url ?? ''}
            />
          )}
        </HintedField>
        <button type="submit" class="button button-main" aria-disabled={saving === 'busy'}>
          {t('save')}
        </button>
        <p class={isBad ? 'hint hint-bad' : 'hint'} role="status">
          {saving !== 'ready' && saving !== 'busy' && t(SAVED[saving])}
        </p>
      </form>
      {secret && (
        <>
          <CopyField label={t('lookupSecret')} text={secret} />
          <p class="hint">{t('identityOnce')}</p>
        </>
      )}
      {setting.url && (
        <section>
          <h4>{t('lookupTry')}</h4>
          <p class="hint">{t('lookupTryHint')}</p>
          <p>
            <button
              type="button"
              class="button"
              aria-disabled={trial.is === 'asking'}
              onClick={() => void settings.try()}
            >
              {t('lookupTryDo')}
            </button>{' '}
            <button type="button" class="button" onClick={() => ask(true)}>
              {t('identityRenew')}
            </button>
          </p>
          <div role="status">
            <Trial trial={trial} />
          </div>
        </section>
      )}
      {isAsking && (
        <RenewSecretDialog
          name={t('lookupSecret')}
          text={t('lookupRenewText')}
          renew={settings.renewSecret}
          close={() => ask(false)}
        />
      )}
    </>
  );
}

const SAVED = { saved: 'saved', refused: 'lookupRefused', failed: 'saveFailed' } as const;

const FAILURES = {
  off: 'lookupOff',
  timeout: 'lookupTimeout',
  unreachable: 'lookupUnreachable',
  status: 'lookupStatus',
  'too-long': 'lookupTooLong',
  shape: 'lookupShape',
} as const;

function Trial({ trial }: Pick<LookupState, 'trial'>) {
  switch (trial.is) {
    case 'none':
      return null;
    case 'asking':
      return <p class="quiet">{t('lookupLoading')}</p>;
    case 'unreachable':
      return <p class="note note-bad">{t('askedFailed')}</p>;
    case 'failed':
      return (
        <p class="note note-bad">
          {t(FAILURES[trial.because])} {trial.detail && <bdi>{trial.detail}</bdi>}
        </p>
      );
    case 'answered':
      return trial.cards.length > 0 ? (
        <PersonCards lookup={{ is: 'loaded', cards: trial.cards }} retry={() => {}} />
      ) : (
        <p>{t('lookupNoCards')}</p>
      );
  }
}
