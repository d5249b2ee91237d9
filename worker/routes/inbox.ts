import { clientFrames } from '../../protocol/frames.ts';
import { inboxHelloFrames } from '../../protocol/inbox.ts';
import { AGENT_TIMES } from '../../protocol/limits.ts';
import type { AppContext, Member } from '../auth/access.ts';
import { inboxAudience, issueTicket, type TicketClaims } from '../auth/ticket.ts';
import { workspaceStub } from '../env.ts';
import { notFound, ProblemError } from '../problem.ts';
import { type InboxViewer, NEWEST } from '../workspace/inbox-core.ts';
import { readPlace, readViewQuery } from '../workspace/view-query.ts';
import { VIEWER_HEADER } from '../workspace/workspace-object.ts';
import { answerOf } from './frames-answer.ts';
import { bodyOf } from './route.ts';
import { upgradeFor } from './upgrade.ts';

/** POST /api/workspaces/:workspace/inbox/ticket. Out: ticketResponse. */
export async function issueInboxTicket(c: AppContext, { workspace, agent, name }: Member): Promise<Response> {
  const origin = c.req.header('origin') ?? null;
  const who: TicketClaims = { aud: inboxAudience(workspace), sub: agent, role: 'agent', name, origin };
  return c.json(await issueTicket(c.env.PORCHLIGHT_SECRET, who));
}

/**
 * GET /api/workspaces/:workspace/inbox?before=MS&conversation=ID: the page after that row, newest activity first, whatever
 * its state; the first page without parameters. Out: inboxPage.
 *
 * With `view` (inbox-view.ts), a page of that view. `sort` is newest, waiting, priority or vip; `state`, `assignee`,
 * `team`, `label` (several), `site`, `priority`, `vip=1` and `mentions=1` narrow it; `before` is the last page's `next`.
 * Errors: bad_frame, not_found (the saved view).
 */
export async function listInbox(c: AppContext, { workspace, agent }: Member): Promise<Response> {
  if (c.req.query('view') !== undefined) {
    const query = readViewQuery((name) => c.req.query(name), c.req.queries('label') ?? []);
    const before = c.req.query('before');
    const after = before === undefined ? null : readPlace(before);
    const page = await workspaceStub(c.env, workspace).viewPage(agent, query, after);
    if (!page) throw notFound();
    return c.json(page);
  }
  const activeAt = Number(c.req.query('before') ?? NEWEST.activeAt);
  if (!Number.isSafeInteger(activeAt))
    throw new ProblemError('bad_frame', 'before must be a time in milliseconds.');
  const after = { activeAt, conversation: c.req.query('conversation') ?? NEWEST.conversation };
  return c.json(await workspaceStub(c.env, workspace).inboxPage(agent, after));
}

/** GET /api/workspaces/:workspace/inbox/socket: WebSocket, frames of protocol/inbox.ts. */
export async function openInboxSocket(c: AppContext, who: TicketClaims): Promise<Response> {
  return workspaceOf(c).fetch(upgradeFor(c, VIEWER_HEADER, viewerOf(who)));
}

/** POST /api/workspaces/:workspace/inbox/frames: the same frames without a socket. In: frames. Out: frames. */
export async function exchangeInboxFrames(c: AppContext, who: TicketClaims): Promise<Response> {
  const { frames } = await bodyOf(c, clientFrames);
  return answerOf(await workspaceOf(c).exchange(viewerOf(who), frames));
}

/** POST /api/workspaces/:workspace/inbox/poll: waits up to 25 s for news. In: one hello. Out: frames. */
export async function pollInbox(c: AppContext, who: TicketClaims): Promise<Response> {
  const [hello] = (await bodyOf(c, inboxHelloFrames)).frames;
  if (!hello) throw new ProblemError('bad_frame', 'A poll begins with hello.');
  return answerOf(await workspaceOf(c).poll(viewerOf(who), hello));
}

const workspaceOf = (c: AppContext) => workspaceStub(c.env, c.req.param('workspace') as string);

const viewerOf = ({ sub }: TicketClaims): InboxViewer => ({
  id: sub,
  isGreeted: false,
  until: Date.now() + AGENT_TIMES.connectionMs,
});
