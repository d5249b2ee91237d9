import { t } from '../i18n.ts';
import type { Inbox } from '../model/inbox.ts';
import { WarnIcon } from './icons.tsx';
import { useReadable } from './use-readable.ts';

export function ConnectionBanner({ inbox }: { inbox: Inbox }) {
  const reach = useReadable(inbox.state, (state) => state.reach);
  const isOutdated = reach.is === 'refused' && reach.code === 'unsupported_version';
  return (
    <div class="banner-place" role="status">
      {reach.is === 'lost' && (
        <p class="banner">
          <WarnIcon />
          <strong>{t('cannotConnect')}</strong> <span>{t('repliesKept')}</span>
        </p>
      )}
      {isOutdated && (
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
