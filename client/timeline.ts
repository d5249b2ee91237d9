/**
 * What people see, folded from the log. Pure: the same events give the same timeline, in the browser and in tests.
 * Rules DLV-5 to DLV-7 of docs/SPEC.md.
 */
import type { Assignee, Author, ConversationEvent } from '../protocol/event.ts';
import type { TeamRef } from '../protocol/team-event.ts';

export interface MessageEntry {
  is: 'message';
  seq: number;
  ts: number;
  author: Author;
  cid?: string | undefined;
  /** Null once deleted. */
  text: string | null;
  /** Missing where there are none. Of a deleted message they are not there any more. */
  attachments?: unknown;
  quickReplies?: readonly string[];
  isEdited: boolean;
}

export interface StatusEntry {
  is: 'status';
  seq: number;
  ts: number;
  author: Author;
  status: 'open' | 'resolved';
}

export interface AssignmentEntry {
  is: 'assignment';
  seq: number;
  ts: number;
  author: Author;
  assignee: Assignee | null;
  /** Agents' only. Missing: as before. */
  team?: TeamRef | null;
  /** Agents' only. Why, if nobody asked for it. */
  reason?: 'auto' | 'away' | 'left';
}

export interface RatingEntry {
  is: 'rating';
  seq: number;
  ts: number;
  author: Author;
  score: number;
  comment?: string | undefined;
}

export type Entry = MessageEntry | StatusEntry | AssignmentEntry | RatingEntry;

/** What the visitor says of themselves. */
export interface Contact {
  name: string;
  email: string;
}

export interface Timeline {
  /** Which log this is; another one starts from nothing. */
  epoch: string | null;
  /** The last event applied. */
  last: number;
  entries: readonly Entry[];
  status: 'open' | 'resolved';
  assignee: Assignee | null;
  contact: Contact | null;
  /** Whether the visitor has said how it was, since it was last resolved. */
  isRated: boolean;
  /** How far each side has read, by author id. */
  readUpTo: Readonly<Record<string, number>>;
}

export const EMPTY_TIMELINE: Timeline = {
  epoch: null,
  last: 0,
  entries: [],
  status: 'open',
  assignee: null,
  contact: null,
  isRated: false,
  readUpTo: {},
};

/** Applies the events that come next and ignores those it has. Stops before a hole; the caller asks for what is missing. */
export function applyEvents(timeline: Timeline, events: readonly ConversationEvent[]): Timeline {
  const next = { ...timeline, entries: [...timeline.entries] };
  for (const event of events) {
    if (event.seq === next.last + 1) applyNext(next, event);
  }
  return next.last === timeline.last ? timeline : next;
}

function applyNext(timeline: Timeline & { entries: Entry[] }, event: ConversationEvent): void {
  timeline.last = event.seq;
  switch (event.kind) {
    case 'message':
      timeline.entries.push({ ...event, is: 'message', isEdited: false });
      return;
    case 'edit':
      changeMessage(timeline.entries, event.target, { text: event.text, isEdited: true });
      return;
    case 'redact':
      changeMessage(timeline.entries, event.target, { text: null });
      return;
    case 'read':
      timeline.readUpTo = {
        ...timeline.readUpTo,
        [event.author.id]: Math.max(timeline.readUpTo[event.author.id] ?? 0, event.upTo),
      };
      return;
    case 'status':
      timeline.status = event.status;
      timeline.isRated = false;
      timeline.entries.push({ ...event, is: 'status' });
      return;
    case 'assignment':
      timeline.assignee = event.assignee;
      timeline.entries.push({ ...event, is: 'assignment' });
      return;
    case 'rating':
      timeline.isRated = true;
      // The comment comes after the score, and somebody may think again.
      if (timeline.entries.at(-1)?.is === 'rating') timeline.entries.pop();
      timeline.entries.push({ ...event, is: 'rating' });
      return;
    case 'contact':
      timeline.contact = { name: event.name, email: event.email };
      return;
    case 'unknown':
      return;
    default:
      // What only the team sees is folded elsewhere.
      event satisfies never;
  }
}

function changeMessage(entries: Entry[], seq: number, change: Partial<MessageEntry>): void {
  const index = entries.findIndex((entry) => entry.seq === seq);
  const entry = entries[index];
  // A deleted message stays deleted, whatever edit was under way.
  if (entry?.is === 'message' && entry.text !== null) entries[index] = { ...entry, ...change };
}

/** Messages of the other side that this reader has not seen. Computed, so it cannot drift. */
export function unreadCount(timeline: Timeline, reader: { role: 'visitor' | 'agent'; id: string }): number {
  const upTo = timeline.readUpTo[reader.id] ?? 0;
  const isUnread = (entry: Entry) =>
    entry.is === 'message' && entry.seq > upTo && entry.text !== null && entry.author.role !== reader.role;
  return timeline.entries.filter(isUnread).length;
}

export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
