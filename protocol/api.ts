/** Bodies of the HTTP interface, in and out. Routes are listed in worker/app.ts. */
import type { ErrorCode } from './codes.ts';
import { visitorContext } from './context.ts';
import { agentId, conversationId, siteKey, visitorId, workspaceId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { type Infer, integer, list, nullable, object, oneOf, optional, text } from './shape.ts';

const email = text(254, 3);
const password = text(256, 1);
const name = text(LIMITS.nameBytes, 1);
const role = oneOf('owner', 'admin', 'agent');
/** The path of a picture, with a hash of its bytes; served by GET /api/photos/:workspace/:photo. */
const photo = text(128, 1);

/** RFC 9457 problem details, as far as programs read them. `code` may be newer than the reader. */
export const problem = object({
  detail: text(2048),
  code: text(64, 1),
  retryAfterMs: optional(integer()),
});
export interface Problem extends Infer<typeof problem> {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
}

/** POST /api/setup */
export const setupRequest = object({
  workspace: workspaceId,
  name,
  email,
  password: optional(password),
  ownerName: optional(name),
});
export const setupResponse = object({ siteKey, signInToken: text(128) });

/** GET /api/sites/:site */
export const siteConfig = object({
  name,
  greeting: text(512),
  /** Who answers, the longest here first. */
  team: optional(list(object({ id: agentId, name, title: optional(name), photo: optional(photo) }), 50)),
  /** How soon most first answers came lately, in milliseconds; absent until there were enough. */
  answersWithinMs: optional(integer()),
});
export type SiteConfig = Infer<typeof siteConfig>;

/** POST /api/sites/:site/conversations, with the visitor's token as bearer. The client makes all three ids. */
export const openConversationRequest = object({
  conversation: conversationId,
  visitor: visitorId,
  context: visitorContext,
});
/** Answer of that, and of POST …/ticket: a short-lived key to one conversation's or inbox's connection. */
export const ticketResponse = object({ ticket: text(2048, 1), expiresAt: integer() });
export type Ticket = Infer<typeof ticketResponse>;

/** POST /api/sign-in */
export const signInRequest = object({ email, password });
/** POST /api/sign-in/link */
export const signInLinkRequest = object({ token: text(256, 1) });

export const member = object({
  agent: agentId,
  name,
  email,
  role,
  /** What they do, as visitors see it. */
  title: optional(name),
  photo: optional(photo),
  /** Until when the invitation works, in milliseconds: nobody has signed in by it yet. */
  invitedUntil: optional(integer()),
});
export type Member = Infer<typeof member>;
export type Role = Member['role'];

/** GET /api/me, and the answer to signing in. */
export const me = object({
  email,
  memberships: list(object({ workspace: workspaceId, workspaceName: name, agent: agentId, name, role }), 100),
});
export type Me = Infer<typeof me>;

/** GET and POST /api/workspaces/:workspace/members */
export const members = object({ members: list(member, 1000) });
export const inviteRequest = object({ email, name, role: oneOf('admin', 'agent') });
/** PATCH /api/workspaces/:workspace/members/:agent */
export const memberRequest = object({ role });
/** The token is null for somebody who has signed in before: whoever invites them must not sign in as them. */
export const inviteResponse = object({ member, signInToken: nullable(text(256, 1)) });

/**
 * PATCH /api/workspaces/:workspace/me: how the agent is named to visitors, and what they do (nothing: no title); and a
 * new password, of ten characters.
 */
export const profileRequest = object({
  name: optional(name),
  title: optional(text(LIMITS.nameBytes)),
  password: optional(text(256, 10)),
});
