/**
 * Views of the inbox. Each is a filter and a sort; each condition has a bucket of its own in the index, and a count.
 * `GET …/inbox?view=VIEW` takes `mine`, `unassigned`, `all`, `followUp`, `done`, `mentions`, `agent:ID`, `team:ID`,
 * `label:ID`, `site:KEY`, `priority:high`, `vip`, or `saved:ID`.
 */
import { deskId, siteKey } from './ids.ts';
import { boolean, type Infer, list, object, oneOf, optional, pattern } from './shape.ts';
import { PRIORITIES } from './team-event.ts';

/** Everything that is named must hold. */
export const inboxFilter = object({
  /** `open` is what is to be done now: neither snoozed nor resolved. */
  state: oneOf('open', 'snoozed', 'done'),
  assignee: optional(pattern(/^(me|nobody|[0-9a-z]{10})$/)),
  team: optional(deskId),
  labels: optional(list(deskId, 5)),
  site: optional(siteKey),
  priority: optional(oneOf(...PRIORITIES)),
  vip: optional(boolean),
  /** Where a note mentions whoever looks, or a reminder of theirs is due. */
  mentions: optional(boolean),
});
export type InboxFilter = Infer<typeof inboxFilter>;

/**
 * `waiting`: the longest wait first, then whatever waits for nobody. `priority`: the most urgent first, VIPs among
 * equals, then by waiting. `vip`: VIPs first, then by waiting. Snoozed and resolved ones are always newest first.
 */
export const INBOX_SORTS = ['newest', 'waiting', 'priority', 'vip'] as const;
export const inboxSort = oneOf(...INBOX_SORTS);
export type InboxSort = Infer<typeof inboxSort>;

/** Names of the buckets, which are the keys of counts. */
export const bucketKey = {
  state: (state: InboxFilter['state']): string => state,
  nobody: (state: InboxFilter['state']): string => `${state}/nobody`,
  agent: (state: InboxFilter['state'], agent: string): string => `${state}/agent:${agent}`,
  team: (state: InboxFilter['state'], team: string): string => `${state}/team:${team}`,
  label: (state: InboxFilter['state'], label: string): string => `${state}/label:${label}`,
  site: (state: InboxFilter['state'], site: string): string => `${state}/site:${site}`,
  priority: (state: InboxFilter['state'], priority: string): string => `${state}/priority:${priority}`,
  vip: (state: InboxFilter['state']): string => `${state}/vip`,
  /** Where a note mentions this agent or a reminder of theirs is due, in any state; what of that is new. */
  mention: (agent: string): string => `mention:${agent}`,
  newMention: (agent: string): string => `new-mention:${agent}`,
  /** What is open, this agent's, and has something they have not read. */
  unread: (agent: string): string => `unread:${agent}`,
  saved: (view: string): string => `saved:${view}`,
};

/** The buckets that together are a filter, for whoever looks: a conversation is in the view if it is in all of them. */
export function bucketsOfFilter(filter: InboxFilter, agent: string): string[] {
  const { state } = filter;
  const keys: string[] = [];
  if (filter.assignee === 'nobody') keys.push(bucketKey.nobody(state));
  else if (filter.assignee !== undefined)
    keys.push(bucketKey.agent(state, filter.assignee === 'me' ? agent : filter.assignee));
  if (filter.team !== undefined) keys.push(bucketKey.team(state, filter.team));
  for (const label of filter.labels ?? []) keys.push(bucketKey.label(state, label));
  if (filter.site !== undefined) keys.push(bucketKey.site(state, filter.site));
  if (filter.priority !== undefined) keys.push(bucketKey.priority(state, filter.priority));
  if (filter.vip) keys.push(bucketKey.vip(state));
  if (keys.length === 0) keys.push(bucketKey.state(state));
  if (filter.mentions) keys.push(bucketKey.mention(agent));
  return keys;
}
