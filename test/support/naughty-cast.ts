/**
 * For each string a visitor and an agent who say nothing else: it is what they write and what they make of an earlier
 * message, the agent's name and address, and everything that the visitor's browser tells of itself.
 */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  inviteResponse,
  type Me,
  type Member,
  me,
  member,
  problem,
  setupResponse,
  ticketResponse,
} from '../../protocol/api.ts';
import type { VisitorContext } from '../../protocol/context.ts';
import { serverFrames } from '../../protocol/frames.ts';
import { workspaceOf } from '../../protocol/ids.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { parseJson, type Shape } from '../../protocol/shape.ts';
import { newId } from '../../worker/new-id.ts';
import type { Server } from './server.ts';

/** How many strings each way in has taken, and how many it has refused with a code of the closed list. */
export type Tally = Map<string, { taken: number; refused: number }>;

export interface SaidText {
  text: string;
  isEdited: boolean;
}

export interface Part {
  text: string;
  conversation: string;
  visitor: string;
  token: string;
  context: VisitorContext;
  /** What the visitor said, then what the agent did. */
  said: readonly SaidText[];
  agentName: string;
  /** Somebody else of the team. */
  teammate: Member;
  /** The visitor's browser goes on to another page. */
  moveTo(context: VisitorContext): Promise<void>;
}

export interface NaughtySite {
  site: string;
  name: string;
}

/** What is there before it is changed into the string; and instead of it, where the string is not taken. */
export const PLAIN = 'Plain words';

/** As much of a text as fits into so many bytes, in whole characters. */
export const cut = (text: string, maxBytes: number): string =>
  text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(maxBytes)).read);

/** Everything a browser tells of itself is the string, as far as there is room. */
export const contextOf = (text: string): VisitorContext => ({
  page: cut(text, LIMITS.urlBytes),
  title: cut(text, 512),
  referrer: cut(text, LIMITS.urlBytes),
  locale: cut(text, 35),
  timeZone: cut(text, 64),
  userAgent: cut(text, 512),
});

/** @param owner the session's cookie of somebody who may invite */
export async function castParts(server: Server, owner: string, texts: readonly string[], tally: Tally) {
  const { origin, siteKey } = server;
  const team = `${origin}/api/workspaces/${workspaceOf(siteKey)}`;
  const invite = (name: string, email: string) =>
    ask(inviteResponse, `${team}/members`, { cookie: owner, body: { email, name, role: 'agent' } });
  // Each takes a name, says what there is to say by it, and takes the next.
  const hands = await Promise.all(
    Array.from({ length: HANDS }, async (_, hand) => {
      const { signInToken } = await taken(invite(PLAIN, `hand-${hand}@example.org`));
      return (await signInBy(origin, signInToken ?? '')).cookie;
    }),
  );

  return inTurns(texts, async (text, index, hand): Promise<Part> => {
    const cookie = hands[hand] ?? '';
    const name = cut(text, LIMITS.nameBytes);
    // No two alike: who is invited again is who they were.
    const email = `${cut(text, 200)}@${index}.example`;
    const invited = await invite(name, email);
    count(tally, 'invited member’s name', 'value' in invited);
    const { member: teammate } = await taken('value' in invited ? invited : invite(PLAIN, email));
    strictEqual(teammate.name, 'value' in invited ? name : PLAIN);
    strictEqual(teammate.email, email.trim().toLowerCase());
    count(tally, 'invited member’s e-mail', true);

    const rename = (wanted: string) =>
      ask(member, `${team}/me`, { method: 'PATCH', cookie, body: { name: wanted } });
    const renamed = await rename(name);
    count(tally, 'agent’s name', 'value' in renamed);
    const agentName = (await taken('value' in renamed ? renamed : rename(PLAIN))).name;
    strictEqual(agentName, 'value' in renamed ? name : PLAIN);

    const conversation = `${workspaceOf(siteKey)}-${newId(26)}`;
    const [visitor, token, context] = [newId(26), newId(32), contextOf(text)];
    const opening = { bearer: token, body: { conversation, visitor, context } };
    const { ticket } = await taken(
      ask(ticketResponse, `${origin}/api/sites/${siteKey}/conversations`, opening),
    );
    for (const field of Object.keys(context)) count(tally, `visitor’s ${field}`, true);
    const address = `${origin}/api/conversations/${conversation}`;
    const byVisitor = await say(address, ticket, text, 1);
    count(tally, 'visitor’s message', byVisitor.isTaken);
    count(tally, 'visitor’s edited message', byVisitor.isTaken);
    const agentTicket = await taken(ask(ticketResponse, `${address}/ticket`, { cookie, body: {} }));
    // Before the agent's first word there is one event more, which assigns.
    const byAgent = await say(address, agentTicket.ticket, text, byVisitor.eventCount + 2);
    count(tally, 'agent’s message', byAgent.isTaken);
    count(tally, 'agent’s edited message', byAgent.isTaken);
    return {
      text,
      conversation,
      visitor,
      token,
      context,
      said: [...byVisitor.said, ...byAgent.said],
      agentName,
      teammate,
      async moveTo(moved) {
        const fresh = await taken(ask(ticketResponse, `${address}/ticket`, { bearer: token, body: {} }));
        await send(address, fresh.ticket, { t: 'page', context: moved });
      },
    };
  });
}

