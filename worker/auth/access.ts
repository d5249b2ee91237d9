/**
 * Who may call a route. Every route in app.ts declares one of these, and there is no other way to register one. A guard
 * says who is calling, or throws.
 */
import type { Context } from 'hono';
import type { Me, Role } from '../../protocol/api.ts';
import { conversationId, fileId, workspaceId, workspaceOf } from '../../protocol/ids.ts';
import { TICKET_PREFIX } from '../../protocol/version.ts';
import { accountStub, conversationStub, type Env } from '../env.ts';
import { checkFileLink } from '../files/file-link.ts';
import { notFound, ProblemError } from '../problem.ts';
import { readSession } from './session-cookie.ts';
import { checkTicket, inboxAudience, type TicketClaims } from './ticket.ts';
import { hashToken, isEqualHash } from './token-hash.ts';

export type AppContext = Context<{ Bindings: Env }>;

export interface Session {
  account: string;
  secret: string;
  me: Me;
}

export interface Member {
  session: Session;
  workspace: string;
  agent: string;
  name: string;
  role: Role;
}

/** Somebody with a right to a conversation: its visitor, or an agent of its workspace. */
export interface Participant {
  conversation: string;
  role: 'visitor' | 'agent';
  id: string;
  name: string | null;
  /** The site that a visitor writes from. */
  site: string | null;
}

/** Whose conversation it is. */
export interface ConversationVisitor extends Participant {
  role: 'visitor';
  site: string;
}

/** Whoever has the address of a file. */
export interface LinkHolder {
  conversation: string;
  file: string;
  expiresAt: number;
}

/** What each kind of access hands to the route's handler. */
export interface Callers {
  /** Anybody. */
  public: null;
  /** Whoever runs this server: the setup token as bearer. */
  operator: null;
  /** Anybody with a session. */
  account: Session;
  /** A member of `:workspace`; admins and owners only. */
  agent: Member;
  admin: Member;
  /** The visitor of `:conversation` by their token as bearer, or an agent of its workspace by session. */
  participant: Participant;
  /** The visitor of `:conversation`, by their token as bearer. */
  visitor: ConversationVisitor;
  /** A ticket for `:conversation` or `:workspace`: as bearer, or as a WebSocket subprotocol. */
  ticket: TicketClaims;
  /** An address of `:file` that we signed, until it expires. */
  link: LinkHolder;
}
export type Access = keyof Callers;

type Guards = { [A in Access]: (c: AppContext) => Promise<Callers[A]> };

export const guards: Guards = {
  public: async () => null,

  async operator(c) {
    const expected = hashToken(c.env.PORCHLIGHT_SETUP_TOKEN);
    if (!c.env.PORCHLIGHT_SETUP_TOKEN || !isEqualHash(hashToken(bearer(c) ?? ''), expected))
      throw new ProblemError('unauthenticated', 'Send the setup token as bearer.');
    return null;
  },

  account: requireSession,
  agent: (c) => requireMember(c, ['owner', 'admin', 'agent']),
  admin: (c) => requireMember(c, ['owner', 'admin']),

  async participant(c) {
    const conversation = conversationParameter(c);
    if (bearer(c) !== null) return requireVisitor(c);
    const { me } = await requireSession(c);
    const membership = me.memberships.find(({ workspace }) => workspace === workspaceOf(conversation));
    if (!membership || !(await conversationStub(c.env, conversation).exists())) throw notFound();
    return { conversation, role: 'agent', id: membership.agent, name: membership.name, site: null };
  },

  visitor: requireVisitor,

  async ticket(c) {
    const ticket = bearer(c) ?? offeredTicket(c);
    if (!ticket) throw new ProblemError('unauthenticated', 'Send a ticket.');
    const workspace = c.req.param('workspace');
    const audience = workspace === undefined ? conversationParameter(c) : inboxAudience(workspace);
    return checkTicket(c.env.PORCHLIGHT_SECRET, ticket, audience, c.req.header('origin') ?? null);
  },

  async link(c) {
    const address = {
      conversation: conversationParameter(c),
      file: parameter(fileId, c.req.param('file')),
      until: c.req.query('until') ?? '',
      key: c.req.query('key') ?? '',
    };
    const expiresAt = checkFileLink(c.env.PORCHLIGHT_SECRET, address, Date.now());
    if (expiresAt === null)
      throw new ProblemError(
        'unauthenticated',
        'This address has expired. Open the conversation for a new one.',
      );
    return { conversation: address.conversation, file: address.file, expiresAt };
  },
};

async function requireVisitor(c: AppContext): Promise<ConversationVisitor> {
  const conversation = conversationParameter(c);
  const token = bearer(c);
  if (token === null) throw new ProblemError('unauthenticated', `Send the visitor's token as bearer.`);
  const visitor = await conversationStub(c.env, conversation).authenticateVisitor(hashToken(token));
  if (!visitor) throw notFound();
  return { conversation, role: 'visitor', id: visitor.visitor, name: null, site: visitor.site };
}

async function requireSession(c: AppContext): Promise<Session> {
  requireOwnOrigin(c);
  const cookie = readSession(c);
  const me = cookie && (await accountStub(c.env, cookie.account).session(cookie.secret));
  if (!cookie || !me) throw new ProblemError('unauthenticated', 'Sign in.');
  return { ...cookie, me };
}

async function requireMember(c: AppContext, roles: Role[]): Promise<Member> {
  const session = await requireSession(c);
  const workspace = parameter(workspaceId, c.req.param('workspace'));
  const membership = session.me.memberships.find((candidate) => candidate.workspace === workspace);
  if (!membership || !roles.includes(membership.role)) throw notFound();
  const { agent, name, role } = membership;
  return { session, workspace, agent, name, role };
}

/**
 * A cookie counts only for the console's own pages. SameSite=Strict says so already; this also covers other ports of
 * the same host, which are the same site to a browser. (hono/csrf lets cross-origin JSON through.)
 */
export function requireOwnOrigin(c: AppContext): void {
  if (c.req.header('origin') !== undefined && !isFromOurPage(c))
    throw new ProblemError('forbidden', 'Sessions are for the console only.');
}

/** Whether a page of ours asks: the console, or a messenger that is a page. */
export function isFromOurPage(c: AppContext): boolean {
  const origin = c.req.header('origin') ?? '';
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  return URL.canParse(origin) && new URL(origin).host === host;
}

const conversationParameter = (c: AppContext): string =>
  parameter(conversationId, c.req.param('conversation'));

/** An id that can't exist is not found, like one that doesn't. */
export function parameter(
  shape: (value: unknown, path: string) => string,
  value: string | undefined,
): string {
  try {
    return shape(value, 'path');
  } catch {
    throw notFound();
  }
}

export function bearer(c: AppContext): string | null {
  return /^Bearer ([\w.~+/-]+=*)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? null;
}

function offeredTicket(c: AppContext): string | null {
  const offered =
    c.req
      .header('sec-websocket-protocol')
      ?.split(',')
      .map((value) => value.trim()) ?? [];
  return offered.find((value) => value.startsWith(TICKET_PREFIX))?.slice(TICKET_PREFIX.length) ?? null;
}
