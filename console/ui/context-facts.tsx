import type { VisitorContext } from '../../protocol/context.ts';
import { languageName, timeInZone } from '../format.ts';
import { t } from '../i18n.ts';
import { campaignOf, cityOf, countryOf } from '../model/origin-of-visit.ts';
import { parseUserAgent } from '../model/user-agent.ts';
import { Fact } from './fact.tsx';
import { PageLink } from './page-link.tsx';

interface ContextFactsProps {
  context: VisitorContext;
  /** Addresses of the visit, oldest first. */
  pages: readonly string[];
  now: number;
}

/** What the visitor's browser tells of itself. */
export function ContextFacts({ context, pages, now }: ContextFactsProps) {
  const { page, title, referrer, locale, timeZone, userAgent } = context;
  const { browser, system } = parseUserAgent(userAgent);
  const time = timeInZone(now, timeZone);
  const campaign = campaignOf([...pages, page]);
  return (
    <>
      <Fact name={t('currentPage')}>
        <PageLink address={page} title={title} />
      </Fact>
      <Fact name={t('referrer')}>
        {referrer ? <PageLink address={referrer} title="" /> : t('directVisit')}
      </Fact>
      {campaign && (
        <Fact name={t('campaign')}>
          <bdi>{campaign.name}</bdi>
          {campaign.details.length > 0 && <span class="quiet"> · {campaign.details.join(' · ')}</span>}
        </Fact>
      )}
      <Location timeZone={timeZone} locale={locale} />
      <Fact name={t('localTime')}>
        {time ?? t('unknown')}
        {timeZone && <span class="quiet"> · {timeZone.replaceAll('_', ' ')}</span>}
      </Fact>
      <Fact name={t('language')}>
        {locale ? languageName(locale) : t('unknown')}
        {locale && <span class="quiet"> · {locale}</span>}
      </Fact>
      <Fact name={t('browser')}>{browser ?? t('unknown')}</Fact>
      <Fact name={t('system')}>{system ?? t('unknown')}</Fact>
    </>
  );
}

/** Two guesses that need not agree, so each says what it goes by. */
function Location({ timeZone, locale }: { timeZone: string; locale: string }) {
  const guesses = [
    { place: cityOf(timeZone), by: t('byTimeZone') },
    { place: countryOf(locale), by: t('byLanguage') },
  ].filter(({ place }) => place !== null);
  if (guesses.length === 0) return null;
  return (
    <Fact name={t('location')}>
      {guesses.map(({ place, by }) => (
        <div key={by}>
          <bdi>{place}</bdi>
          <span class="quiet"> · {by}</span>
        </div>
      ))}
    </Fact>
  );
}
