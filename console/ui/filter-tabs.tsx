import { t } from '../i18n.ts';
import type { InboxState } from '../model/inbox.ts';
import { countOf, hasExtras, STANDARD, standardOf, type View } from '../model/view.ts';
import { VIEW_NAMES } from './words.ts';

/** Those at hand; the others are behind More. */
const TABS = ['open', 'mine', 'unassigned', 'done'] as const;

interface FilterTabsProps {
  state: InboxState;
  agent: string;
  choose(view: View): void;
  more(): void;
}

export function FilterTabs({ state, agent, choose, more }: FilterTabsProps) {
  const { view, counts, desk } = state;
  const saved = desk.views?.find(({ id }) => id === view.saved);
  const standard = saved ? null : standardOf(view.filter);
  const isTab = (TABS as readonly (string | null)[]).includes(standard);
  const chosen = saved?.name ?? (standard && !isTab ? t(VIEW_NAMES[standard]) : null);
  const mentioned = countOf({ filter: STANDARD.mentions }, agent, counts, []) ?? 0;
  const held = countOf(view, agent, counts, desk.views ?? []) ?? 0;
  return (
    <fieldset class="tabs">
      <legend class="unseen">{t('filterConversations')}</legend>
      <div class="tabs-named">
        {TABS.map((name) => {
          const count = countOf({ filter: STANDARD[name] }, agent, counts, []) ?? 0;
          return (
            <button
              key={name}
              type="button"
              class="tab"
              aria-pressed={name === standard && !hasExtras(view.filter)}
              onClick={() => choose({ filter: STANDARD[name], sort: name === 'done' ? 'newest' : view.sort })}
            >
              {t(VIEW_NAMES[name])}
              {/* Done only grows: its number says nothing. */}
              {name !== 'done' && count > 0 && <span class="tab-count">{count}</span>}
            </button>
          );
        })}
      </div>
      <button type="button" class="tab" aria-haspopup="dialog" aria-keyshortcuts="f" onClick={more}>
        <span aria-hidden="true">⋯</span>
        <span class="unseen">{t('moreViews')}</span>
        {mentioned > 0 && (
          <span class="tab-count" dir="ltr">
            @{mentioned}
          </span>
        )}
      </button>
      {chosen && (
        <button
          type="button"
          class="tab tab-own"
          aria-pressed="true"
          title={chosen}
          onClick={() => choose(view)}
        >
          <bdi class="ellipsis">{chosen}</bdi>
          {held > 0 && <span class="tab-count">{held}</span>}
        </button>
      )}
    </fieldset>
  );
}
