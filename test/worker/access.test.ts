import { beforeAll, describe, expect, it } from 'vitest';
import { inviteResponse, me, member } from '../../protocol/api.ts';
import { fileLinks } from '../../protocol/files.ts';
import { routes } from '../../worker/app.ts';
import type { Access } from '../../worker/auth/access.ts';
import { newId } from '../../worker/new-id.ts';
import { png } from '../support/pictures.ts';
import {
  type Agent,
  agentTicket,
  CONTEXT,
  join,
  makeVisitor,
  makeWorkspace,
  message,
  ORIGIN,
  ok,
  openInbox,
  request,
  SHOP,
  signInByLink,
  type Visitor,
  type Workspace,
} from './front-door.ts';

/** Whoever may knock. `foreign` is an owner, but of another workspace. */
const CALLERS = ['nobody', 'operator', 'visitor', 'agent', 'owner', 'foreign', 'ticket', 'link'] as const;
type Caller = (typeof CALLERS)[number];

/** The whole of who may do what. `denied` is what the others get. */
const MATRIX: Record<
  Access,
  { allowed: Caller[]; denied: Partial<Record<Caller, number>>; otherwise: number }
> = {
  public: { allowed: [...CALLERS], denied: {}, otherwise: 0 },
  operator: { allowed: ['operator'], denied: {}, otherwise: 401 },
  account: { allowed: ['agent', 'owner', 'foreign'], denied: {}, otherwise: 401 },
  agent: { allowed: ['agent', 'owner'], denied: { foreign: 404 }, otherwise: 401 },
  admin: { allowed: ['owner'], denied: { agent: 404, foreign: 404 }, otherwise: 401 },
  // A wrong bearer is not told whether the conversation exists.
  participant: {
    allowed: ['visitor', 'agent', 'owner'],
    denied: { foreign: 404, operator: 404, ticket: 404 },
    otherwise: 401,
  },
  visitor: { allowed: ['visitor'], denied: { operator: 404, ticket: 404 }, otherwise: 401 },
  ticket: { allowed: ['ticket'], denied: {}, otherwise: 401 },
  link: { allowed: ['link'], denied: {}, otherwise: 401 },
};

let workspace: Workspace;
let foreign: Workspace;
let visitor: Visitor;
let agent: Agent;
const file = newId(26);
let link: string;

beforeAll(async () => {
  [workspace, foreign] = [await makeWorkspace(), await makeWorkspace()];
  visitor = await makeVisitor(workspace.siteKey);
  const invited = await ok(
    inviteResponse,
    request(`/api/workspaces/${workspace.id}/members`, {
      cookie: workspace.owner.cookie,
      body: { email: `${newId(6)}@example.org`, name: 'Grace', role: 'agent' },
    }),
  );
  agent = await signInByLink(invited.signInToken ?? '', workspace.id);
  // The list learns of the visitor when they have written.
  const { wire: inbox } = await openInbox(workspace, workspace.owner);
  const { wire } = await join(visitor.conversation, visitor.ticket);
  wire.send({ t: 'send', items: [message('Hello')] });
  for (let rows = 0; rows === 0; ) rows = (await inbox.next('rows')).rows.length;
  inbox.close();
  const path = `/api/conversations/${visitor.conversation}`;
  await request(`${path}/files`, { bearer: visitor.token, headers: fileHeaders(file), body: 'A file' });
  const { links } = await ok(
    fileLinks,
    request(`${path}/links`, { bearer: visitor.token, body: { files: [file] } }),
  );
  link = links[0]?.path ?? '';
});

const fileHeaders = (id: string) => ({ 'x-file-id': id, 'x-file-name': 'a.txt', 'content-length': '6' });

/** What is put on the desk, by route. */
const DESK_ITEMS = {
  teams: { name: 'Billing', members: [] },
  labels: { name: 'Refund', color: 'red' },
  replies: { shortcut: 'hi', title: 'Greeting', text: 'Hello {visitor}' },
  views: { name: 'Mine', filter: { state: 'open' }, sort: 'newest', isShared: true },
};

/** Makes something that a route may change or remove. */
async function deskItem(part: string): Promise<string> {
  const body = DESK_ITEMS[part as keyof typeof DESK_ITEMS];
  const made = await request(`/api/workspaces/${workspace.id}/${part}`, {
    cookie: workspace.owner.cookie,
    body,
  });
  return ((await made.json()) as { id: string }).id;
}

