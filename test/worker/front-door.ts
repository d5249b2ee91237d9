/** The product as the outside sees it: HTTP requests and WebSockets to the real Worker in workerd. */
import { exports } from 'cloudflare:workers';
import { inviteResponse, type Me, me, setupResponse, ticketResponse } from '../../protocol/api.ts';
import type { VisitorContext } from '../../protocol/context.ts';
import type { Availability } from '../../protocol/desk.ts';
import type { ClientFrame, ServerFrame } from '../../protocol/frames.ts';
import type { InboxClientFrame, InboxServerFrame } from '../../protocol/inbox.ts';
import type { Shape } from '../../protocol/shape.ts';
import type { TeamServerFrame } from '../../protocol/team-frames.ts';
import { newId } from '../../worker/new-id.ts';

export const ORIGIN = 'http://localhost:8787';
export const SHOP = 'http://shop.example';

export const CONTEXT: VisitorContext = {
  page: 'http://shop.example/cart',
  title: 'Cart',
  referrer: '',
  locale: 'de-AT',
  timeZone: 'Europe/Vienna',
  userAgent: 'Test',
};

export interface Call {
  method?: string;
  body?: unknown;
  bearer?: string;
  cookie?: string;
  origin?: string | null;
  headers?: Record<string, string>;
}

export function request(
  path: string,
  { method, body, bearer, cookie, origin = ORIGIN, headers }: Call = {},
): Promise<Response> {
  const all = new Headers(headers);
  if (origin !== null) all.set('origin', origin);
  if (bearer) all.set('authorization', `Bearer ${bearer}`);
  if (cookie) all.set('cookie', cookie);
  const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
  const sent = body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) };
  return exports.default.fetch(
    new Request(ORIGIN + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: all,
      ...sent,
    }),
  );
}

export async function ok<T>(shape: Shape<T>, response: Response | Promise<Response>): Promise<T> {
  const { status } = await response;
  const text = await (await response).text();
  if (status >= 300) throw new Error(`${status} ${text}`);
  return shape(JSON.parse(text), '');
}

export interface Workspace {
  id: string;
  siteKey: string;
  owner: Agent;
}

export interface Agent {
  cookie: string;
  me: Me;
  /** The id in the workspace at hand. */
  id: string;
}

export async function makeWorkspace(
  email = `${newId(8)}@example.org`,
  password = 'a long enough password',
): Promise<Workspace> {
  const id = newId(10);
  const body = { workspace: id, name: 'Lamps', email, password, ownerName: 'Ada' };
  const { siteKey, signInToken } = await ok(
    setupResponse,
    request('/api/setup', { body, bearer: 'test-setup-token' }),
  );
  return { id, siteKey, owner: await signInByLink(signInToken, id) };
}

export async function signInByLink(token: string, workspace: string): Promise<Agent> {
  const response = await request('/api/sign-in/link', { body: { token } });
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const who = await ok(me, response);
  return { cookie, me: who, id: who.memberships.find((entry) => entry.workspace === workspace)?.agent ?? '' };
}

/** Another member of the team, signed in. */
export async function makeAgent(workspace: Workspace, name: string, role = 'agent'): Promise<Agent> {
  const invited = await ok(
    inviteResponse,
    request(`/api/workspaces/${workspace.id}/members`, {
      cookie: workspace.owner.cookie,
      body: { email: `${newId(8)}@example.org`, name, role },
    }),
  );
  return signInByLink(invited.signInToken ?? '', workspace.id);
}

/** An agent's list, connected and greeted. */
export async function openInbox(
  workspace: Pick<Workspace, 'id'>,
  { cookie }: Agent,
  since = 0,
  epoch: string | null = null,
) {
  const path = `/api/workspaces/${workspace.id}/inbox`;
  const { ticket } = await ok(ticketResponse, request(`${path}/ticket`, { cookie, body: {} }));
  const wire = await connect<InboxServerFrame, InboxClientFrame>(`${path}/socket`, ticket, ORIGIN);
  wire.send({ t: 'hello', v: 1, since, epoch });
  return { wire, welcome: await wire.next('welcome') };
}

/** An agent in a conversation, connected and greeted, who hears who else is there. */
export async function joinAsAgent(conversation: string, agent: Agent) {
  const ticket = await agentTicket(agent, conversation);
  const wire = await connect<TeamServerFrame>(conversationPath(conversation), ticket, ORIGIN);
  wire.send({ t: 'hello', v: 1, since: 0, epoch: null, device: newId(26), presence: true });
  return { wire, welcome: await wire.next('welcome') };
}

export interface Visitor {
  conversation: string;
  visitor: string;
  token: string;
  ticket: string;
}

