import { t } from '../i18n.ts';
import type { Workspace } from '../model/workspace.ts';
import { WarnIcon } from './icons.tsx';
import { useReadable } from './use-readable.ts';

interface ConnectionBannerProps {
  workspace: Workspace;
  /** Parts of this build are gone from the server. */
  isOutdated: boolean;
}

export function ConnectionBanner({ workspace, isOutdated }: ConnectionBannerProps) {
  const reach = useReadable(workspace.inbox.state, (state) => state.reach);
  const isRefused = reach.is === 'refused' && reach.code === 'unsupported_version';
  return (
    <div class="banner-place" role="status">
      {reach.is === 'lost' && (
        <p class="banner">
          <WarnIcon />
          <strong>{t('cannotConnect')}</strong> <span>{t('repliesKept')}</span>
        </p>
      )}
      {(isOutdated || isRefused) && (
        <p class="banner">
          <WarnIcon />
          <span>{t('outdated')}</span>
          <button type="button" class="button" onClick={() => location.reload()}>
            {t('reload')}
          </button>
        </p>
      )}
    </div>
  );
}
