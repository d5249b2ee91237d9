/** kill -9 of the built server while scheduled replies come due. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConversationEvent } from '../../protocol/event.ts';
import { newId } from '../../worker/new-id.ts';
import { eventually } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';
import { join, openConversation, signIn, type Visitor } from '../support/wire.ts';

const KILLS = 4;
const CONVERSATIONS = 4;
const REPLIES = 18;
/** Between one reply and the next, over all conversations. Milliseconds. */
const PACE = 60;

let server: Server;
let cookie: string;
let visitors: Visitor[];

beforeAll(async () => {
  server = await startServer();
  cookie = await signIn(server);
  visitors = await Promise.all(Array.from({ length: CONVERSATIONS }, () => openConversation(server)));
});

afterAll(() => server?.stop());

it(`[CNV-16] ${KILLS} times: each is sent, and sent once`, async () => {
  const now = Date.now();
  const texts = visitors.map((_, at) =>
    Array.from({ length: REPLIES }, (_, count) => ({
      text: `${at}/${count}`,
      dueAt: now + 1_500 + (count * CONVERSATIONS + at) * PACE,
    })),
  );
  for (const [at, { conversation }] of visitors.entries()) {
    const { wire } = await join(server.origin, conversation, { cookie });
    const ack = wire.next('ack');
    const items = texts[at]?.map((reply) => ({ cid: newId(26), kind: 'schedule', ...reply }));
    wire.send(JSON.stringify({ t: 'send', items }));
    expect((await ack).results.every(({ outcome }) => outcome === 'stored')).toBe(true);
    wire.close();
  }

  const sentCount = async () => (await readLogs()).flat().filter(isSent).length;
  let killedAt = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    // In the middle of it, each time further on.
    await eventually(async () => expect(await sentCount()).toBeGreaterThan(killedAt));
    killedAt = await sentCount();
    await server.kill9();
    await server.restart();
  }
  expect(killedAt).toBeLessThan(CONVERSATIONS * REPLIES);

  await eventually(async () => expect(await sentCount()).toBeGreaterThanOrEqual(CONVERSATIONS * REPLIES));
  for (const [at, log] of (await readLogs()).entries()) {
    const sent = log.flatMap((event) => (event.kind === 'message' ? event.text : []));
    expect(sent).toEqual(texts[at]?.map(({ text }) => text));
  }
}, 120_000);

const isSent = ({ kind }: ConversationEvent) => kind === 'message';

const readLogs = (): Promise<ConversationEvent[][]> =>
  Promise.all(
    visitors.map(async ({ conversation }) => {
      const { wire, welcome } = await join(server.origin, conversation, { cookie });
      wire.close();
      return welcome.events;
    }),
  );
