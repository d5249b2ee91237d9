/**
 * A view of the inbox: which conversations, in which order. The server keeps the same rules (worker/workspace/places.ts);
 * here they keep a list that is on screen right while rows change. Pure.
 */
import type { Desk, SavedView } from '../../protocol/desk.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import { bucketKey, bucketsOfFilter, type InboxFilter, type InboxSort } from '../../protocol/inbox-view.ts';
import { PRIORITIES } from '../../protocol/team-event.ts';
import { t } from '../i18n.ts';

export interface View {
  filter: InboxFilter;
  sort: InboxSort;
  /** The saved one that it began as. */
  saved?: string;
}

/** Those with a name of their own. */
export const STANDARD = {
  open: { state: 'open' },
  mine: { state: 'open', assignee: 'me' },
  unassigned: { state: 'open', assignee: 'nobody' },
  mentions: { state: 'open', mentions: true },
  followUp: { state: 'snoozed' },
  done: { state: 'done' },
} as const satisfies Record<string, InboxFilter>;
export type StandardView = keyof typeof STANDARD;
export const STANDARD_VIEWS = Object.keys(STANDARD) as StandardView[];

export const FIRST_VIEW: View = { filter: STANDARD.open, sort: 'newest' };

/** Conditions beside those that a standard view has. */
export const EXTRAS = ['assignee', 'team', 'labels', 'site', 'priority', 'vip'] as const;
export type Extra = (typeof EXTRAS)[number];

/** Which of the standard views this is, whatever else is asked of it: an assignee, too, where none has that one. */
export function standardOf({ state, assignee, mentions }: InboxFilter): StandardView | null {
  const having = (wanted: InboxFilter['assignee']) =>
    STANDARD_VIEWS.find((name) => {
      const standard: InboxFilter = STANDARD[name];
      return standard.state === state && standard.assignee === wanted && !standard.mentions === !mentions;
    });
  return having(assignee) ?? having(undefined) ?? null;
}

/** Whether the assignee is a condition beside the standard view, and not what makes it that one. */
function isAssigneeExtra(filter: InboxFilter): boolean {
  const standard: InboxFilter = STANDARD[standardOf(filter) ?? 'open'];
  return filter.assignee !== undefined && filter.assignee !== standard.assignee;
}

const stateOf = (row: InboxRow): InboxFilter['state'] =>
  row.status === 'resolved' ? 'done' : row.snoozedUntil === null ? 'open' : 'snoozed';

/** Somebody wants this agent's attention: a colleague by a note, or they themselves by a reminder. */
const isCalled = ({ mention, reminder }: InboxRow): boolean => mention !== null || !!reminder?.isDue;

/** Where whoever looks is called is a view over every state. */
const isMentions = (filter: InboxFilter) => standardOf(filter) === 'mentions' && !hasExtras(filter);

export const hasExtras = (filter: InboxFilter): boolean =>
  EXTRAS.some((name) => {
    if (name === 'assignee') return isAssigneeExtra(filter);
    return name === 'labels' ? !!filter.labels?.length : filter[name] !== undefined;
  });

export function matches(row: InboxRow, filter: InboxFilter, agent: string): boolean {
  if (isMentions(filter)) return isCalled(row);
  const { assignee } = filter;
  const isAssigned =
    assignee === undefined ||
    (assignee === 'nobody' ? !row.assignee : row.assignee?.id === (assignee === 'me' ? agent : assignee));
  return (
    isAssigned &&
    stateOf(row) === filter.state &&
    (filter.team === undefined || row.team?.id === filter.team) &&
    (filter.labels ?? []).every((label) => row.labels.includes(label)) &&
    (filter.site === undefined || row.site === filter.site) &&
    (filter.priority === undefined || row.priority === filter.priority) &&
    (!filter.vip || row.isVip) &&
    (!filter.mentions || isCalled(row))
  );
}