const bodies: Record<string, unknown> = {
  '/api/setup': () => ({ workspace: newId(10), name: 'New', email: `${newId(6)}@example.org` }),
  '/api/sites/:site/conversations': () => ({
    conversation: `${workspace.id}-${newId(26)}`,
    visitor: newId(26),
    context: CONTEXT,
  }),
  '/api/conversations/:conversation/frames': () => ({ frames: [{ t: 'ping' }] }),
  '/api/workspaces/:workspace/inbox/frames': () => ({ frames: [{ t: 'ping' }] }),
  '/api/workspaces/:workspace/inbox/poll': () => ({
    frames: [{ t: 'hello', v: 1, since: 0, epoch: 'another' }],
  }),
  '/api/conversations/:conversation/poll': () => ({
    frames: [{ t: 'hello', v: 1, since: 0, epoch: 'another', device: newId(26) }],
  }),
  '/api/conversations/:conversation/files': () => 'A file',
  '/api/conversations/:conversation/links': () => ({ files: [file] }),
  '/api/sign-in': () => ({ email: 'nobody@example.org', password: 'wrong' }),
  '/api/sign-in/link': () => ({ token: 'wrong' }),
  '/api/workspaces/:workspace/members': () => ({
    email: `${newId(6)}@example.org`,
    name: 'New',
    role: 'agent',
  }),
  '/api/workspaces/:workspace/members/:agent': () => ({ role: 'agent' }),
  '/api/workspaces/:workspace/sites': () => ({ name: 'Another shop' }),
  '/api/workspaces/:workspace/sites/:site': () => ({ name: 'Shop' }),
  '/api/workspaces/:workspace/me': () => ({ name: 'Ada' }),
  '/api/workspaces/:workspace/me/photo': () => png(8, 8),
  '/api/workspaces/:workspace/me/notifications': () => ({ sound: false }),
  '/api/conversations/:conversation/push/:device': () => ({
    endpoint: `https://push.example/${newId(26)}`,
    p256dh: 'B'.padEnd(87, 'A'),
    auth: 'A'.repeat(22),
    page: SHOP,
    icon: null,
  }),
  '/api/workspaces/:workspace/me/notifications/devices/:device': () => ({
    name: 'Firefox',
    endpoint: `https://push.example/${newId(26)}`,
    p256dh: 'B'.padEnd(87, 'A'),
    auth: 'A'.repeat(22),
  }),
  '/api/workspaces/:workspace/me/notifications/ledger': () => ({
    entries: [{ id: newId(26), conversation: null, visitorName: null, occasion: 'test', outcome: 'shown' }],
  }),
  '/api/workspaces/:workspace/me/notifications/opened': () => ({ id: newId(26) }),
  '/api/workspaces/:workspace/availability': () => ({ availability: 'available' }),
  '/api/workspaces/:workspace/agents/:agent': () => ({ limit: 9 }),
  '/api/workspaces/:workspace/assignment': () => ({ mode: 'manual', limit: null }),
  ...Object.fromEntries(
    Object.entries(DESK_ITEMS).flatMap(([part, item]) => [
      [`/api/workspaces/:workspace/${part}`, () => item],
      [`/api/workspaces/:workspace/${part}/:id`, () => item],
    ]),
  ),
  '/api/conversations/:conversation/identity': () => ({ name: 'Mina' }),
  '/api/workspaces/:workspace/sites/:site/identity': () => ({ isRequired: false }),
  '/api/workspaces/:workspace/lookup': () => ({ url: null }),
  '/api/workspaces/:workspace/people/:visitor': () => ({ note: 'Likes brass' }),
  '/api/workspaces/:workspace/people/:visitor/block': () => ({ reason: null }),
  // Which of them is which does not matter here: they are one already.
  '/api/workspaces/:workspace/people/:visitor/merge': () => ({ visitor: visitor.visitor, isSame: true }),
  '/api/workspaces/:workspace/actions': () => ({
    conversations: [visitor.conversation],
    cid: newId(26),
    action: { do: 'priority', priority: 'high' },
  }),
};

/** What some routes need to be there: others take it away. */
async function putPhoto(): Promise<string> {
  const path = `/api/workspaces/${workspace.id}/me/photo`;
  const { photo = '' } = await ok(
    member,
    request(path, { method: 'PUT', cookie: agent.cookie, body: png(9, 9) }),
  );
  return photo.split('/').at(-1) ?? '';
}

/** Somebody to be taken out of the team, who is nobody's caller. */
async function spareMember(): Promise<string> {
  const { member } = await ok(
    inviteResponse,
    request(`/api/workspaces/${workspace.id}/members`, {
      cookie: workspace.owner.cookie,
      body: { email: `${newId(6)}@example.org`, name: 'Spare', role: 'agent' },
    }),
  );
  return member.agent;
}

