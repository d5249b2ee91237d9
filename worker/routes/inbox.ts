import { TIMES } from '../../protocol/limits.ts';
import type { AppContext, Member } from '../auth/access.ts';
import { inboxAudience, issueTicket, type TicketClaims } from '../auth/ticket.ts';
import { workspaceStub } from '../env.ts';
import { ProblemError } from '../problem.ts';
import { type InboxViewer, NEWEST } from '../workspace/inbox-core.ts';
import { VIEWER_HEADER } from '../workspace/workspace-object.ts';
import { upgradeFor } from './upgrade.ts';

/** POST /api/workspaces/:workspace/inbox/ticket. Out: ticketResponse. */
export async function issueInboxTicket(c: AppContext, { workspace, agent, name }: Member): Promise<Response> {
  const origin = c.req.header('origin') ?? null;
  const who: TicketClaims = { aud: inboxAudience(workspace), sub: agent, role: 'agent', name, origin };
  return c.json(await issueTicket(c.env.PORCHLIGHT_SECRET, who));
}

/**
 * GET /api/workspaces/:workspace/inbox?before=MS&conversation=ID: the page after that row, newest activity first; the
 * first page without parameters. Out: inboxPage.
 */
export async function listInbox(c: AppContext, { workspace, agent }: Member): Promise<Response> {
  const activeAt = Number(c.req.query('before') ?? NEWEST.activeAt);
  if (!Number.isSafeInteger(activeAt))
    throw new ProblemError('bad_frame', 'before must be a time in milliseconds.');
  const after = { activeAt, conversation: c.req.query('conversation') ?? NEWEST.conversation };
  return c.json(await workspaceStub(c.env, workspace).inboxPage(agent, after));
}

/** GET /api/workspaces/:workspace/inbox/socket: WebSocket, frames of protocol/inbox.ts. */
export async function openInboxSocket(c: AppContext, { sub }: TicketClaims): Promise<Response> {
  const viewer: InboxViewer = { agent: sub, isGreeted: false, until: Date.now() + TIMES.agentConnectionMs };
  return workspaceStub(c.env, c.req.param('workspace') as string).fetch(upgradeFor(c, VIEWER_HEADER, viewer));
}
