/** Every address of the backend, who may call it, and where it is answered. Anything else is a built file. */
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { RATES } from '../protocol/limits.ts';
import { ShapeError } from '../protocol/shape.ts';
import { clientAddress } from './auth/client-address.ts';
import { tokenBuckets } from './durable/token-bucket.ts';
import type { Env } from './env.ts';
import { bodyMissing, notFound, ProblemError, problemResponse } from './problem.ts';
import { actOnConversations } from './routes/actions.ts';
import * as conversations from './routes/conversations.ts';
import * as desk from './routes/desk.ts';
import * as files from './routes/files.ts';
import * as identity from './routes/identity.ts';
import * as inbox from './routes/inbox.ts';
import { showLook } from './routes/look.ts';
import * as lookup from './routes/lookup.ts';
import * as notifications from './routes/notifications.ts';
import * as people from './routes/people.ts';
import * as photos from './routes/photos.ts';
import { showPreview } from './routes/preview.ts';
import { type Route, route } from './routes/route.ts';
import { searchConversations } from './routes/search.ts';
import * as sessions from './routes/sessions.ts';
import { setUp } from './routes/setup.ts';
import * as sites from './routes/sites.ts';
import { showStandalone } from './routes/standalone.ts';
import { isUpgrade, refuseUpgrade } from './routes/upgrade.ts';
import * as visitorPush from './routes/visitor-push.ts';
import * as workspaces from './routes/workspaces.ts';

