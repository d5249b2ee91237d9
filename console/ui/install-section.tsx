import { t } from '../i18n.ts';
import type { Backend } from '../model/backend.ts';
import { scriptTag } from '../model/install.ts';
import type { SiteSettings } from '../model/site-settings.ts';
import { CopyField } from './copy-field.tsx';
import { IdentitySection } from './identity-section.tsx';
import { SitesLoaded } from './sites-loaded.tsx';
import { useReadable } from './use-readable.ts';

interface InstallSectionProps {
  settings: SiteSettings;
  backend: Backend;
  workspace: string;
  isAdmin: boolean;
}

/** The tag of each site, to be found at any time, and the messenger to be tried without one. */
export function InstallSection({ settings, backend, workspace, isAdmin }: InstallSectionProps) {
  const sites = useReadable(settings.state, (state) => state.sites);
  return (
    <SitesLoaded settings={settings}>
      <p>{t('installLead')}</p>
      {sites.map(({ site, name }) => (
        <section key={site}>
          <CopyField
            label={sites.length > 1 ? t('installTagFor', { site: name }) : t('installTag')}
            text={scriptTag(backend.origin, site)}
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
      {/* Whoever may not see it is not shown it; the server decides anyway. */}
      {isAdmin &&
        sites.map(({ site, name }) => (
          <IdentitySection
            key={site}
            backend={backend}
            workspace={workspace}
            site={site}
            siteName={sites.length > 1 ? name : null}
          />
        ))}
    </SitesLoaded>
  );
}
