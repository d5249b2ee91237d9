import { t } from '../i18n.ts';
import { scriptTag } from '../model/install.ts';
import type { SiteSettings } from '../model/site-settings.ts';
import { CopyField } from './copy-field.tsx';
import { SitesLoaded } from './sites-loaded.tsx';
import { useReadable } from './use-readable.ts';

/** The tag of each site, to be found at any time, and the messenger to be tried without one. */
export function InstallSection({ settings, origin }: { settings: SiteSettings; origin: string }) {
  const sites = useReadable(settings.state, (state) => state.sites);
  return (
    <SitesLoaded settings={settings}>
      <p>{t('installLead')}</p>
      {sites.map(({ site, name }) => (
        <section key={site}>
          <CopyField
            label={sites.length > 1 ? t('installTagFor', { site: name }) : t('installTag')}
            text={scriptTag(origin, site)}
          />
          <p>
            <a class="link" href={`/to/${site}`} target="_blank" rel="noopener">
              {t('installTry')}
              <span class="unseen"> ({t('opensNewTab')})</span>
            </a>
          </p>
        </section>
      ))}
      <p class="quiet">{t('installTryHint')}</p>
    </SitesLoaded>
  );
}
