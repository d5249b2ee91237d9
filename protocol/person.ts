/**
 * A person: what is known of a visitor beyond one conversation. Name, address and user id are what was said of them, and
 * by whom; the rest is the team's. Visitors who are the same person can be merged, and taken apart again.
 */
import { PHONE_BYTES, said as saidWord, source, userId } from './contact.ts';
import { assignee } from './event.ts';
import { conversationId, visitorId } from './ids.ts';
import { inboxRow } from './inbox.ts';
import { LIMITS } from './limits.ts';
import { boolean, type Infer, integer, list, nullable, object, optional, pattern, text } from './shape.ts';

const line = text(256, 1);
const notes = {
  isVip: boolean,
  phone: text(PHONE_BYTES),
  note: text(LIMITS.textBytes),
  keyDates: list(object({ name: line, date: pattern(/^\d{4}-\d\d-\d\d$/) }), 20),
  attributes: list(object({ name: line, value: text(1024) }), 50),
};

export const block = object({
  reason: text(1024, 1),
  at: integer(),
  by: assignee,
  /** Where the reason can be seen. */
  conversation: nullable(conversationId),
});

const said = { name: nullable(text(LIMITS.nameBytes)), email: nullable(text(254)) };

export const person = object({
  visitor: visitorId,
  ...said,
  /** Whose word each of them is; null without one. */
  nameBy: nullable(source),
  emailBy: nullable(source),
  /** `phone` is what the team noted. */
  saidPhone: nullable(saidWord),
  /** Who they are to the site, proven; several when an agent merged several. */
  userIds: list(userId, 100),
  /** When they began their first conversation, in milliseconds. */
  since: integer(),
  ...notes,
  /** Null: they may write. */
  block: nullable(block),
  /** Other visitors who are this person. */
  merged: list(visitorId, 100),
  /** With others: what each of the visitors who are this person said by themselves. */
  aliases: list(object({ visitor: visitorId, ...said }), 101),
  /** Who said the same address or name, and is nobody else's yet: perhaps the same person. Same address first. */
  alike: list(object({ visitor: visitorId, ...said, conversation: conversationId }), 5),
  /** The newest, of all of them. */
  conversations: list(inboxRow, 50),
});
export type Person = Infer<typeof person>;

/** PATCH /api/workspaces/:workspace/people/:visitor */
export const personRequest = object({
  isVip: optional(notes.isVip),
  phone: optional(notes.phone),
  note: optional(notes.note),
  keyDates: optional(notes.keyDates),
  attributes: optional(notes.attributes),
});
export type PersonChange = Infer<typeof personRequest>;

/** POST …/people/:visitor/block; without a reason: they may write again. */
export const blockRequest = object({
  reason: nullable(text(1024, 1)),
  conversation: optional(conversationId),
});

/** POST …/people/:visitor/merge: that visitor is this person, too; or not after all. */
export const mergeRequest = object({ visitor: visitorId, isSame: boolean });
