import { t, type Word } from '../i18n.ts';
import type { Filter } from '../model/inbox-filter.ts';
import type { Install } from '../model/install.ts';
import { InstallGuide } from './install-guide.tsx';

const WORDS = {
  open: ['nothingOpenTitle', 'nothingOpen'],
  mine: ['nothingMineTitle', 'nothingMine'],
  unassigned: ['nothingUnassignedTitle', 'nothingUnassigned'],
  done: ['nothingDoneTitle', 'nothingDone'],
} as const satisfies Record<Filter, readonly [Word, Word]>;

/** Nobody has ever written: how to begin. Else: what this tab would hold. */
export function EmptyInbox({ filter, isNew, install }: { filter: Filter; isNew: boolean; install: Install }) {
  if (isNew) return <InstallGuide install={install} />;
  const [title, words] = WORDS[filter];
  return (
    <div class="empty">
      <h2>{t(title)}</h2>
      <p>{t(words)}</p>
    </div>
  );
}
