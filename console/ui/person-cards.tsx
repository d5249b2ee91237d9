import { t } from '../i18n.ts';
import type { PersonState } from '../model/person.ts';
import { webAddress } from '../model/web-address.ts';
import { Fact } from './fact.tsx';

/** What the owner's own systems say of this person: text, and links to web pages only. */
export function PersonCards({ lookup, retry }: { lookup: PersonState['lookup']; retry(): void }) {
  switch (lookup.is) {
    case 'off':
      return null;
    case 'loading':
      return (
        <p class="person-part quiet" role="status">
          {t('lookupLoading')}
        </p>
      );
    case 'failed':
      return (
        <p class="person-part" role="alert">
          {t('lookupFailed')}{' '}
          <button type="button" class="link" onClick={retry}>
            {t('tryAgain')}
          </button>
        </p>
      );
    case 'loaded':
      return (
        <>
          {lookup.cards.map(({ title, fields }, at) => (
            <section key={`${at} ${title}`} class="person-part">
              <h3>
                <bdi>{title}</bdi>
              </h3>
              <dl class="facts">
                {fields.map(({ name, value, link }, at) => (
                  <Fact key={`${at} ${name}`} name={name}>
                    <CardValue value={value} link={link} />
                  </Fact>
                ))}
              </dl>
            </section>
          ))}
        </>
      );
  }
}

function CardValue({ value, link }: { value: string; link: string | undefined }) {
  const web = link === undefined ? null : webAddress(link);
  if (!web) return <bdi>{value}</bdi>;
  return (
    <a href={web.href} title={web.label} target="_blank" rel="noopener noreferrer nofollow">
      <bdi>{value || web.label}</bdi>
      <span class="unseen"> ({t('opensNewTab')})</span>
    </a>
  );
}
