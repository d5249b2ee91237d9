import { openConversationRequest } from '../../protocol/api.ts';
import { clientFrames, helloFrames } from '../../protocol/frames.ts';
import { token as tokenShape, workspaceOf } from '../../protocol/ids.ts';
import { AGENT_TIMES } from '../../protocol/limits.ts';
import { type AppContext, bearer, isFromOurPage, type Participant } from '../auth/access.ts';
import { clientAddress } from '../auth/client-address.ts';
import { issueTicket, type TicketClaims } from '../auth/ticket.ts';
import { hashToken } from '../auth/token-hash.ts';
import { PARTICIPANT_HEADER } from '../conversation/conversation-object.ts';
import type { Participant as ConnectedParticipant } from '../conversation/participant.ts';
import { conversationStub, workspaceStub } from '../env.ts';
import { notFound, ProblemError } from '../problem.ts';
import type { Visit } from '../workspace/site-settings.ts';
import { answerOf } from './frames-answer.ts';
import { bodyOf } from './route.ts';
import { siteParameter } from './site-parameter.ts';
import { upgradeFor } from './upgrade.ts';

/** GET /api/sites/:site. Out: siteConfig, cached for a minute. */
export async function showSite(c: AppContext): Promise<Response> {
  const site = await workspaceStub(c.env, workspaceOf(siteParameter(c))).site(siteParameter(c));
  if (!site) throw notFound();
  c.header('cache-control', 'public, max-age=60');
  return c.json(site);
}

/**
 * POST /api/sites/:site/conversations: a visitor's first word. In: the visitor's own token as bearer, and
 * openConversationRequest. Out: ticketResponse. The visitor's browser makes all ids, so that asking twice is harmless.
 * Errors: not_found (site unknown, or the conversation or the visitor's id is somebody else's), forbidden (this Origin may not embed the
 * site), rate_limited.
 */
export async function openConversation(c: AppContext): Promise<Response> {
  const site = siteParameter(c);
  const token = bearer(c);
  if (token === null) throw new ProblemError('unauthenticated', `Send the visitor's token as bearer.`);
  const tokenHash = hashToken(tokenShape(token, 'token'));
  const { conversation, visitor, context } = await bodyOf(c, openConversationRequest);
  if (workspaceOf(conversation) !== workspaceOf(site)) throw notFound();

  const stub = conversationStub(c.env, conversation);
  const known = await stub.authenticateVisitor(tokenHash);
  const visit = {
    ...visitOf(c, site, known ? null : clientAddress(c)),
    visitor: known ? null : { id: visitor, tokenHash },
  };
  const admission = await workspaceStub(c.env, workspaceOf(site)).admit(visit);
  if (!admission.admitted)
    throw new ProblemError(admission.code, REFUSALS[admission.code] ?? '', admission.retryAfterMs);
  if (!known && !(await stub.create({ id: conversation, site, visitor, tokenHash, context })))
    throw notFound();
  return ticketFor(c, conversation, { role: 'visitor', id: known?.visitor ?? visitor, name: null });
}

/** POST /api/conversations/:conversation/ticket. Out: ticketResponse. Errors: not_found, forbidden. */
export async function issueConversationTicket(c: AppContext, caller: Participant): Promise<Response> {
  await requireAdmission(c, caller);
  const { conversation, role, id } = caller;
  // Known before the key is handed out, so that nobody who leaves the team keeps a connection.
  if (
    role === 'agent' &&
    !(await workspaceStub(c.env, workspaceOf(conversation)).noteVisit(id, conversation))
  )
    throw notFound();
  return ticketFor(c, conversation, caller);
}

/** @throws ProblemError when a visitor comes from where the site may not be embedded. */
export async function requireAdmission(c: AppContext, { site }: Participant): Promise<void> {
  if (site === null) return;
  const admission = await workspaceStub(c.env, workspaceOf(site)).admit(visitOf(c, site, null));
  if (!admission.admitted) throw new ProblemError(admission.code, REFUSALS[admission.code] ?? '');
}

/** GET /api/conversations/:conversation/socket: WebSocket, frames of protocol/frames.ts. */
export async function openSocket(c: AppContext, who: TicketClaims): Promise<Response> {
  return conversationStub(c.env, who.aud).fetch(upgradeFor(c, PARTICIPANT_HEADER, participantOf(who)));
}

/** POST /api/conversations/:conversation/frames: the same frames without a socket. In: clientFrames. Out: serverFrames. */
export async function exchangeFrames(c: AppContext, who: TicketClaims): Promise<Response> {
  const { frames } = await bodyOf(c, clientFrames);
  return answerOf(await conversationStub(c.env, who.aud).exchange(participantOf(who), frames));
}

/** POST /api/conversations/:conversation/poll: waits up to 25 s for news. In: clientFrames, one hello. Out: serverFrames. */
export async function pollFrames(c: AppContext, who: TicketClaims): Promise<Response> {
  const [hello] = (await bodyOf(c, helloFrames)).frames;
  if (!hello) throw new ProblemError('bad_frame', 'A poll begins with hello.');
  return answerOf(await conversationStub(c.env, who.aud).poll(participantOf(who), hello));
}

const REFUSALS: Record<string, string> = {
  not_found: 'There is no such site, or this visitor is somebody else.',
  blocked: 'The team takes nothing more from you here.',
  forbidden: 'This site may not be embedded here.',
  rate_limited: 'Too many new conversations from this network. Wait a moment.',
};

/** @param address null: not to be counted. */
const visitOf = (c: AppContext, site: string, address: string | null): Visit => ({
  site,
  origin: originOf(c),
  isOurPage: isFromOurPage(c),
  address,
});

const originOf = (c: AppContext): string | null => c.req.header('origin') ?? null;

const participantOf = ({ role, sub, name }: TicketClaims): ConnectedParticipant => ({
  role,
  id: sub,
  name,
  isGreeted: false,
  // A visitor's token does not end; an agent's session may.
  until: role === 'agent' ? Date.now() + AGENT_TIMES.connectionMs : Number.MAX_SAFE_INTEGER,
});

async function ticketFor(
  c: AppContext,
  conversation: string,
  { role, id, name }: Pick<Participant, 'role' | 'id' | 'name'>,
): Promise<Response> {
  const who: TicketClaims = { aud: conversation, sub: id, role, name, origin: originOf(c) };
  return c.json(await issueTicket(c.env.PORCHLIGHT_SECRET, who));
}
