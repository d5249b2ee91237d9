/**
 * The agents' list. Its log is compacted: each row carries the revision at which it last changed, and a frame covers
 * every change in `(from, head]`. A client at or after `from` applies it; a client before `from` asks again.
 */

import { source } from './contact.ts';
import { visitorContext } from './context.ts';
import { desk } from './desk.ts';
import { assignee } from './event.ts';
import { conversationId, deskId, siteKey, visitorId } from './ids.ts';
import { LIMITS } from './limits.ts';
import {
  boolean,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  tagged,
  text,
} from './shape.ts';
import { PRIORITIES, teamRef } from './team-event.ts';

export const inboxRow = object({
  conversation: conversationId,
  site: siteKey,
  /** Null in a row from before visitors were kept, until its conversation is heard of again. */
  visitor: nullable(visitorId),
  rev: integer(1),
  status: oneOf('open', 'resolved'),
  assignee: nullable(assignee),
  /** The visitor by whom the person is known: the same in all their conversations. Missing where `visitor` is null. */
  person: optional(visitorId),
  /** The person's. */
  visitorName: nullable(text(LIMITS.nameBytes)),
  /** Whose word the name is. Missing without a name, and in rows from before this was kept. */
  nameBy: optional(source),
  createdAt: integer(),
  /** The team it belongs to; it may have an assignee, too. */
  team: nullable(teamRef),
  labels: list(deskId, 50),
  priority: oneOf(...PRIORITIES),
  /** Snoozed until then; 0: until the visitor writes; null: not snoozed. */
  snoozedUntil: nullable(integer()),
  /** Since when it is back from a snooze; null once somebody has dealt with it. */
  returnedAt: nullable(integer()),
  /** Whether a note mentions the agent who asks, and whether they have read it. */
  mention: nullable(oneOf('seen', 'new')),
  /** When the agent who asks wants to be reminded of it, and whether that time has come. */
  reminder: optional(object({ at: integer(), isDue: boolean })),
  /** The agent who asks has begun to write in it. */
  hasDraft: optional(boolean),
  isVip: boolean,
  /** Time of the newest message, or of the return from a snooze if that is later. */
  activeAt: integer(),
  preview: text(512),
  previewRole: oneOf('visitor', 'agent', 'system'),
  /** Since when the visitor has waited for an answer; null when the last word was the team's. */
  waitingSince: nullable(integer()),
  /** Visitor messages that the agent who asks has not read. */
  unread: integer(),
  context: nullable(visitorContext),
});
export type InboxRow = Infer<typeof inboxRow>;

const rows = list(inboxRow, LIMITS.eventsPerPage);

/** How many conversations a view holds (inbox-view.ts says which key is which view). What is not named has none. */
export const viewCount = object({ key: text(64, 1), count: integer() });
export type ViewCount = Infer<typeof viewCount>;
const counts = list(viewCount, 10_000);

const helloFields = {
  v: integer(1),
  since: integer(),
  epoch: nullable(text(64, 1)),
  /** The agent has the page before their eyes: then no other device of theirs needs to call them. */
  visible: optional(boolean),
};

export const inboxClientFrame = tagged('t', {
  hello: helloFields,
  sync: { since: integer() },
  /** What `hello` said of it has changed. */
  visible: { on: boolean },
  ping: {},
});
export type InboxClientFrame = Infer<typeof inboxClientFrame>;

export const inboxServerFrame = tagged('t', {
  /** `reset`: forget what you have, these are the newest rows; older ones come by `GET …/inbox?before=`. */
  welcome: {
    v: integer(1),
    epoch: text(64, 1),
    from: integer(),
    head: integer(),
    rows,
    reset: boolean,
    /** With `reset`: there are older rows. */
    more: boolean,
    jitterMs: integer(),
    /** All that are not 0. */
    counts: optional(counts),
    /** The parts of the desk that changed since; all of them with `reset`. */
    desk: optional(desk),
  },
  /** `counts`: those that changed. */
  rows: { from: integer(), head: integer(), rows, counts: optional(counts), desk: optional(desk) },
  pong: { head: integer() },
  goaway: { jitterMs: integer() },
  err: { code: text(32), message: text(1024), retryable: boolean, retryAfterMs: optional(integer()) },
});
export type InboxServerFrame = Infer<typeof inboxServerFrame>;

/** The HTTP fallback, as for a conversation (frames.ts). */
export const inboxServerFrames = object({ frames: list(inboxServerFrame, 64) });
export const inboxHelloFrames = object({ frames: list(object({ t: oneOf('hello'), ...helloFields }), 1, 1) });

/** `next` names the place to go on from, in a view (`before`); a page may be short of rows and still have one. */
export const inboxPage = object({ rows, more: boolean, next: optional(text(128)) });
export type InboxPage = Infer<typeof inboxPage>;
