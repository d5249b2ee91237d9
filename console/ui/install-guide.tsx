import { useEffect } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Install } from '../model/install.ts';
import { CopyField } from './copy-field.tsx';
import { LampMark } from './icons.tsx';
import { useReadable } from './use-readable.ts';

export function InstallGuide({ install }: { install: Install }) {
  const state = useReadable(install.state);
  useEffect(() => void install.load(), [install]);
  return (
    <section class="conversation blank">
      <div class="guide">
        <LampMark />
        <h2>{t('installTitle')}</h2>
        <p>{t('installLead')}</p>
        {state.is === 'loading' && <div class="bone bone-field" />}
        {state.is === 'failed' && (
          <p class="note note-bad">
            {t('sitesFailed')}{' '}
            <button type="button" class="link" onClick={() => void install.load()}>
              {t('tryAgain')}
            </button>
          </p>
        )}
        {state.is === 'loaded' && state.tags.length === 0 && <p>{t('noSites')}</p>}
        {state.is === 'loaded' &&
          state.tags.map(({ site, name, tag }) => (
            <CopyField
              key={site}
              label={state.tags.length > 1 ? t('installTagFor', { site: name }) : t('installTag')}
              text={tag}
            />
          ))}
        <p class="quiet">{t('installWait')}</p>
      </div>
    </section>
  );
}
