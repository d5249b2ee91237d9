/** Which conversations a tab lists, in which order, and what is unread. Pure. */
import { assertNever } from '../../client/timeline.ts';
import type { InboxRow } from '../../protocol/inbox.ts';

export const FILTERS = ['open', 'mine', 'unassigned', 'done'] as const;
export type Filter = (typeof FILTERS)[number];

export function matches(row: InboxRow, filter: Filter, agent: string): boolean {
  switch (filter) {
    case 'open':
      return row.status === 'open';
    case 'mine':
      return row.status === 'open' && row.assignee?.id === agent;
    case 'unassigned':
      return row.status === 'open' && row.assignee === null;
    case 'done':
      return row.status === 'resolved';
    default:
      return assertNever(filter);
  }
}

/**
 * The rows of a tab. The pinned one stays although it no longer belongs, so that what an agent works on doesn't vanish
 * under their hands when it is resolved or becomes theirs.
 */
export const listed = (
  rows: readonly InboxRow[],
  filter: Filter,
  agent: string,
  pinned: string | null,
): InboxRow[] => rows.filter((row) => row.conversation === pinned || matches(row, filter, agent));

export const countsOf = (rows: readonly InboxRow[], agent: string): Record<Filter, number> => {
  const counts = { open: 0, mine: 0, unassigned: 0, done: 0 };
  for (const row of rows) for (const filter of FILTERS) if (matches(row, filter, agent)) counts[filter] += 1;
  return counts;
};

/** Open conversations with something unread: people, not messages. */
export const unreadConversations = (rows: readonly InboxRow[]): number =>
  rows.filter((row) => row.status === 'open' && row.unread > 0).length;
