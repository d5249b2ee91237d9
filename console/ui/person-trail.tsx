import { useState } from 'preact/hooks';
import type { VisitedPage } from '../../protocol/team-frames.ts';
import { clockTime, fullTime } from '../format.ts';
import { t } from '../i18n.ts';
import { webAddress } from '../model/web-address.ts';

const SHORT = 5;

/** Where the visitor has been, the newest first. */
export function PersonTrail({ trail }: { trail: readonly VisitedPage[] }) {
  const [isWhole, showWhole] = useState(false);
  // The page they are on stands above.
  if (trail.length < 2) return null;
  const newestFirst = trail.toReversed();
  const shown = isWhole ? newestFirst : newestFirst.slice(0, SHORT);
  return (
    <section class="person-part">
      <h3>{t('trail')}</h3>
      <ol class="trail">
        {shown.map(({ page, title, at }) => (
          <li key={at + page}>
            <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
              {clockTime(at)}
            </time>
            <TrailPage page={page} title={title} />
          </li>
        ))}
      </ol>
      {trail.length > SHORT && !isWhole && (
        <button type="button" class="link" onClick={() => showWhole(true)}>
          {t('trailAll', { count: trail.length })}
        </button>
      )}
    </section>
  );
}

function TrailPage({ page, title }: { page: string; title: string }) {
  const web = webAddress(page);
  const words = <bdi>{title || web?.label || page || t('unknown')}</bdi>;
  if (!web) return <span>{words}</span>;
  return (
    <a href={web.href} title={web.label} target="_blank" rel="noopener noreferrer nofollow">
      {words}
      <span class="unseen"> ({t('opensNewTab')})</span>
    </a>
  );
}
