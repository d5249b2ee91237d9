/**
 * A conversation is an append-only log of events, numbered 1, 2, 3 … without gaps. Everything that changes state is an
 * event; clients fold them into what people see (client/timeline.ts).
 */
import { cid } from './ids.ts';
import { LIMITS } from './limits.ts';
import {
  anything,
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

export const author = object({
  role: oneOf('visitor', 'agent', 'system'),
  /** The visitor's or agent's id; empty for the system. */
  id: text(64),
  /** First name as it was when the event was written. */
  name: nullable(text(LIMITS.nameBytes)),
});
export type Author = Infer<typeof author>;

export const assignee = object({ id: text(64, 1), name: text(LIMITS.nameBytes) });
export type Assignee = Infer<typeof assignee>;

const seq = integer(1);
const messageText = text(LIMITS.textBytes, 1);

/** What a person asks for, by kind. The same fields make up the event that results. */
const commandKinds = {
  /**
   * The text may be empty where something is attached; else the field is missing. What is attached is parsed where it
   * is used, by files.ts: few messages have files, and every visitor would carry the shape.
   */
  message: {
    text: text(LIMITS.textBytes),
    attachments: optional(anything),
    /** Answers that an agent offers: the visitor sends one by choosing it. */
    quickReplies: optional(list(text(LIMITS.quickReplyBytes, 1), LIMITS.quickReplies, 1)),
  },
  edit: { target: seq, text: messageText },
  redact: { target: seq },
  read: { upTo: seq },
  status: { status: oneOf('open', 'resolved') },
  assignment: { assignee: nullable(assignee) },
  /** What the visitor thinks of a resolved conversation: 1 bad, 2 all right, 3 good. */
  rating: { score: integer(1, 3), comment: optional(text(4096, 1)) },
  /** Where an answer can reach the visitor: what they say of themselves, not proven. */
  contact: { name: text(LIMITS.nameBytes), email: text(254) },
};

const knownBody = tagged('kind', commandKinds);
export type EventBody = Infer<typeof knownBody>;

type WithCid<Body> = Body extends unknown ? Body & { cid: string } : never;
/** A command as sent: its body and the client's id for it, which makes resending harmless. */
export type Command = WithCid<EventBody>;

const identified = object({ cid });
export const command: Shape<Command> = (value, path) => ({
  ...identified(value, path),
  ...knownBody(value, path),
});

/** A command before it has its cid. */
export type CommandBody = EventBody;

const envelope = object({ seq, ts: integer(), author, cid: optional(cid) });
export type EventEnvelope = Infer<typeof envelope>;

/** `unknown` stands for a kind that this build does not know: it is counted and otherwise ignored. */
export type ConversationEvent = EventEnvelope & (EventBody | { kind: 'unknown' });

const kindOf = object({ kind: text(32, 1) });

export const conversationEvent: Shape<ConversationEvent> = (value, path) => {
  const head = envelope(value, path);
  const body = Object.hasOwn(commandKinds, kindOf(value, path).kind)
    ? knownBody(value, path)
    : { kind: 'unknown' as const };
  return { ...head, ...body };
};