/** A visitor of a site who starts a conversation. */
export async function makeVisitor(siteKey: string): Promise<Visitor> {
  const ids = { conversation: `${siteKey.slice(0, 10)}-${newId(26)}`, visitor: newId(26), token: newId(32) };
  const { ticket } = await ok(ticketResponse, openConversation(siteKey, ids));
  return { ...ids, ticket };
}

export const openConversation = (
  siteKey: string,
  { conversation, visitor, token }: Omit<Visitor, 'ticket'>,
  call: Call = {},
): Promise<Response> =>
  request(`/api/sites/${siteKey}/conversations`, {
    bearer: token,
    origin: SHOP,
    body: { conversation, visitor, context: CONTEXT },
    ...call,
  });

export const agentTicket = async ({ cookie }: Agent, conversation: string): Promise<string> =>
  (await ok(ticketResponse, request(`/api/conversations/${conversation}/ticket`, { cookie, body: {} })))
    .ticket;

/** What has not come after this time does not come: the failure names it before the test's own limit ends a silence. */
const NO_FRAME_MS = 10_000;

/** One end of a WebSocket: frames in the order they came, and how it ended. */
export interface Wire<In = ServerFrame, Out = ClientFrame> {
  send(frame: Out | string | ArrayBuffer): void;
  /** The next frame of this kind; others before it are passed over. Throws when none can come any more. */
  next<T extends (In & { t: string })['t']>(t: T): Promise<Extract<In, { t: T }>>;
  /** Everything that has come, in order. */
  readonly heard: readonly In[];
  closed: Promise<{ code: number }>;
  close(): void;
}

export async function connect<In = ServerFrame, Out = ClientFrame>(
  path: string,
  ticket: string | null,
  origin: string | null = SHOP,
): Promise<Wire<In, Out>> {
  const protocols = ['chat.v1', ...(ticket === null ? [] : [`ticket.${ticket}`])].join(', ');
  const response = await request(path, {
    origin,
    headers: { upgrade: 'websocket', 'sec-websocket-protocol': protocols },
  });
  const socket = response.webSocket;
  if (!socket) throw new Error(`no socket: ${response.status} ${await response.text()}`);
  const frames: In[] = [];
  const heard: In[] = [];
  let wake = () => {};
  let end = '';
  const closed = new Promise<{ code: number }>((resolve) => {
    socket.addEventListener('close', ({ code }) => {
      end = `The socket was closed with ${code}`;
      resolve({ code });
      wake();
    });
  });
  socket.addEventListener('message', ({ data }) => {
    const frame: In = JSON.parse(String(data));
    frames.push(frame);
    heard.push(frame);
    wake();
  });
  socket.accept();
  return {
    send: (frame) =>
      socket.send(typeof frame === 'string' || frame instanceof ArrayBuffer ? frame : JSON.stringify(frame)),
    async next(t) {
      const deadline = Date.now() + NO_FRAME_MS;
      for (;;) {
        while (frames.length > 0) {
          const frame = frames.shift() as In & { t: string };
          if (frame.t === t) return frame as never;
        }
        const left = deadline - Date.now();
        if (end || left <= 0)
          throw new Error(
            `${end || 'Nothing came any more'} before a frame "${t}"; all heard: ${kinds(heard)}`,
          );
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, left);
        });
      }
    },
    heard,
    closed,
    close: () => socket.close(1000),
  };
}

const kinds = (frames: unknown[]): string =>
  frames.map((frame) => (frame as { t?: string }).t).join(', ') || 'nothing';

export const conversationPath = (conversation: string): string => `/api/conversations/${conversation}/socket`;

/** Connected and greeted. */
export async function join(
  conversation: string,
  ticket: string,
  since = 0,
  epoch: string | null = null,
  origin = SHOP,
) {
  const wire = await connect(conversationPath(conversation), ticket, origin);
  wire.send({ t: 'hello', v: 1, since, epoch, device: newId(26) });
  return { wire, welcome: await wire.next('welcome') };
}

export const message = (text: string, cid = newId(26)) => ({ cid, kind: 'message' as const, text });

export const setAvailability = (workspace: Workspace, { cookie }: Agent, availability: Availability) =>
  request(`/api/workspaces/${workspace.id}/availability`, {
    method: 'PATCH',
    cookie,
    body: { availability },
  });

/** Quiet hours that began an hour ago by the clock of a place, and end in an hour. */
export function quietNow(timeZone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const [quietFrom, quietTo] = [-1, 1].map((hours) => format.format(Date.now() + hours * 60 * 60_000));
  return { hasQuietHours: true, quietFrom: quietFrom ?? '', quietTo: quietTo ?? '', timeZone };
}
