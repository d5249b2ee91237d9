import { t, type Word } from '../i18n.ts';
import type { Filter } from '../model/inbox-filter.ts';

const WORDS = {
  open: ['nothingOpenTitle', 'nothingOpen'],
  mine: ['nothingMineTitle', 'nothingMine'],
  unassigned: ['nothingUnassignedTitle', 'nothingUnassigned'],
  done: ['nothingDoneTitle', 'nothingDone'],
} as const satisfies Record<Filter, readonly [Word, Word]>;

/** What the chosen tab would hold; null while nobody has ever written, and the guide beside it says how to begin. */
export function EmptyInbox({ filter }: { filter: Filter | null }) {
  if (filter === null) return <p class="empty">{t('nothingYet')}</p>;
  const [title, words] = WORDS[filter];
  return (
    <div class="empty">
      <h2>{t(title)}</h2>
      <p>{t(words)}</p>
    </div>
  );
}
