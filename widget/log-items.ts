/** What the log shows, from what happened: messages grouped by author, with days and notices between. Pure. */
import type { Unsent } from '../client/outbox.ts';
import type { Timeline } from '../client/timeline.ts';
import type { Author } from '../protocol/event.ts';

export type Delivery = 'sending' | 'sent' | 'seen' | 'failed';

export interface Bubble {
  /** The same before and after the message is stored, so that its element stays. */
  key: string;
  ts: number;
  /** Its number in the log; null until it is stored. */
  seq: number | null;
  /** Null once deleted. */
  text: string | null;
  attachments?: unknown;
  isEdited: boolean;
  /** How far an own message has got. Of those that are stored, only the newest says so. */
  delivery: Delivery | null;
}

export type LogItem =
  | { is: 'day'; key: string; ts: number }
  | { is: 'joined'; key: string; name: string }
  | { is: 'resolved'; key: string }
  | { is: 'group'; key: string; author: Author | null; bubbles: Bubble[] };

/** Messages further apart than this stand in groups of their own. */
const GROUP_MS = 5 * 60_000;

export function logItems(
  { entries, readUpTo }: Pick<Timeline, 'entries' | 'readUpTo'>,
  unsent: readonly Unsent[],
  hasFailed: (item: Unsent) => boolean,
  now: number,
): LogItem[] {
  const items: LogItem[] = [];
  const newestStored = entries.findLast((entry) => entry.is === 'message' && entry.author.role === 'visitor');
  // Of today nobody has to be told.
  let lastTs = now;

  const add = (author: Author | null, bubble: Bubble) => {
    const group = items.at(-1);
    const isSameDay = new Date(bubble.ts).toDateString() === new Date(lastTs).toDateString();
    if (!isSameDay) items.push({ is: 'day', key: `day${bubble.key}`, ts: bubble.ts });
    if (
      isSameDay &&
      group?.is === 'group' &&
      group.author?.id === author?.id &&
      bubble.ts - lastTs < GROUP_MS
    )
      group.bubbles.push(bubble);
    else items.push({ is: 'group', key: bubble.key, author, bubbles: [bubble] });
    lastTs = bubble.ts;
  };

  for (const entry of entries) {
    const key = `${entry.seq}`;
    if (entry.is === 'message') {
      const { seq, cid, author } = entry;
      const hasSeen = ([reader, upTo]: [string, number]) => reader !== author.id && upTo >= seq;
      const delivery =
        entry !== newestStored ? null : Object.entries(readUpTo).some(hasSeen) ? 'seen' : 'sent';
      add(author.role === 'visitor' ? null : author, { ...entry, key: cid ?? key, delivery });
    } else if (entry.is === 'assignment') {
      if (entry.assignee) items.push({ is: 'joined', key, name: entry.assignee.name });
    } else if (entry.is === 'status' && entry.status === 'resolved') {
      items.push({ is: 'resolved', key });
    }
  }

  for (const item of unsent) {
    const { command } = item;
    if (command.kind !== 'message') continue;
    const delivery = hasFailed(item) ? 'failed' : 'sending';
    add(null, { ...command, key: command.cid, ts: item.createdAt, seq: null, isEdited: false, delivery });
  }
  return items;
}
