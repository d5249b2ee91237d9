import { useEffect, useRef } from 'preact/hooks';
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
  const last = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (chosen) last.current?.scrollIntoView({ inline: 'end', block: 'nearest' });
  }, [chosen]);
  return (
    <fieldset class="tabs">
      <legend class="unseen">{t('filterConversations')}</legend>
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
      <button
        ref={last}
        type="button"
        class="tab tab-more"
        aria-haspopup="dialog"
        aria-pressed={!isTab}
        aria-keyshortcuts="f"
        onClick={more}
      >
        <span aria-hidden="true">{chosen ?? '⋯'}</span>
        <span class="unseen">{chosen ? t('moreThan', { name: chosen }) : t('moreViews')}</span>
        {mentioned > 0 && <span class="tab-count">@{mentioned}</span>}
      </button>
    </fieldset>
  );
}
