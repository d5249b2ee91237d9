import { INBOX_SORTS, type InboxSort } from '../../protocol/inbox-view.ts';
import { waiting } from '../format.ts';
import { t } from '../i18n.ts';
import type { InboxState } from '../model/inbox.ts';
import { visitorName } from '../model/people.ts';
import { EXTRAS, type Extra, extraName, type View } from '../model/view.ts';
import { CloseIcon } from './icons.tsx';
import { useNow } from './use-now.ts';
import { SORT_WORDS } from './words.ts';

interface ViewBarProps {
  state: InboxState;
  sites: ReadonlyMap<string, string>;
  choose(view: View): void;
  go(conversation: string): void;
}

/** The order, what else is asked of the view, and who has waited longest. */
export function ViewBar({ state: { view, desk, longestWait }, sites, choose, go }: ViewBarProps) {
  const now = useNow(20_000);
  const longest = longestWait
    ? t('longestWait', { name: visitorName(longestWait.conversation, longestWait) })
    : undefined;
  const without = (extra: Extra) => {
    const filter = { ...view.filter };
    delete filter[extra];
    choose({ filter, sort: view.sort });
  };
  return (
    <div class="view-bar">
      {view.filter.state === 'open' && (
        <select
          aria-label={t('sortBy')}
          value={view.sort}
          onChange={({ currentTarget }) => choose({ ...view, sort: currentTarget.value as InboxSort })}
        >
          {INBOX_SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {t(SORT_WORDS[sort])}
            </option>
          ))}
        </select>
      )}
      {view.filter.state === 'open' && longestWait?.waitingSince != null && (
        <button type="button" class="longest" title={longest} onClick={() => go(longestWait.conversation)}>
          <span class="unseen">{`${longest} `}</span>
          <span class="waiting">{waiting(longestWait.waitingSince, now)}</span>
        </button>
      )}
      {EXTRAS.filter((extra) => extraName(view.filter, extra, desk, sites).length > 0).map((extra) => (
        <button
          key={extra}
          type="button"
          class="chip"
          aria-label={t('removeFilter', { name: extraName(view.filter, extra, desk, sites).join(', ') })}
          onClick={() => without(extra)}
        >
          <bdi>{extraName(view.filter, extra, desk, sites).join(', ')}</bdi>
          <CloseIcon />
        </button>
      ))}
    </div>
  );
}