export const routes: readonly Route[] = [
  route('GET', '/health', 'public', (c) => c.json({ ok: true })),
  route('POST', '/api/setup', 'operator', setUp),
  route('GET', '/to/:site', 'public', showStandalone),
  route('GET', '/to/:site/preview', 'public', showPreview),

  route('GET', '/api/sites/:site', 'public', conversations.showSite),
  route('GET', '/api/sites/:site/look/:language', 'public', showLook),
  route('POST', '/api/sites/:site/conversations', 'public', conversations.openConversation),
  route(
    'POST',
    '/api/conversations/:conversation/ticket',
    'participant',
    conversations.issueConversationTicket,
  ),
  route('GET', '/api/conversations/:conversation/socket', 'ticket', conversations.openSocket),
  route('POST', '/api/conversations/:conversation/frames', 'ticket', conversations.exchangeFrames),
  route('POST', '/api/conversations/:conversation/poll', 'ticket', conversations.pollFrames),
  route('POST', '/api/conversations/:conversation/files', 'participant', files.uploadFile),
  route('POST', '/api/conversations/:conversation/links', 'participant', files.linkFiles),
  route('POST', '/api/conversations/:conversation/identity', 'visitor', identity.identifyVisitor),
  route('GET', '/api/conversations/:conversation/push', 'visitor', visitorPush.showVisitorPush),
  route('PUT', '/api/conversations/:conversation/push/:device', 'visitor', visitorPush.putVisitorDevice),
  route(
    'DELETE',
    '/api/conversations/:conversation/push/:device',
    'visitor',
    visitorPush.removeVisitorDevice,
  ),
  route('GET', '/api/conversations/:conversation/files/:file', 'link', files.showFile),

  route('GET', '/api/photos/:workspace/:photo', 'public', photos.showPhoto),

  route('POST', '/api/sign-in', 'public', sessions.signIn),
  route('POST', '/api/sign-in/link', 'public', sessions.signInByLink),
  route('POST', '/api/sign-out', 'account', sessions.signOut),
  route('GET', '/api/me', 'account', sessions.showMe),

  route('PATCH', '/api/workspaces/:workspace/me', 'agent', workspaces.changeProfile),
  route('PUT', '/api/workspaces/:workspace/me/photo', 'agent', photos.putPhoto),
  route('DELETE', '/api/workspaces/:workspace/me/photo', 'agent', photos.removePhoto),
  route('GET', '/api/workspaces/:workspace/me/notifications', 'agent', notifications.showNotifications),
  route('PATCH', '/api/workspaces/:workspace/me/notifications', 'agent', notifications.changePreferences),
  route(
    'PUT',
    '/api/workspaces/:workspace/me/notifications/devices/:device',
    'agent',
    notifications.putPushDevice,
  ),
  route(
    'DELETE',
    '/api/workspaces/:workspace/me/notifications/devices/:device',
    'agent',
    notifications.removePushDevice,
  ),
  route('GET', '/api/workspaces/:workspace/me/notifications/ledger', 'agent', notifications.showLedger),
  route('POST', '/api/workspaces/:workspace/me/notifications/ledger', 'agent', notifications.noteCalls),
  route('POST', '/api/workspaces/:workspace/me/notifications/opened', 'agent', notifications.noteOpened),
  route('POST', '/api/workspaces/:workspace/me/notifications/test', 'agent', notifications.testPush),
  route('GET', '/api/workspaces/:workspace/members', 'agent', workspaces.listMembers),
  route('POST', '/api/workspaces/:workspace/members', 'admin', workspaces.inviteMember),
  route('PATCH', '/api/workspaces/:workspace/members/:agent', 'admin', workspaces.changeMember),
  route('DELETE', '/api/workspaces/:workspace/members/:agent', 'admin', workspaces.removeMember),
  route('GET', '/api/workspaces/:workspace/sites', 'agent', sites.listSites),
  route('POST', '/api/workspaces/:workspace/sites', 'admin', sites.addSite),
  route('PATCH', '/api/workspaces/:workspace/sites/:site', 'admin', sites.changeSite),
  route('GET', '/api/workspaces/:workspace/sites/:site/identity', 'admin', identity.showIdentity),
  route('POST', '/api/workspaces/:workspace/sites/:site/identity', 'admin', identity.makeIdentitySecret),
  route('PATCH', '/api/workspaces/:workspace/sites/:site/identity', 'admin', identity.changeIdentity),
  route('GET', '/api/workspaces/:workspace/desk', 'agent', desk.showDesk),
  route('PATCH', '/api/workspaces/:workspace/availability', 'agent', desk.changeAvailability),
  route('PATCH', '/api/workspaces/:workspace/agents/:agent', 'admin', desk.changeAgent),
  route('PATCH', '/api/workspaces/:workspace/assignment', 'admin', desk.changeAssignment),
  route('POST', '/api/workspaces/:workspace/teams', 'admin', desk.teams.add),
  route('PATCH', '/api/workspaces/:workspace/teams/:id', 'admin', desk.teams.edit),
  route('DELETE', '/api/workspaces/:workspace/teams/:id', 'admin', desk.teams.remove),
  route('POST', '/api/workspaces/:workspace/labels', 'agent', desk.labels.add),
  route('PATCH', '/api/workspaces/:workspace/labels/:id', 'admin', desk.labels.edit),
  route('DELETE', '/api/workspaces/:workspace/labels/:id', 'admin', desk.labels.remove),
  route('POST', '/api/workspaces/:workspace/replies', 'agent', desk.replies.add),
  route('PATCH', '/api/workspaces/:workspace/replies/:id', 'agent', desk.replies.edit),
  route('DELETE', '/api/workspaces/:workspace/replies/:id', 'agent', desk.replies.remove),
  route('POST', '/api/workspaces/:workspace/views', 'agent', desk.views.add),
  route('PATCH', '/api/workspaces/:workspace/views/:id', 'agent', desk.views.edit),
  route('DELETE', '/api/workspaces/:workspace/views/:id', 'agent', desk.views.remove),
  route('POST', '/api/workspaces/:workspace/actions', 'agent', actOnConversations),
  route('GET', '/api/workspaces/:workspace/people/:visitor', 'agent', people.showPerson),
  route('PATCH', '/api/workspaces/:workspace/people/:visitor', 'agent', people.changePerson),
  route('POST', '/api/workspaces/:workspace/people/:visitor/block', 'agent', people.blockPerson),
  route('POST', '/api/workspaces/:workspace/people/:visitor/merge', 'agent', people.mergePeople),
  route('GET', '/api/workspaces/:workspace/people/:visitor/lookup', 'agent', lookup.lookUpPerson),
  route('GET', '/api/workspaces/:workspace/lookup', 'admin', lookup.showLookup),
  route('PATCH', '/api/workspaces/:workspace/lookup', 'admin', lookup.changeLookup),
  route('POST', '/api/workspaces/:workspace/lookup/trial', 'admin', lookup.tryLookup),
  route('GET', '/api/workspaces/:workspace/search', 'agent', searchConversations),
  route('GET', '/api/workspaces/:workspace/inbox', 'agent', inbox.listInbox),
  route('POST', '/api/workspaces/:workspace/inbox/ticket', 'agent', inbox.issueInboxTicket),
  route('GET', '/api/workspaces/:workspace/inbox/socket', 'ticket', inbox.openInboxSocket),
  route('POST', '/api/workspaces/:workspace/inbox/frames', 'ticket', inbox.exchangeInboxFrames),
  route('POST', '/api/workspaces/:workspace/inbox/poll', 'ticket', inbox.pollInbox),
];

