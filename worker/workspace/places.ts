/**
 * Where a conversation stands in the inbox: the buckets it is in, and its position in each sort. Pure. Views, counts and
 * pages all come from this one function, so they cannot disagree. Rule INB-7 of docs/SPEC.md.
 */
import {
  bucketKey,
  bucketsOfFilter,
  INBOX_SORTS,
  type InboxFilter,
  type InboxSort,
} from '../../protocol/inbox-view.ts';
import { PRIORITIES, type Priority } from '../../protocol/team-event.ts';

/** What places a conversation. */
export interface Placed {
  site: string;
  status: 'open' | 'resolved';
  assignee: string | null;
  team: string | null;
  labels: readonly string[];
  priority: Priority;
  snoozedUntil: number | null;
  isVip: boolean;
  activeAt: number;
  waitingSince: number | null;
  /** Whether the assignee has something to read. */
  isUnread: boolean;
  /** By agent who is mentioned: whether they have not read it. */
  mentions: ReadonlyMap<string, boolean>;
}

/** A saved view whose members are kept. */
export interface KeptView {
  id: string;
  filter: InboxFilter;
  /** Whose it is, and whose `me`; null: everybody's. */
  owner: string | null;
}

/** Names the rules below. Another number, and the index is placed anew when it is opened. */
export const PLACING = 1;

/** Its buckets, each with the agent it is for; null: everybody. */
export function bucketsOf(row: Placed, views: readonly KeptView[]): Map<string, string | null> {
  const state = stateOf(row);
  const buckets = new Map<string, string | null>();
  const add = (key: string, agent: string | null = null) => buckets.set(key, agent);
  add(bucketKey.state(state));
  add(row.assignee === null ? bucketKey.nobody(state) : bucketKey.agent(state, row.assignee));
  add(bucketKey.site(state, row.site));
  if (row.team !== null) add(bucketKey.team(state, row.team));
  for (const label of row.labels) add(bucketKey.label(state, label));
  if (row.priority !== 'normal') add(bucketKey.priority(state, row.priority));
  if (row.isVip) add(bucketKey.vip(state));
  for (const [agent, isNew] of row.mentions) {
    add(bucketKey.mention(agent), agent);
    if (isNew) add(bucketKey.newMention(agent), agent);
  }
  if (row.isUnread && state === 'open' && row.assignee !== null)
    add(bucketKey.unread(row.assignee), row.assignee);
  for (const view of views)
    if (bucketsOfFilter(view.filter, view.owner ?? '').every((key) => buckets.has(key)))
      add(bucketKey.saved(view.id), view.owner);
  return buckets;
}

/** The sorts in which it has a position, and which: a smaller one comes first. */
export function positionsOf(row: Placed): Map<InboxSort, number> {
  const positions = new Map<InboxSort, number>([['newest', -row.activeAt]]);
  if (stateOf(row) !== 'open') return positions;
  const wait = row.waitingSince ?? LATER - row.activeAt;
  const afterVips = row.isVip ? 0 : 1;
  const urgency = PRIORITIES.length - 1 - PRIORITIES.indexOf(row.priority);
  positions.set('waiting', wait);
  positions.set('vip', afterVips * STEP + wait);
  positions.set('priority', (2 * urgency + afterVips) * STEP + wait);
  return positions;
}

/** Whoever waits comes before this, in milliseconds; whoever doesn't comes after half of it, the newest first. */
const LATER = 2 ** 43;
const STEP = 2 ** 44;

export const stateOf = ({
  status,
  snoozedUntil,
}: Pick<Placed, 'status' | 'snoozedUntil'>): InboxFilter['state'] =>
  status === 'resolved' ? 'done' : snoozedUntil === null ? 'open' : 'snoozed';

export const sortNumber = (sort: InboxSort): number => INBOX_SORTS.indexOf(sort);
