/** The wire without a browser: Node's fetch and the `ws` package against the built server. For faults and benches. */
import { WebSocket } from 'ws';
import { me, ticketResponse } from '../../protocol/api.ts';
import type { ClientFrame, ServerFrame } from '../../protocol/frames.ts';
import { serverFrame } from '../../protocol/frames.ts';
import { parseJson, type Shape } from '../../protocol/shape.ts';
import { newId } from '../../worker/new-id.ts';
import type { Server } from './server.ts';

const CONTEXT = { page: '', title: '', referrer: '', locale: 'en', timeZone: 'UTC', userAgent: 'wire' };

async function call<T>(
  shape: Shape<T>,
  url: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return parseJson(shape, await response.text());
}

export interface Visitor {
  conversation: string;
  token: string;
}

/** A visitor who has started a conversation. */
export async function openConversation(server: Pick<Server, 'origin' | 'siteKey'>): Promise<Visitor> {
  const visitor = { conversation: `${server.siteKey.slice(0, 10)}-${newId(26)}`, token: newId(32) };
  const body = { conversation: visitor.conversation, visitor: newId(26), context: CONTEXT };
  const headers = { authorization: `Bearer ${visitor.token}` };
  await call(ticketResponse, `${server.origin}/api/sites/${server.siteKey}/conversations`, headers, body);
  return visitor;
}

/** Signs in with the link that the server printed. @returns the session's cookie. */
export async function signIn({ origin, signInLink }: Pick<Server, 'origin' | 'signInLink'>): Promise<string> {
  const response = await fetch(`${origin}/api/sign-in/link`, {
    method: 'POST',
    body: JSON.stringify({ token: signInLink.split('sign-in=')[1] }),
  });
  parseJson(me, await response.text());
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** A ticket for a conversation: by session cookie for an agent, by token for its visitor. */
export async function ticketFor(
  origin: string,
  conversation: string,
  who: { cookie?: string; token?: string },
) {
  const headers: Record<string, string> = who.cookie
    ? { cookie: who.cookie }
    : { authorization: `Bearer ${who.token}` };
  return (await call(ticketResponse, `${origin}/api/conversations/${conversation}/ticket`, headers, {}))
    .ticket;
}

export interface Wire {
  send(frame: ClientFrame | string): void;
  /** Hands every frame to the listener from now on. */
  listen(listener: (frame: ServerFrame) => void): void;
  /** The next frame of this kind; others before it are passed over. */
  next<T extends ServerFrame['t']>(t: T): Promise<Extract<ServerFrame, { t: T }>>;
  readonly closed: Promise<number>;
  /** Reads nothing more from the network, until `resume`. */
  pause(): void;
  resume(): void;
  close(): void;
}

/** Connects, and resolves once the socket is open. */
export async function connect(origin: string, conversation: string, ticket: string): Promise<Wire> {
  const url = `${origin.replace('http', 'ws')}/api/conversations/${conversation}/socket`;
  const socket = new WebSocket(url, ['chat.v1', `ticket.${ticket}`]);
  const listeners = new Set<(frame: ServerFrame) => void>();
  socket.on('message', (data) => {
    const frame = parseJson(serverFrame, String(data));
    for (const listener of [...listeners]) listener(frame);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => {});
  return {
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    listen: (listener) => void listeners.add(listener),
    next: (t) =>
      new Promise((resolve, reject) => {
        const listener = (frame: ServerFrame) => {
          if (frame.t !== t) return;
          listeners.delete(listener);
          resolve(frame as never);
        };
        listeners.add(listener);
        closed.then((code) => reject(new Error(`closed with ${code} before ${t}`)));
      }),
    closed,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.terminate(),
  };
}

export const hello = (since = 0, epoch: string | null = null): ClientFrame => ({
  t: 'hello',
  v: 1,
  since,
  epoch,
  device: newId(26),
});

/** Connected and greeted. */
export async function join(
  origin: string,
  conversation: string,
  who: { cookie?: string; token?: string },
  since = 0,
) {
  const wire = await connect(origin, conversation, await ticketFor(origin, conversation, who));
  const welcome = wire.next('welcome');
  wire.send(hello(since));
  return { wire, welcome: await welcome };
}