/** A message that is changed into the string, and one that is the string from the beginning. */
async function say(address: string, ticket: string, text: string, target: number) {
  const commands = [
    { kind: 'message', text: PLAIN },
    { kind: 'message', text },
    { kind: 'edit', target, text },
  ];
  const items = commands.map((command) => ({ cid: newId(26), ...command }));
  const ack = (await send(address, ticket, { t: 'send', items })).find((frame) => frame.t === 'ack');
  const codes = ack?.results.map((result) => (result.outcome === 'refused' ? result.code : 'stored'));
  const isTaken = codes?.[1] === 'stored';
  deepStrictEqual(codes, isTaken ? ['stored', 'stored', 'stored'] : ['stored', 'bad_frame', 'bad_frame']);
  const said: SaidText[] = isTaken
    ? [
        { text, isEdited: true },
        { text, isEdited: false },
      ]
    : [{ text: PLAIN, isEdited: false }];
  return { said, isTaken, eventCount: isTaken ? 3 : 1 };
}

async function send(address: string, ticket: string, frame: unknown) {
  const { frames } = await taken(
    ask(serverFrames, `${address}/frames`, { bearer: ticket, body: { frames: [frame] } }),
  );
  return frames;
}

/** A workspace of this name, with one site of the same, for each string that can be one. */
export async function castSites(
  server: Server,
  texts: readonly string[],
  tally: Tally,
): Promise<NaughtySite[]> {
  const { setupToken } = JSON.parse(readFileSync(join(server.dataDir, 'deployment.json'), 'utf8'));
  const sites = await inTurns(texts, async (text, index): Promise<NaughtySite | null> => {
    const name = cut(text, LIMITS.nameBytes);
    const email = `${index % 50}@example.org`;
    const body = { workspace: newId(10), name, email, ownerName: PLAIN };
    const made = await ask(setupResponse, `${server.origin}/api/setup`, { bearer: setupToken, body });
    count(tally, 'workspace’s and site’s name', 'value' in made);
    if ('refused' in made) return null;
    const signedIn = await signInBy(server.origin, made.value.signInToken);
    deepStrictEqual(
      signedIn.me.memberships.map(({ workspaceName }) => workspaceName),
      [name],
    );
    return { site: made.value.siteKey, name };
  });
  return sites.filter((site) => site !== null);
}

function count(tally: Tally, way: string, isTaken: boolean): void {
  const { taken, refused } = tally.get(way) ?? { taken: 0, refused: 0 };
  tally.set(way, { taken: taken + Number(isTaken), refused: refused + Number(!isTaken) });
}

interface Asking {
  method?: string;
  bearer?: string;
  cookie?: string;
  body: unknown;
}

type Asked<T> = { value: T } | { refused: string };

/** @throws when it is refused by anything but a problem that has a code */
async function ask<T>(
  shape: Shape<T>,
  url: string,
  { method, bearer, cookie, body }: Asking,
): Promise<Asked<T>> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`);
  if (cookie !== undefined) headers.set('cookie', cookie);
  const response = await fetch(url, { method: method ?? 'POST', headers, body: JSON.stringify(body) });
  const answer = await response.text();
  if (response.ok) return { value: parseJson(shape, answer) };
  const { code } = parseJson(problem, answer);
  strictEqual(code, 'bad_frame', answer);
  return { refused: code };
}

async function taken<T>(asked: Asked<T> | Promise<Asked<T>>): Promise<T> {
  const answer = await asked;
  if ('refused' in answer) throw new Error(`refused: ${answer.refused}`);
  return answer.value;
}

async function signInBy(origin: string, token: string): Promise<{ cookie: string; me: Me }> {
  const response = await fetch(`${origin}/api/sign-in/link`, {
    method: 'POST',
    body: JSON.stringify({ token }),
  });
  const who = parseJson(me, await response.text());
  return { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '', me: who };
}

/** How many things are done at a time. */
const HANDS = 6;

async function inTurns<In, Out>(
  items: readonly In[],
  work: (item: In, index: number, hand: number) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = [];
  const queue = items.entries();
  const takeAll = async (hand: number) => {
    for (const [index, item] of queue) results[index] = await work(item, index, hand);
  };
  await Promise.all(Array.from({ length: HANDS }, (_, hand) => takeAll(hand)));
  return results;
}
