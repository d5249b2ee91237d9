/** The words of a conversation's connection: one union per direction. The same frames travel by WebSocket and HTTP. */
import { visitorContext } from './context.ts';
import { author, conversationEvent } from './event.ts';
import { cid, deviceId } from './ids.ts';
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
  tagged,
  text,
} from './shape.ts';

const epoch = text(64, 1);
const head = integer();
const events = list(conversationEvent, LIMITS.eventsPerPage);
const error = {
  /** One of codes.ts, or newer than the reader. */
  code: text(64, 1),
  message: text(1024),
  retryable: boolean,
  retryAfterMs: optional(integer()),
};

const helloFields = {
  v: integer(1),
  since: integer(),
  epoch: nullable(epoch),
  device: deviceId,
  context: optional(visitorContext),
  /** An agent wants to be told who else has the conversation open (team-frames.ts). */
  presence: optional(boolean),
};

export const clientFrame = tagged('t', {
  /** First on every connection: where I am. `since` is the last event applied, `epoch` the log it belongs to. */
  hello: helloFields,
  /** Commands. Each is parsed on its own, so that one bad item is refused by its cid and the others are stored. */
  send: { items: list(anything, LIMITS.itemsPerSend, 1) },
  sync: { since: integer(), limit: optional(integer(1, LIMITS.eventsPerPage)) },
  ping: {},
  /** Best effort, never stored in the log. */
  typing: { on: boolean },
  page: { context: visitorContext },
  /**
   * What an agent has written and not sent, for their other devices; empty: nothing any more. `since`: team-frames.ts.
   * `base` is the `rev` of the draft that this one follows. Older than the server's by another `writer`: it is not taken.
   */
  draft: {
    mode: oneOf('reply', 'note'),
    text: text(LIMITS.textBytes),
    since: nullable(integer()),
    base: integer(),
    writer: deviceId,
  },
});
export type ClientFrame = Infer<typeof clientFrame>;

const ackResult = tagged('outcome', {
  /** Stored as event `seq`, now or by an earlier attempt; or already true at `seq` without an event of its own. */
  stored: { cid, seq: integer() },
  /** Not stored. When `retryable`, this item and all after it in the batch may be sent again after `retryAfterMs`. */
  refused: { cid, ...error },
});
export type AckResult = Infer<typeof ackResult>;

export const serverFrame = tagged('t', {
  welcome: {
    v: integer(1),
    epoch,
    head,
    events,
    /** True when the page was full: ask on with `sync`. */
    more: boolean,
    /** Upper bound of the first reconnect delay, so that a deploy does not bring everyone back at once. */
    jitterMs: integer(),
    /** For agents only. */
    context: optional(nullable(visitorContext)),
  },
  ack: { results: list(ackResult, LIMITS.itemsPerSend) },
  events: { events, head },
  pong: { head },
  typing: { author, on: boolean },
  page: { context: visitorContext },
  err: error,
  goaway: { jitterMs: integer() },
});
export type ServerFrame = Infer<typeof serverFrame>;

/** The HTTP fallback carries the same frames in a list. Each is parsed where it is taken, like a socket's. */
export const clientFrames = object({ frames: list(anything, 8, 1) });
export const serverFrames = object({ frames: list(serverFrame, 64) });
/** What a poll begins with: where the client is. */
export const helloFrames = object({ frames: list(object({ t: oneOf('hello'), ...helloFields }), 1, 1) });

/** The heartbeat is matched byte for byte by the platform's automatic answer, which works while the object sleeps. */
export const PING = '{"t":"ping"}';
export const pong = (at: number): string => `{"t":"pong","head":${at}}`;
