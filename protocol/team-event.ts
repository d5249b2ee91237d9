/**
 * What only the team says and sees in a conversation. These are events of the same log, numbered like all others;
 * visitors get each of them as `internal`, without content. Apart from event.ts, which every visitor downloads.
 */
import { PHONE_BYTES } from './contact.ts';
import {
  assignee,
  author,
  type Command,
  type CommandBody,
  type ConversationEvent,
  command,
  conversationEvent,
} from './event.ts';
import { agentId, cid, deskId } from './ids.ts';
import { LIMITS } from './limits.ts';
import {
  anything,
  boolean,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  type Shape,
  tagged,
  text,
} from './shape.ts';

export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** A team, by the name it had then. */
export const teamRef = object({ id: deskId, name: text(LIMITS.nameBytes) });
export type TeamRef = Infer<typeof teamRef>;

const labelIds = list(deskId, 20);

/** No alarm is set for later: the year 2100. */
export const LATEST = 4_102_444_800_000;

export const teamCommandKinds = {
  /**
   * The same kind as in event.ts, with the team beside the agent: missing means unchanged. `reason` is the server's word:
   * `auto`, by the workspace's rule; `away`, back to the queue because the owner went away; `left`, because they are not in the team any more. Visitors get
   * neither.
   */
  assignment: {
    assignee: nullable(assignee),
    team: optional(nullable(teamRef)),
    reason: optional(oneOf('auto', 'away', 'left')),
  },
  /**
   * The same kind as in event.ts, with whose word it is: missing, the visitor's. Both fields are the server's to say;
   * visitors get neither.
   */
  contact: {
    name: text(LIMITS.nameBytes),
    email: text(254),
    phone: optional(text(PHONE_BYTES)),
    by: optional(oneOf('page', 'verified')),
  },
  /** `attachments` as of a message; with some, the text may be empty. */
  /**
   * The same kind as in event.ts. `since`: the newest event that whoever resolves had seen; missing, all before it. Visitors
   * do not get it.
   */
  status: { status: oneOf('open', 'resolved'), since: optional(integer()) },
  note: { text: text(LIMITS.textBytes), mentions: list(agentId, 20), attachments: optional(anything) },
  labels: { add: labelIds, remove: labelIds },
  priority: { priority: oneOf(...PRIORITIES) },
  /**
   * `until` in milliseconds; 0: only until the visitor writes; null: awake again. The visitor's message wakes in any case.
   */
  snooze: { until: nullable(integer()) },
  /** Whether the visitor may write, and why not. The workspace's to say: it holds for all their conversations. */
  block: { isBlocked: boolean, reason: text(1024) },
  /**
   * A reply that is to be sent at `dueAt`, in milliseconds: a message's fields. Once it is sent or taken back, the event
   * has lost its words. `replaces`: the number of one that still waits, and that this takes off in the same step. `since`: the newest event its
   * author had seen, which may be long before it is stored; missing, all before it.
   */
  schedule: {
    text: text(LIMITS.textBytes),
    attachments: optional(anything),
    quickReplies: optional(list(text(LIMITS.quickReplyBytes, 1), LIMITS.quickReplies, 1)),
    dueAt: integer(0, LATEST),
    replaces: optional(integer(1)),
    since: optional(integer()),
  },
  /** Takes the scheduled reply with this number back. */
  unschedule: { target: integer(1) },
  /** Its author's message stands before this event: somebody sent it now, or, by the system, its time has come. */
  release: { target: integer(1) },
};
/** Kinds of which a visitor learns nothing but that there is an event. */
export const TEAM_ONLY = [
  'note',
  'labels',
  'priority',
  'snooze',
  'block',
  'schedule',
  'unschedule',
  'release',
] as const;

const teamBody = tagged('kind', teamCommandKinds);
export type TeamBody = Infer<typeof teamBody>;

/** Kinds of which the team sees more. */
type Enriched = { kind: 'assignment' | 'contact' | 'status' };

type WithCid<Body> = Body extends unknown ? Body & { cid: string } : never;
type Kind = keyof typeof teamCommandKinds;

/** A command of an agent: everything that people say, and what the team says to itself. */
export type TeamCommand = Exclude<Command, Enriched> | WithCid<TeamBody>;

/** A command before it has its cid. */
export type TeamCommandBody = Exclude<CommandBody, Enriched> | TeamBody;

const identified = object({ cid });
/** Whatever it is: one that is not the team's is judged by event.ts. */
const kindOf = object({ kind: anything });
const isTeams = (kind: unknown): kind is Kind =>
  typeof kind === 'string' && Object.hasOwn(teamCommandKinds, kind);

export const teamCommand: Shape<TeamCommand> = (value, path) =>
  isTeams(kindOf(value, path).kind)
    ? { ...identified(value, path), ...teamBody(value, path) }
    : (command(value, path) as TeamCommand);

const envelope = object({ seq: integer(1), ts: integer(), author, cid: optional(cid) });

/** An entry of the log as it is stored, and as agents get it. */
export type TeamEvent = Exclude<ConversationEvent, Enriched> | (Infer<typeof envelope> & TeamBody);

export const teamEvent: Shape<TeamEvent> = (value, path) =>
  isTeams(kindOf(value, path).kind)
    ? { ...envelope(value, path), ...teamBody(value, path) }
    : (conversationEvent(value, path) as TeamEvent);