async function knock(method: string, path: string, caller: Caller): Promise<number> {
  const photo = path.endsWith(':photo') ? await putPhoto() : '';
  const url = (caller === 'link' && path.endsWith(':file') ? link : path)
    .replace(':file', file)
    .replace(':site', workspace.siteKey)
    .replace(':language', 'de.js')
    .replace(':photo', photo)
    .replace(':conversation', visitor.conversation)
    .replace(':workspace', workspace.id)
    .replace(':agent', path.endsWith('/members/:agent') ? await spareMember() : agent.id)
    .replace(':device', newId(26))
    .replace(':visitor', visitor.visitor)
    .replace(':id', path.endsWith('/:id') ? await deskItem(path.split('/').at(-2) ?? '') : '');
  const makeBody = bodies[path] as (() => unknown) | undefined;
  const isSocket = path.endsWith('/socket');
  const ticketFor = async () => {
    if (path.includes(':workspace')) {
      const answer = await request(`/api/workspaces/${workspace.id}/inbox/ticket`, {
        cookie: agent.cookie,
        body: {},
      });
      return ((await answer.json()) as { ticket: string }).ticket;
    }
    return agentTicket(agent, visitor.conversation);
  };
  // The body of a public route is judged by its content, not by who sends it.
  const bearer =
    path === '/api/sites/:site/conversations'
      ? newId(32)
      : { operator: 'test-setup-token', visitor: visitor.token, ticket: '' }[caller as 'operator'];
  const cookie = { agent: agent.cookie, owner: workspace.owner.cookie, foreign: foreign.owner.cookie }[
    caller as 'agent'
  ];
  const sent = caller === 'ticket' && bearer === '' ? await ticketFor() : bearer;
  const response = await request(url, {
    method,
    ...(method === 'GET' ? {} : { body: makeBody?.() ?? {} }),
    ...(sent && !isSocket && { bearer: sent }),
    ...(cookie && { cookie }),
    headers: {
      ...(isSocket && {
        upgrade: 'websocket',
        'sec-websocket-protocol': `chat.v1${sent ? `, ticket.${sent}` : ''}`,
      }),
      ...(path.endsWith('/files') && fileHeaders(newId(26))),
    },
  });
  if (!response.webSocket) return response.status;
  response.webSocket.accept();
  const socket = response.webSocket;
  return new Promise((resolve) => {
    socket.addEventListener('close', ({ code }) => resolve(code - 4000));
    socket.addEventListener('message', ({ data }) => {
      if (JSON.parse(String(data)).t === 'pong') resolve(200);
    });
    socket.send('{"t":"ping"}');
  });
}

describe('every route × every caller', () => {
  // Signing out ends the session that the others use, and sign-in answers 401 to wrong passwords by design.
  const judged = routes.filter(({ path }) => !path.startsWith('/api/sign-'));
  const cases = judged.flatMap((entry) => CALLERS.map((caller) => ({ ...entry, caller })));

  it.each(cases)('[AUT-4] $caller at $method $path ($access)', async ({ method, path, access, caller }) => {
    const { allowed, denied, otherwise } = MATRIX[access];
    const status = await knock(method, path, caller);
    expect(status).toBe(allowed.includes(caller) ? 200 : (denied[caller] ?? otherwise));
  });

  it('[AUT-4] an address that is not declared is not found', async () => {
    expect((await request('/api/everything', { cookie: agent.cookie })).status).toBe(404);
  });
});

describe('two workspaces in one deployment', () => {
  it('[AUT-5] an owner sees neither the other’s conversations nor its inbox nor its members', async () => {
    const { wire } = await join(visitor.conversation, visitor.ticket);
    wire.send({ t: 'send', items: [message('For the first workspace only')] });
    await wire.next('ack');
    const inboxOf = async (of: Workspace, by: Agent) =>
      request(`/api/workspaces/${of.id}/inbox`, { cookie: by.cookie });
    const own = await (await inboxOf(foreign, foreign.owner)).text();
    expect(own).not.toContain('For the first workspace only');
    expect((await inboxOf(workspace, foreign.owner)).status).toBe(404);
    // A site key of one workspace can't open a conversation of the other.
    const mixed = await request(`/api/sites/${foreign.siteKey}/conversations`, {
      bearer: visitor.token,
      body: { conversation: visitor.conversation, visitor: visitor.visitor, context: CONTEXT },
    });
    expect(mixed.status).toBe(404);
  });
});

