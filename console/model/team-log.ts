/** What only the team sees in a conversation, folded from its log beside what everybody sees (client/timeline.ts). Pure. */

import type { Said } from '../../protocol/contact.ts';
import type { Author } from '../../protocol/event.ts';
import type { Priority, TeamEvent } from '../../protocol/team-event.ts';

export interface NoteEntry {
  is: 'note';
  seq: number;
  ts: number;
  author: Author;
  cid: string | undefined;
  /** Null once deleted. */
  text: string | null;
  mentions: readonly string[];
  /** Missing where there are none. */
  attachments?: unknown;
}

/** Somebody arranged something: labels, priority, snoozing, blocking. */
export interface ChangeEntry {
  is: 'change';
  seq: number;
  ts: number;
  author: Author;
  body: Extract<TeamEvent, { kind: 'labels' | 'priority' | 'snooze' | 'block' }>;
}

/** A reply that waits for its time. */
export interface ScheduledReply {
  seq: number;
  author: Author;
  text: string;
  attachments: unknown;
  quickReplies: readonly string[];
  dueAt: number;
  /** The visitor has written since: it is not sent by itself. */
  isOvertaken: boolean;
}

export type TeamEntry = NoteEntry | ChangeEntry;

export interface TeamLog {
  /** In the log's order. */
  entries: readonly TeamEntry[];
  labels: readonly string[];
  priority: Priority;
  snoozedUntil: number | null;
  isBlocked: boolean;
  /** The address that was last given here; none replaces a proven one but another. */
  email: Said | null;
  scheduled: readonly ScheduledReply[];
  /** The number of the visitor's newest message; 0 before there is one. */
  lastOfVisitor: number;
}

export const EMPTY_TEAM_LOG: TeamLog = {
  entries: [],
  labels: [],
  priority: 'normal',
  snoozedUntil: null,
  isBlocked: false,
  email: null,
  scheduled: [],
  lastOfVisitor: 0,
};

/** @param events those that come next, each once. */
export function applyTeamEvents(log: TeamLog, events: readonly TeamEvent[]): TeamLog {
  const next = { ...log, entries: [...log.entries] };
  for (const event of events) {
    const { seq, ts, author, cid } = event;
    switch (event.kind) {
      case 'note':
        next.entries.push({
          is: 'note',
          seq,
          ts,
          author,
          cid,
          text: event.text,
          mentions: event.mentions,
          attachments: event.attachments,
        });
        break;
      case 'labels':
        // Taken off first, as the server does.
        next.labels = [...new Set([...next.labels.filter((id) => !event.remove.includes(id)), ...event.add])];
        next.entries.push({ is: 'change', seq, ts, author, body: event });
        break;
      case 'priority':
        next.priority = event.priority;
        next.entries.push({ is: 'change', seq, ts, author, body: event });
        break;
      case 'snooze':
        next.snoozedUntil = event.until;
        next.entries.push({ is: 'change', seq, ts, author, body: event });
        break;
      case 'block':
        next.isBlocked = event.isBlocked;
        next.entries.push({ is: 'change', seq, ts, author, body: event });
        break;
      case 'contact': {
        const by = event.by ?? 'visitor';
        if (event.email && (by === 'verified' || next.email?.by !== 'verified'))
          next.email = { text: event.email, by };
        break;
      }
      case 'redact':
        next.entries = next.entries.map((entry) =>
          entry.is === 'note' && entry.seq === event.target ? { ...entry, text: null } : entry,
        );
        break;
      case 'message':
        // Whoever writes wakes the conversation.
        if (author.role !== 'visitor') break;
        next.snoozedUntil = null;
        next.lastOfVisitor = seq;
        next.scheduled = next.scheduled.map((reply) => ({ ...reply, isOvertaken: true }));
        break;
      case 'schedule': {
        const { text, attachments, quickReplies = [], dueAt, since = seq } = event;
        const isOvertaken = next.lastOfVisitor > since;
        const reply = { seq, author, text, attachments, quickReplies, dueAt, isOvertaken };
        next.scheduled = [...next.scheduled, reply];
        break;
      }
      case 'unschedule':
      case 'release':
        next.scheduled = next.scheduled.filter((reply) => reply.seq !== event.target);
        break;
    }
  }
  return next;
}