/** Smaller comes first. */
export function positionOf(row: InboxRow, { filter, sort }: View): number {
  if (sort === 'newest' || filter.state !== 'open' || isMentions(filter)) return -row.activeAt;
  const wait = row.waitingSince ?? LATER - row.activeAt;
  const afterVips = row.isVip ? 0 : 1;
  const urgency = PRIORITIES.length - 1 - PRIORITIES.indexOf(row.priority);
  if (sort === 'waiting') return wait;
  return (sort === 'vip' ? afterVips : 2 * urgency + afterVips) * STEP + wait;
}

/** As on the server. */
const LATER = 2 ** 43;
const STEP = 2 ** 44;

/**
 * The rows of a view, as far as the list is known to be whole. The pinned one stays although it no longer belongs, so that
 * what an agent works on doesn't vanish under their hands when it is resolved or becomes theirs.
 * @param upTo the position at which the last page ended: what comes later may have gaps. Infinity: everything is known.
 */
export function listed(
  rows: readonly InboxRow[],
  view: View,
  agent: string,
  pinned: string | null,
  upTo: number,
): InboxRow[] {
  return rows
    .map((row) => ({ row, position: positionOf(row, view) }))
    .filter(
      ({ row, position }) =>
        row.conversation === pinned || (position <= upTo && matches(row, view.filter, agent)),
    )
    .sort((a, b) => a.position - b.position || (a.row.conversation > b.row.conversation ? -1 : 1))
    .map(({ row }) => row);
}

/** What `GET …/inbox` is asked for it. */
export function queryOf({ filter, sort }: View): [name: string, value: string][] {
  if (isMentions(filter)) return [['view', 'mentions']];
  const { state, assignee, team, labels = [], site, priority, vip, mentions } = filter;
  const parts: [string, string | undefined][] = [
    ['view', 'all'],
    ['sort', sort],
    ['state', state],
    ['assignee', assignee],
    ['team', team],
    ...labels.map((label): [string, string] => ['label', label]),
    ['site', site],
    ['priority', priority],
    ['vip', vip ? '1' : undefined],
    ['mentions', mentions ? '1' : undefined],
  ];
  return parts.filter((part): part is [string, string] => part[1] !== undefined);
}

/** How many it holds, where the server counts that: filters of one condition, and saved views. Else null. */
export function countOf(
  view: Pick<View, 'filter' | 'saved'>,
  agent: string,
  counts: Readonly<Record<string, number>>,
  saved: readonly SavedView[],
): number | null {
  const kept = saved.find(({ id }) => id === view.saved);
  if (kept && JSON.stringify(kept.filter) === JSON.stringify(view.filter)) {
    const count = counts[bucketKey.saved(kept.id)];
    if (count !== undefined) return count;
  }
  const keys = isMentions(view.filter) ? [bucketKey.newMention(agent)] : bucketsOfFilter(view.filter, agent);
  return keys.length === 1 ? (counts[keys[0] ?? ''] ?? 0) : null;
}

/** What a condition is called. */
export function extraName(
  filter: InboxFilter,
  extra: Extra,
  desk: Desk,
  sites: ReadonlyMap<string, string>,
): string[] {
  switch (extra) {
    case 'assignee':
      return isAssigneeExtra(filter) ? [assigneeName(filter.assignee, desk)] : [];
    case 'team':
      return filter.team ? [desk.teams?.find(({ id }) => id === filter.team)?.name ?? '…'] : [];
    case 'labels':
      return (filter.labels ?? []).map((label) => desk.labels?.find(({ id }) => id === label)?.name ?? '…');
    case 'site':
      return filter.site ? [sites.get(filter.site) ?? '…'] : [];
    case 'priority':
      return filter.priority ? [filter.priority] : [];
    case 'vip':
      return filter.vip ? ['VIP'] : [];
  }
}

function assigneeName(assignee: InboxFilter['assignee'], { members = [] }: Desk): string {
  if (assignee === 'me') return t('assignedToYou');
  if (assignee === 'nobody') return t('unassigned');
  return t('assignedTo', { name: members.find(({ agent }) => agent === assignee)?.name ?? '…' });
}