/** Per process: at Cloudflare's edge a rough limit, on one machine an exact one. */
const misses = tokenBuckets(RATES.misses);

/** The largest body is eight frames of 64 KiB. */
const BODY_BYTES = 512 * 1024;

export const app = new Hono<{ Bindings: Env }>();

// What Host and X-Forwarded-Proto make of the address is the client's to say, and everything below parses it.
app.use(async (c, next) => {
  if (!/^https?:\/\/[^/]+\//.test(c.req.url) || !URL.canParse(c.req.url))
    throw new ProblemError('bad_frame', 'This is not an address.');
  await next();
});

// Visitors call from the site's own origin. Cookies never travel there, so any origin may ask; with any header, because
// pages that wrap `fetch` add their own to every request.
const fromAnySite = cors({ origin: '*', maxAge: 7200 });
app.use('/api/sites/*', fromAnySite);
app.use('/api/conversations/*', fromAnySite);
app.use('/api/photos/*', fromAnySite);
const limitBody = bodyLimit({
  maxSize: BODY_BYTES,
  onError: () => problemResponse(new ProblemError('too_large', `A request has at most ${BODY_BYTES} bytes.`)),
});
// What is thrown further in is answered there: what comes out here is a body that could not be read.
app.use('/api/*', (c, next) => {
  // Files have a limit of their own and are read in parts.
  if (c.req.method === 'POST' && /^\/api\/conversations\/[^/]*\/files$/.test(c.req.path)) return next();
  return limitBody(c, next).catch(() => {
    throw bodyMissing();
  });
});

// Looking for what is not there is cheap to ask and not to answer: each id wakes an object of its own.
const limitMisses: MiddlewareHandler = async (c, next) => {
  const network = clientAddress(c);
  const waitMs = network === null ? 0 : misses.peek(network, Date.now());
  if (waitMs > 0) throw new ProblemError('rate_limited', 'Too many requests for what is not there.', waitMs);
  await next();
  if (network !== null && (c.res.status === 404 || c.res.status === 401)) misses.take(network, Date.now());
};
app.use('/api/*', limitMisses);
app.use('/to/*', limitMisses);

for (const { register } of routes) register(app);

app.all('/api/*', () => {
  throw notFound();
});
// The console has its own addresses for conversations; all are the same page.
app.get('/console/*', async (c) => {
  const file = await c.env.ASSETS.fetch(c.req.raw);
  return file.status === 404 ? c.env.ASSETS.fetch(new URL('/console/', c.req.url)) : file;
});
app.get('*', (c) => c.env.ASSETS.fetch(c.req.raw));

app.onError((error, c) => {
  const problem = asProblem(error);
  return isUpgrade(c.req.raw) ? refuseUpgrade(problem) : problemResponse(problem);
});

function asProblem(error: Error): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof ShapeError)
    return new ProblemError(
      error.isTooLarge ? 'too_large' : 'bad_frame',
      `The request can't be read: ${error.message}.`,
    );
  // Nested too deeply for the way to an object.
  if (error instanceof RangeError) return new ProblemError('bad_frame', 'This is nested too deeply.');
  console.error(error);
  return new ProblemError('overloaded', 'Something went wrong here. Try again.', 1_000);
}
