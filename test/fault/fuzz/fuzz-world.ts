/** Who is there while the server is fuzzed: workspaces with agents, conversations with visitors, and their doors. */
import { readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { inviteResponse, me, setupResponse, ticketResponse } from '../../../protocol/api.ts';
import { object, parseJson, type Shape, text } from '../../../protocol/shape.ts';
import { newId } from '../../../worker/new-id.ts';
import type { Server } from '../../support/server.ts';
import { openConversation, signIn, type Visitor } from '../../support/wire.ts';

export interface Agent {
  id: string;
  cookie: string;
}

export interface Workspace {
  id: string;
  siteKey: string;
  owner: Agent;
  /** Send fuzzed frames to the inbox, each with a rate limit of their own; the owner is one of them. */
  fuzzers: Agent[];
  /** Never fuzzes: watches. */
  watcher: Agent;
  /** Sends fuzzed requests: whatever becomes of the session hurts nobody else. */
  requester: Agent;
  visitors: Visitor[];
}

export interface Secrets {
  secret: string;
  setupToken: string;
}

const deployment = object({ secret: text(256), setupToken: text(256) });

/** What the server must never say. */
export const secretsOf = ({ dataDir }: Pick<Server, 'dataDir'>): Secrets =>
  parseJson(deployment, readFileSync(joinPath(dataDir, 'deployment.json'), 'utf8'));

export async function post<T>(
  shape: Shape<T>,
  url: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<T> {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${answer}`);
  return parseJson(shape, answer);
}

export async function makeWorkspace(server: Server, visitorCount: number): Promise<Workspace> {
  const { origin } = server;
  const id = newId(10);
  const headers = { authorization: `Bearer ${secretsOf(server).setupToken}` };
  const owner = { workspace: id, name: 'Fernhill', email: `owner-${id}@example.org`, ownerName: 'Nell' };
  const { siteKey, signInToken } = await post(setupResponse, `${origin}/api/setup`, headers, owner);
  const nell = await agentBy(origin, signInToken, id);
  const invite = async (name: string): Promise<Agent> => {
    const body = { email: `${name}-${id}@example.org`, name, role: 'agent' };
    const url = `${origin}/api/workspaces/${id}/members`;
    const { signInToken } = await post(inviteResponse, url, { cookie: nell.cookie }, body);
    return agentBy(origin, signInToken ?? '', id);
  };
  const [watcher, requester] = [await invite('Grace'), await invite('Hedy')];
  const fuzzers = [nell, await invite('Ida'), await invite('Joan'), await invite('Kay')];
  const visitors: Workspace['visitors'] = [];
  for (let count = 0; count < visitorCount; count += 1)
    visitors.push(await openConversation({ origin, siteKey }));
  return { id, siteKey, owner: nell, fuzzers, watcher, requester, visitors };
}

async function agentBy(origin: string, token: string, workspace: string): Promise<Agent> {
  const cookie = await signIn({ origin, signInLink: `#sign-in=${token}` });
  const answer = await fetch(`${origin}/api/me`, { headers: { cookie } });
  const { memberships } = parseJson(me, await answer.text());
  return { cookie, id: memberships.find((entry) => entry.workspace === workspace)?.agent ?? '' };
}

export const inboxTicket = async (origin: string, workspace: string, { cookie }: Agent): Promise<string> =>
  (await post(ticketResponse, `${origin}/api/workspaces/${workspace}/inbox/ticket`, { cookie }, {})).ticket;
