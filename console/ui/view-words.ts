import type { Desk } from '../../protocol/desk.ts';
import type { InboxFilter } from '../../protocol/inbox-view.ts';
import { t, type Word } from '../i18n.ts';
import { EXTRAS, extraName, standardOf, type View } from '../model/view.ts';
import { priorityWord, SORT_WORDS, VIEW_NAMES } from './words.ts';

const STATE_WORDS = {
  open: 'filterOpen',
  snoozed: 'filterFollowUp',
  done: 'filterDone',
} as const satisfies Record<InboxFilter['state'], Word>;

/** What a view asks of conversations, and its order, in words. */
export function viewWords(
  { filter, sort }: Pick<View, 'filter' | 'sort'>,
  desk: Desk,
  sites: ReadonlyMap<string, string>,
): string[] {
  const standard = standardOf(filter);
  const extras = EXTRAS.flatMap((extra) =>
    extra === 'priority' && filter.priority
      ? priorityWord(filter.priority)
      : extraName(filter, extra, desk, sites),
  );
  return [
    standard ? t(VIEW_NAMES[standard]) : t(STATE_WORDS[filter.state]),
    ...extras,
    ...(filter.state === 'open' ? [t(SORT_WORDS[sort])] : []),
  ];
}
