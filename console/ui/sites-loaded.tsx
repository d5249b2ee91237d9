import type { ComponentChildren } from 'preact';
import { t } from '../i18n.ts';
import { chosenSite, type SiteSettings } from '../model/site-settings.ts';
import { Choice } from './choice.tsx';
import { useReadable } from './use-readable.ts';

interface SitesLoadedProps {
  settings: SiteSettings;
  /** Which of several is meant can be chosen. */
  isChoosing?: boolean;
  children: ComponentChildren;
}

/** What needs the workspace's sites, once they are here. */
export function SitesLoaded({ settings, isChoosing = false, children }: SitesLoadedProps) {
  const state = useReadable(settings.state);
  if (state.load === 'loading')
    return <div class="bone bone-field" role="status" aria-label={t('loading')} />;
  if (state.load === 'failed')
    return (
      <p class="note note-bad" role="alert">
        {t('sitesFailed')}{' '}
        <button type="button" class="link" onClick={() => void settings.load()}>
          {t('tryAgain')}
        </button>
      </p>
    );
  if (!chosenSite(state)) return <p>{t('noSites')}</p>;
  return (
    <>
      {isChoosing && state.sites.length > 1 && (
        <Choice
          label={t('site')}
          value={state.chosen}
          choices={state.sites.map(({ site, name }) => [site, state.drafts.get(site)?.name || name])}
          change={settings.choose}
        />
      )}
      {children}
    </>
  );
}
