/**
 * The agents' list. Its log is compacted: each row carries the revision at which it last changed, and a frame covers
 * every change in `(from, head]`. A client at or after `from` applies it; a client before `from` asks again.
 */

import { visitorContext } from './context.ts';
import { assignee } from './event.ts';
import { conversationId, siteKey } from './ids.ts';
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

export const inboxRow = object({
  conversation: conversationId,
  site: siteKey,
  rev: integer(1),
  status: oneOf('open', 'resolved'),
  assignee: nullable(assignee),
  visitorName: nullable(text(LIMITS.nameBytes)),
  createdAt: integer(),
  /** Time of the newest message. */
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

const helloFields = { v: integer(1), since: integer(), epoch: nullable(text(64, 1)) };

export const inboxClientFrame = tagged('t', {
  hello: helloFields,
  sync: { since: integer() },
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
  },
  rows: { from: integer(), head: integer(), rows },
  pong: { head: integer() },
  goaway: { jitterMs: integer() },
  err: { code: text(32), message: text(1024), retryable: boolean, retryAfterMs: optional(integer()) },
});
export type InboxServerFrame = Infer<typeof inboxServerFrame>;

/** The HTTP fallback, as for a conversation (frames.ts). */
export const inboxServerFrames = object({ frames: list(inboxServerFrame, 64) });
export const inboxHelloFrames = object({ frames: list(object({ t: oneOf('hello'), ...helloFields }), 1, 1) });

export const inboxPage = object({ rows, more: boolean });
export type InboxPage = Infer<typeof inboxPage>;
