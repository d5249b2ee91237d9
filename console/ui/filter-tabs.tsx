import { t, type Word } from '../i18n.ts';
import { FILTERS, type Filter } from '../model/inbox-filter.ts';

const NAMES = {
  open: 'filterOpen',
  mine: 'filterMine',
  unassigned: 'filterUnassigned',
  done: 'filterDone',
} as const satisfies Record<Filter, Word>;

interface FilterTabsProps {
  chosen: Filter;
  counts: Record<Filter, number> | null;
  choose(filter: Filter): void;
}

export function FilterTabs({ chosen, counts, choose }: FilterTabsProps) {
  return (
    <fieldset class="tabs">
      <legend class="unseen">{t('filterConversations')}</legend>
      {FILTERS.map((filter) => (
        <button
          key={filter}
          type="button"
          class="tab"
          aria-pressed={filter === chosen}
          onClick={() => choose(filter)}
        >
          {t(NAMES[filter])}
          {/* Done only grows: its number says nothing. */}
          {counts && filter !== 'done' && counts[filter] > 0 && (
            <span class="tab-count">{counts[filter]}</span>
          )}
        </button>
      ))}
    </fieldset>
  );
}
