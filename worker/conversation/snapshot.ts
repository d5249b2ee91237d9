/** What a decision needs to know about a conversation, and how an event changes it. Pure. */
import type { Source } from '../../protocol/contact.ts';
import type { Assignee } from '../../protocol/event.ts';
import { attachments } from '../../protocol/files.ts';
import type { Statements } from '../../protocol/said.ts';
import type { Priority, TeamEvent, TeamRef } from '../../protocol/team-event.ts';

export interface Snapshot {
  readonly head: number;
  readonly status: 'open' | 'resolved';
  readonly assignee: Assignee | null;
  /** By reader: how far, and which event said so. */
  readonly reads: ReadonlyMap<string, { upTo: number; seq: number }>;
  readonly lastMessage: {
    seq: number;
    text: string;
    role: 'visitor' | 'agent' | 'system';
    ts: number;
  } | null;
  /** Since when the visitor waits; null when the last word was the team's. */
  readonly waitingSince: number | null;
  readonly visitorMessageCount: number;
  /** What each source last said of the visitor. */
  readonly statements: Statements;
  readonly team: TeamRef | null;
  /** In the order they were added. */
  readonly labels: readonly string[];
  readonly priority: Priority;
  /** Until when; 0: until the visitor writes; null: not snoozed. */
  readonly snoozedUntil: number | null;
  /** When it last came back from a snooze by itself. */
  readonly wokenAt: number | null;
  /** The same, until an agent has done something about it. */
  readonly returnedAt: number | null;
  /** By agent: the newest note that mentions them. */
  readonly mentions: ReadonlyMap<string, number>;
  /** Whether the team takes nothing more from this visitor. */
  readonly isBlocked: boolean;
}

export const EMPTY_SNAPSHOT: Snapshot = {
  head: 0,
  status: 'open',
  assignee: null,
  reads: new Map(),
  lastMessage: null,
  waitingSince: null,
  visitorMessageCount: 0,
  statements: {},
  team: null,
  labels: [],
  priority: 'normal',
  snoozedUntil: null,
  wokenAt: null,
  returnedAt: null,
  mentions: new Map(),
  isBlocked: false,
};

/** Taken off first, then added: what is both is there in the end, and each once. */
export const labelsAfter = (
  labels: readonly string[],
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): string[] => [...new Set([...labels.filter((label) => !remove.includes(label)), ...add])];

export const sourceOf = ({ by }: { by?: 'page' | 'verified' }): Source => by ?? 'visitor';

export function afterEvent(snapshot: Snapshot, event: TeamEvent): Snapshot {
  // An agent has been here.
  const isDealtWith = event.author.role === 'agent' && event.kind !== 'read';
  const returnedAt = isDealtWith ? null : snapshot.returnedAt;
  const next = { ...snapshot, head: event.seq, returnedAt };
  switch (event.kind) {
    case 'message': {
      const { role } = event.author;
      const waitingSince = role === 'visitor' ? (snapshot.waitingSince ?? event.ts) : null;
      const visitorMessageCount = snapshot.visitorMessageCount + (role === 'visitor' ? 1 : 0);
      // A message without words is known by its first file's name.
      const text = event.text || (attachments(event.attachments, 'attachments')[0]?.name ?? '');
      const lastMessage = { seq: event.seq, text, role, ts: event.ts };
      return { ...next, lastMessage, waitingSince, visitorMessageCount };
    }
    case 'edit':
    case 'redact': {
      const { lastMessage } = snapshot;
      if (lastMessage?.seq !== event.target) return next;
      return { ...next, lastMessage: { ...lastMessage, text: event.kind === 'edit' ? event.text : '' } };
    }
    case 'read':
      return {
        ...next,
        reads: new Map(snapshot.reads).set(event.author.id, { upTo: event.upTo, seq: event.seq }),
      };
    case 'status':
      return {
        ...next,
        status: event.status,
        waitingSince: event.status === 'resolved' ? null : snapshot.waitingSince,
      };
    case 'assignment':
      return {
        ...next,
        assignee: event.assignee,
        team: event.team === undefined ? snapshot.team : event.team,
      };
    case 'note': {
      const mentions = new Map(snapshot.mentions);
      for (const agent of event.mentions) mentions.set(agent, event.seq);
      return { ...next, mentions };
    }
    case 'labels':
      return { ...next, labels: labelsAfter(snapshot.labels, event) };
    case 'priority':
      return { ...next, priority: event.priority };
    case 'snooze': {
      const hasReturned = event.until === null && event.author.role === 'system';
      const at = hasReturned ? event.ts : null;
      return { ...next, snoozedUntil: event.until, wokenAt: at, returnedAt: at };
    }
    case 'block':
      return { ...next, isBlocked: event.isBlocked };
    case 'contact':
      return {
        ...next,
        statements: {
          ...snapshot.statements,
          [sourceOf(event)]: {
            name: event.name,
            email: event.email,
            phone: event.phone ?? '',
            seq: event.seq,
          },
        },
      };
    default:
      return next;
  }
}
