/** Hostile clients of the HTTP interface: send their requests, one connection each, and judge every answer. */
import { fileLinks } from '../../../protocol/files.ts';
import { parseJson } from '../../../protocol/shape.ts';
import type { Server } from '../../support/server.ts';
import { ticketFor } from '../../support/wire.ts';
import { fuzzRequest } from './fuzz-requests.ts';
import { inboxTicket, secretsOf, type Workspace } from './fuzz-world.ts';
import { judgeRequest } from './judge-request.ts';
import { exchange } from './raw-http.ts';
import type { Report } from './report.ts';
import { type Doors, expiredTicket, routesOf } from './routes.ts';

const REQUESTS_AT_ONCE = 12;

export async function doorsOf(
  { origin, dataDir }: Server,
  workspace: Workspace,
  conversation: string,
): Promise<Doors> {
  const secrets = secretsOf({ dataDir });
  const cookie = `cookie: ${workspace.requester.cookie}`;
  const visitorToken = 'authorization: Bearer 0123456789abcdefghjkmnpqrstvwxyz';
  const doors: Doors = {
    routes: routesOf(),
    secrets,
    workspace,
    conversation,
    ...(await ticketsOf(origin, workspace, conversation)),
    expired: expiredTicket(secrets, conversation),
    credentials({ path, access }) {
      if (access === 'visitor' || path === '/api/sites/:site/conversations') return [visitorToken];
      if (access === 'operator') return [`authorization: Bearer ${secrets.setupToken}`];
      if (access === 'ticket')
        return [`authorization: Bearer ${path.includes(':conversation') ? doors.ticket : doors.inboxTicket}`];
      if (access === 'admin') return [`cookie: ${workspace.owner.cookie}`];
      return access === 'public' ? [] : [cookie];
    },
  };
  return doors;
}

const ticketsOf = async (origin: string, { id, requester }: Workspace, conversation: string) => ({
  ...(await fileOf(origin, requester, conversation)),
  ticket: await ticketFor(origin, conversation, requester),
  inboxTicket: await inboxTicket(origin, id, requester),
});

/** A file of the conversation, and its address. */
async function fileOf(origin: string, { cookie }: Workspace['requester'], conversation: string) {
  const file = 'f'.repeat(26);
  const ask = async (path: string, body: string, headers = {}) => {
    const url = `${origin}/api/conversations/${conversation}/${path}`;
    return (await fetch(url, { method: 'POST', body, headers: { cookie, ...headers } })).text();
  };
  await ask('files', 'A file', { 'x-file-id': file, 'x-file-name': 'a.txt' });
  const [link] = parseJson(fileLinks, await ask('links', JSON.stringify({ files: [file] }))).links;
  if (!link) throw new Error('the file was not taken');
  return { file, link: link.path };
}

/** A ticket lasts a minute. Milliseconds. */
const TICKET_AGE_MS = 40_000;

export async function runRequests(
  { origin, port }: Server,
  doors: Doors,
  { seed, from, end, report }: { seed: number; from: number; end: number; report: Report },
): Promise<void> {
  const { secret, setupToken } = doors.secrets;
  let next = from;
  let renewedAt = performance.now();
  const work = async () => {
    while (next < end) {
      const index = next;
      next += 1;
      if (performance.now() - renewedAt > TICKET_AGE_MS) {
        renewedAt = performance.now();
        Object.assign(doors, await ticketsOf(origin, doors.workspace, doors.conversation));
      }
      const request = fuzzRequest(seed, index, doors);
      const response = await exchange(port, request.bytes, request.isCutOff || request.isMalformed);
      const violation = judgeRequest(request, response, [secret, setupToken]);
      report.request(request, violation ? 'violation' : String(response?.status), violation);
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, work));
}