describe('signing in', () => {
  const signIn = (email: string, password: string, call = {}) =>
    request('/api/sign-in', { body: { email, password }, ...call });

  it('[AUT-6] with the password, by any spelling of the address; the cookie is HttpOnly and SameSite=Strict', async () => {
    const { owner } = await makeWorkspace('mary@example.org', 'correct horse');
    expect(owner.me.email).toBe('mary@example.org');
    const response = await signIn(' Mary@Example.org', 'correct horse');
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toMatch(/^porchlight=.*HttpOnly; SameSite=Strict$/);
    const secure = await signIn('mary@example.org', 'correct horse', {
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(secure.headers.get('set-cookie')).toMatch(/^__Host-porchlight=.*; Secure/);
  });

  it('[AUT-7] a wrong password and an unknown address look the same, and both are limited', async () => {
    await makeWorkspace('limited@example.org', 'correct horse');
    for (const email of ['limited@example.org', 'unknown@example.org']) {
      const answers = await Promise.all(Array.from({ length: 11 }, () => signIn(email, 'guess')));
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([...Array(10).fill(401), 429]);
      expect(Number((await signIn(email, 'correct horse')).headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  it('[AUT-8] a link signs in once', async () => {
    const body = { workspace: newId(10), name: 'Once', email: 'once@example.org' };
    const setup = await request('/api/setup', { body, bearer: 'test-setup-token' });
    const { signInToken: token } = (await setup.json()) as { signInToken: string };
    expect((await request('/api/sign-in/link', { body: { token } })).status).toBe(200);
    expect((await request('/api/sign-in/link', { body: { token } })).status).toBe(401);
  });

  it('[AUT-9] a session does not work from another Origin, and ends with sign-out', async () => {
    const { owner } = await makeWorkspace();
    const { cookie } = owner;
    expect((await request('/api/me', { cookie, origin: SHOP })).status).toBe(403);
    expect((await request('/api/me', { cookie, origin: ORIGIN })).status).toBe(200);
    await request('/api/sign-out', { cookie, body: {} });
    expect((await request('/api/me', { cookie })).status).toBe(401);
  });

  it('[AUT-10] a new password ends the other sessions', async () => {
    const first = await makeWorkspace('two@example.org', 'correct horse');
    const second = await signIn('two@example.org', 'correct horse');
    const cookie = (second.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    await request(`/api/workspaces/${first.id}/me`, {
      method: 'PATCH',
      cookie,
      body: { password: 'battery staple' },
    });
    expect((await request('/api/me', { cookie: first.owner.cookie })).status).toBe(401);
    expect((await request('/api/me', { cookie })).status).toBe(200);
  });
});

describe('inviting', () => {
  it('[AUT-12] gives a link that opens this workspace only, and none once somebody signed in there', async () => {
    const invite = async (email: string) => {
      const body = { email, name: 'Invited', role: 'agent' };
      const path = `/api/workspaces/${workspace.id}/members`;
      return (await ok(inviteResponse, request(path, { cookie: workspace.owner.cookie, body }))).signInToken;
    };
    // Whoever has a password elsewhere gets a link, too, but it opens only the workspace that gave it.
    const { me: crossed } = await signInByLink((await invite(foreign.owner.me.email)) ?? '', workspace.id);
    expect(crossed.memberships.map((membership) => membership.workspace)).toEqual([workspace.id]);
    const stillForeign = await request('/api/me', { cookie: foreign.owner.cookie });
    expect(await ok(me, stillForeign)).toEqual(foreign.owner.me);
    const fresh = `${newId(6)}@example.org`;
    expect(await invite(fresh)).not.toBeNull();
    const again = await invite(fresh);
    await signInByLink(again ?? '', workspace.id);
    expect(await invite(fresh)).toBeNull();
  });
});

describe('new conversations', () => {
  it('[LIM-4] five a minute from one network; a /64 is one network; this machine itself is not counted', async () => {
    const open = (address: string | null) =>
      request(`/api/sites/${workspace.siteKey}/conversations`, {
        bearer: newId(32),
        body: { conversation: `${workspace.id}-${newId(26)}`, visitor: newId(26), context: CONTEXT },
        headers: address === null ? {} : { 'x-forwarded-for': address },
      });
    const statuses = async (addresses: (string | null)[]) => {
      const result: number[] = [];
      for (const address of addresses) result.push((await open(address)).status);
      return result;
    };
    expect(await statuses(Array(6).fill('203.0.113.7'))).toEqual([200, 200, 200, 200, 200, 429]);
    const household = ['1', '2', '3', '4', '5', '6'].map((host) => `2001:db8:1:2::${host}`);
    expect((await statuses(household)).at(-1)).toBe(429);
    expect((await statuses(Array(7).fill(null))).at(-1)).toBe(200);
  });

  it('[AUT-11] starting the same conversation twice is the same conversation', async () => {
    const ids = { conversation: `${workspace.id}-${newId(26)}`, visitor: newId(26) };
    const bearer = newId(32);
    const open = () =>
      request(`/api/sites/${workspace.siteKey}/conversations`, {
        bearer,
        body: { ...ids, context: CONTEXT },
      });
    expect([(await open()).status, (await open()).status]).toEqual([200, 200]);
  });
});
