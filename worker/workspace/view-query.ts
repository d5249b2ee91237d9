/** Which view of the inbox somebody asks for, read from a query string; and which buckets it is. */
import { deskId } from '../../protocol/ids.ts';
import {
  bucketKey,
  bucketsOfFilter,
  type InboxFilter,
  type InboxSort,
  inboxFilter,
  inboxSort,
} from '../../protocol/inbox-view.ts';
import { ShapeError } from '../../protocol/shape.ts';
import type { Place } from './bucket-store.ts';
import type { KeptView } from './places.ts';

export interface ViewQuery {
  /** A saved view's id; its own filter holds as well. */
  saved: string | null;
  /** Conditions beside that. Null: none. */
  filter: InboxFilter | null;
  /** All conversations that mention whoever asks, in any state. */
  isMentions: boolean;
  sort: InboxSort | null;
}

const VIEWS: Record<string, Partial<InboxFilter>> = {
  mine: { assignee: 'me' },
  unassigned: { assignee: 'nobody' },
  all: {},
  followUp: { state: 'snoozed' },
  done: { state: 'done' },
  mentions: { mentions: true },
  vip: { vip: true },
};

/** @throws ShapeError when there is no such view, or a condition is none. */
export function readViewQuery(query: (name: string) => string | undefined, labels: string[]): ViewQuery {
  const [name = 'all', ...rest] = (query('view') ?? 'all').split(':');
  const value = rest.join(':');
  const saved = name === 'saved' ? deskId(value, 'view') : null;
  const extra = {
    ...pick(query, ['state', 'assignee', 'team', 'site', 'priority'] as const),
    ...(labels.length > 0 && { labels }),
    ...(query('vip') && { vip: true }),
    ...(query('mentions') && { mentions: true }),
  };
  const hasExtra = Object.keys(extra).length > 0;
  const sort = query('sort') === undefined ? null : inboxSort(query('sort'), 'sort');
  if (saved !== null) return { saved, filter: hasExtra ? filterOf(extra) : null, isMentions: false, sort };
  if (name === 'mentions' && !hasExtra) return { saved, filter: null, isMentions: true, sort: 'newest' };
  return { saved, filter: filterOf({ ...named(name, value), ...extra }), isMentions: false, sort };
}

const filterOf = (conditions: object): InboxFilter => inboxFilter({ state: 'open', ...conditions }, 'query');

function named(name: string, value: string): object {
  if (Object.hasOwn(VIEWS, name) && !value) return VIEWS[name] ?? {};
  switch (name) {
    case 'agent':
      return { assignee: value };
    case 'label':
      return { labels: [value] };
    case 'team':
    case 'site':
    case 'priority':
      return { [name]: value };
    default:
      throw new ShapeError('view', 'a view');
  }
}

const pick = <Name extends string>(query: (name: string) => string | undefined, names: readonly Name[]) =>
  Object.fromEntries(names.flatMap((name) => (query(name) === undefined ? [] : [[name, query(name)]])));

/** What is looked up: conversations that are in all of these buckets, in this order. */
export interface ViewPlan {
  keys: string[];
  sort: InboxSort;
}

/** @param views saved ones that this agent may see. @returns null when the saved view is not among them. */
export function planOf(
  { saved, filter, isMentions, sort }: ViewQuery,
  agent: string,
  views: readonly { id: string; filter: InboxFilter; sort: InboxSort }[],
  kept: readonly KeptView[],
): ViewPlan | null {
  if (isMentions) return { keys: [bucketKey.mention(agent)], sort: 'newest' };
  const view = saved === null ? null : views.find(({ id }) => id === saved);
  if (view === undefined) return null;
  const own = view && kept.some(({ id }) => id === view.id);
  const savedKeys = view ? (own ? [bucketKey.saved(view.id)] : bucketsOfFilter(view.filter, agent)) : [];
  const keys = [...new Set([...savedKeys, ...(filter ? bucketsOfFilter(filter, agent) : [])])];
  const isOpen = (view?.filter.state ?? filter?.state) === 'open';
  return { keys, sort: isOpen ? (sort ?? view?.sort ?? 'newest') : 'newest' };
}

/** Where a page ended, as text that means nothing to clients. */
export const writePlace = ({ position, ref }: Place): string => `${position}_${ref}`;

/** @throws ShapeError */
export function readPlace(text: string): Place {
  const [, position, ref] = /^(-?\d{1,16})_(\d{1,16})$/.exec(text) ?? [];
  const place = { position: Number(position), ref: Number(ref) };
  if (!Number.isSafeInteger(place.position) || !Number.isSafeInteger(place.ref))
    throw new ShapeError('before', 'where a page ended');
  return place;
}
