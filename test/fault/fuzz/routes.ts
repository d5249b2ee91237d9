/** The addresses to knock on, read from the source of worker/app.ts: a new route is fuzzed from its first day. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../selfhost/settings.ts';
import type { Dice } from './dice.ts';
import type { Secrets, Workspace } from './fuzz-world.ts';

export interface FuzzedRoute {
  method: string;
  path: string;
  access: string;
}

/** Everything about the world that a request needs. */
export interface Doors {
  routes: FuzzedRoute[];
  secrets: Secrets;
  workspace: Workspace;
  /** A conversation of which the requester is an agent. */
  conversation: string;
  /** A ticket for it that is renewed while the run lasts, and one that ended long ago. */
  ticket: string;
  expired: string;
  inboxTicket: string;
  /** A file of it, and the address that opens it for a while. */
  file: string;
  link: string;
  /** The headers with which a route may be called. */
  credentials(route: FuzzedRoute): string[];
}

/** The Worker's own table can't be loaded in Node, because its imports are the runtime's. */
export function routesOf(source = readFileSync(join(root, 'worker/app.ts'), 'utf8')): FuzzedRoute[] {
  return [...source.matchAll(/\broute\(\s*'(\w+)',\s*'([^']+)',\s*'(\w+)'/g)].map(
    ([, method = '', path = '', access = '']) => ({ method, path, access }),
  );
}

export const idsIn = (path: string, { workspace, conversation, file }: Doors): string =>
  path
    .replace(':site', workspace.siteKey)
    .replace(':conversation', conversation)
    .replace(':workspace', workspace.id)
    .replace(':file', file)
    .replace(':language', 'de.js')
    .replace(':photo', '0'.repeat(32))
    // Nobody may be removed whom the run needs.
    .replace(':device', file)
    .replace('members/:agent', `members/${'0'.repeat(10)}`)
    .replace(':agent', workspace.requester.id)
    .replace(/:id$/, workspace.id)
    .replace(':visitor', file);

/** Signed by the right key, and over since 2001. */
export function expiredTicket({ secret }: Secrets, conversation: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { aud: conversation, sub: 'x', role: 'agent', name: null, origin: null, exp: 1e9 };
  const signed = `${part({ alg: 'HS256' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const CONTEXT = { page: '', title: '', referrer: '', locale: 'en', timeZone: 'UTC', userAgent: 'fuzz' };

/** A body with which the route's owner would be served. */
export function bodyFor(
  { path }: FuzzedRoute,
  { workspace, conversation, file }: Doors,
  dice: Dice,
): unknown {
  switch (path) {
    case '/api/setup':
      // Finds the workspace that is there.
      return { workspace: workspace.id, name: 'Fernhill', email: `owner-${workspace.id}@example.org` };
    case '/api/sites/:site/conversations':
      return { conversation: `${workspace.id}-${dice.word(26)}`, visitor: dice.word(26), context: CONTEXT };
    case '/api/conversations/:conversation/frames':
      return { frames: [{ t: 'ping' }, { t: 'sync', since: dice.below(9) }].slice(0, 1 + dice.below(2)) };
    case '/api/conversations/:conversation/poll':
      // Another epoch is answered at once; the same would be a poll that rightly waits.
      return { frames: [{ t: 'hello', v: 1, since: 0, epoch: 'another', device: dice.word(26) }] };
    case '/api/conversations/:conversation/links':
      return { files: [file, dice.word(26)] };
    case '/api/conversations/:conversation/push/:device':
      return {
        endpoint: `https://push.invalid/${dice.word(9)}`,
        p256dh: 'A'.repeat(87),
        auth: 'A'.repeat(22),
        page: dice.pick(['https://shop.example/', '你好', '\ud800']),
        icon: null,
      };
    case '/api/workspaces/:workspace/inbox/frames':
      return { frames: [{ t: 'ping' }, { t: 'sync', since: 0 }].slice(0, 1 + dice.below(2)) };
    case '/api/workspaces/:workspace/inbox/poll':
      return { frames: [{ t: 'hello', v: 1, since: 0, epoch: 'another' }] };
    case '/api/sign-in':
      return { email: `${dice.word(8)}@example.org`, password: 'wrong' };
    case '/api/sign-in/link':
      return { token: `${'A'.repeat(43)}.${dice.word(32)}` };
    case '/api/workspaces/:workspace/members':
      return { email: `hedy-${workspace.id}@example.org`, name: 'Hedy', role: 'agent' };
    case '/api/workspaces/:workspace/sites':
      return { name: dice.word(8) };
    case '/api/workspaces/:workspace/sites/:site':
      return { name: 'Fernhill', look: { color: '#aabbcc', texts: { de: { greeting: dice.word(8) } } } };
    case '/api/workspaces/:workspace/me':
      return { name: dice.pick(['Hedy', 'Zoë', '你好', '\u202eydeH', 'H\0dy']) };
    case '/api/workspaces/:workspace/availability':
      return { availability: dice.pick(['available', 'away', 'dnd']) };
    case '/api/workspaces/:workspace/agents/:agent':
      return { limit: 1 + dice.below(9) };
    case '/api/workspaces/:workspace/assignment':
      return { mode: 'manual', limit: null };
    case '/api/workspaces/:workspace/actions':
      return {
        conversations: [conversation],
        cid: dice.word(26),
        action: { do: 'priority', priority: dice.pick(['low', 'high']) },
      };
    case '/api/workspaces/:workspace/teams':
    case '/api/workspaces/:workspace/teams/:id':
      return { name: dice.word(6), members: [workspace.requester.id] };
    case '/api/workspaces/:workspace/labels':
    case '/api/workspaces/:workspace/labels/:id':
      return { name: dice.word(6), color: dice.pick(['red', 'teal']) };
    case '/api/workspaces/:workspace/replies':
    case '/api/workspaces/:workspace/replies/:id':
      return { shortcut: dice.word(4), title: dice.word(6), text: dice.pick(['Hello {visitor}', '你好']) };
    case '/api/workspaces/:workspace/views':
    case '/api/workspaces/:workspace/views/:id':
      return {
        name: dice.word(6),
        filter: { state: 'open', vip: true },
        sort: 'waiting',
        isShared: dice.chance(0.5),
      };
    case '/api/workspaces/:workspace/people/:visitor':
      return { note: dice.word(9), isVip: dice.chance(0.5) };
    case '/api/workspaces/:workspace/people/:visitor/block':
      return { reason: null };
    case '/api/workspaces/:workspace/people/:visitor/merge':
      return { visitor: file, isSame: true };
    case '/api/workspaces/:workspace/me/notifications':
      return { sound: dice.chance(0.5), quietFrom: '21:30' };
    case '/api/workspaces/:workspace/me/notifications/devices/:device':
      return {
        name: dice.word(6),
        endpoint: `https://push.invalid/${dice.word(9)}`,
        p256dh: 'A'.repeat(87),
        auth: 'A'.repeat(22),
      };
    case '/api/workspaces/:workspace/me/notifications/ledger':
      return {
        entries: [
          { id: dice.word(26), conversation, visitorName: null, occasion: 'message', outcome: 'shown' },
        ],
      };
    case '/api/workspaces/:workspace/me/notifications/opened':
      return { id: dice.word(26) };
    case '/api/workspaces/:workspace/sites/:site/identity':
      return { isRequired: false };
    case '/api/workspaces/:workspace/lookup':
      return { url: null };
    default:
      return {};
  }
}
