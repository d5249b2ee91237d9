import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { VisitorContext } from '../../protocol/context.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import { ago, languageName, shortTime, timeInZone } from '../format.ts';
import { t } from '../i18n.ts';
import { parseUserAgent } from '../model/user-agent.ts';
import { Avatar } from './avatar.tsx';
import { CloseIcon } from './icons.tsx';
import { PageLink } from './page-link.tsx';
import { useNow } from './use-now.ts';

export const PERSON_PANEL_ID = 'visitor';

interface PersonPanelProps {
  id: string;
  name: string;
  row: InboxRow | undefined;
  context: VisitorContext | null;
  startedAt: number | null;
  isLoaded: boolean;
  /** On narrow screens; wide ones always show it. */
  isShown: boolean;
  close(): void;
}

export function PersonPanel({
  id,
  name,
  row,
  context,
  startedAt,
  isLoaded,
  isShown,
  close,
}: PersonPanelProps) {
  const now = useNow(20_000);
  const closeButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isShown) closeButton.current?.focus();
  }, [isShown]);

  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isShown) return;
    event.preventDefault();
    close();
  };

  return (
    <section
      id={PERSON_PANEL_ID}
      class="person"
      data-shown={isShown}
      aria-label={t('visitor')}
      onKeyDown={pressed}
    >
      <button
        ref={closeButton}
        type="button"
        class="icon-button person-close"
        aria-label={t('close')}
        onClick={close}
      >
        <CloseIcon />
      </button>
      <header class="person-head">
        <Avatar id={id} name={row?.visitorName ?? null} size="large" />
        <h2>
          <bdi>{name}</bdi>
        </h2>
      </header>
      {context === null && isLoaded && <p class="quiet">{t('noContext')}</p>}
      <dl class="facts">
        {context && <ContextFacts context={context} now={now} />}
        {startedAt !== null && (
          <Fact name={t('since')}>
            <time dateTime={new Date(startedAt).toISOString()}>{shortTime(startedAt)}</time>
            <span class="quiet"> · {ago(startedAt, now)}</span>
          </Fact>
        )}
      </dl>
    </section>
  );
}

function ContextFacts({ context, now }: { context: VisitorContext; now: number }) {
  const { page, title, referrer, locale, timeZone, userAgent } = context;
  const { browser, system } = parseUserAgent(userAgent);
  const time = timeInZone(now, timeZone);
  return (
    <>
      <Fact name={t('currentPage')}>
        <PageLink address={page} title={title} />
      </Fact>
      <Fact name={t('referrer')}>
        {referrer ? <PageLink address={referrer} title="" /> : t('directVisit')}
      </Fact>
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

const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
