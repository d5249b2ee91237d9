import { t } from '../i18n.ts';
import { webAddress } from '../model/web-address.ts';

/** A page the visitor's browser named: a link if it is a web page, else the plain words. */
export function PageLink({ address, title }: { address: string; title: string }) {
  const web = webAddress(address);
  if (!web) return <span class="page">{address || title || t('unknown')}</span>;
  return (
    <a class="page" href={web.href} target="_blank" rel="noopener noreferrer nofollow">
      {title && (
        <span class="page-title">
          <bdi>{title}</bdi>
        </span>
      )}
      <span class="page-address">
        <bdi dir="ltr">{web.label}</bdi>
      </span>
      <span class="unseen"> ({t('opensNewTab')})</span>
    </a>
  );
}
