import { t, type Word } from '../i18n.ts';
import { hasExtras, type StandardView, standardOf, type View } from '../model/view.ts';
import { LIST_ID } from './focus.ts';

const WORDS = {
  open: ['nothingOpenTitle', 'nothingOpen'],
  mine: ['nothingMineTitle', 'nothingMine'],
  unassigned: ['nothingUnassignedTitle', 'nothingUnassigned'],
  mentions: ['nothingMentionsTitle', 'nothingMentions'],
  followUp: ['nothingFollowUpTitle', 'nothingFollowUp'],
  done: ['nothingDoneTitle', 'nothingDone'],
} as const satisfies Record<StandardView, readonly [Word, Word]>;

/** What the chosen view would hold; null while nobody has ever written, and the guide beside it says how to begin. */
export function EmptyInbox({ view }: { view: View | null }) {
  if (view === null) return <p class="empty">{t('nothingYet')}</p>;
  const standard = hasExtras(view.filter) ? null : standardOf(view.filter);
  const [title, words] = standard ? WORDS[standard] : (['nothingHereTitle', 'nothingHere'] as const);
  return (
    <div id={LIST_ID} class="empty" tabIndex={-1}>
      <h2>{t(title)}</h2>
      <p>{t(words)}</p>
    </div>
  );
}
