/** A thousand real sockets lose the built server and find it again. docs/RELIABILITY.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationClient } from '../../client/conversation-client.ts';
import type { ConversationEvent } from '../../protocol/event.ts';
import { openClient, untilOnline, untilState } from '../support/node-client.ts';
import { type Server, startServer } from '../support/server.ts';
import { join, openConversation, signIn } from '../support/wire.ts';

const SOCKETS = 1_000;
const PER_CONVERSATION = 10;

let server: Server;
let clients: ConversationClient[] = [];

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  for (const client of clients) client.stop();
  await server?.stop();
});

describe('[CON-5] a reconnect storm', () => {
  it(`${SOCKETS} clients are cut off by kill -9 and all come back, with what was written meanwhile`, async () => {
    const cookie = await signIn(server);
    const rooms = await Promise.all(
      Array.from({ length: SOCKETS / PER_CONVERSATION }, async () => {
        const { conversation, token } = await openConversation(server);
        const visitor = () => openClient(server.origin, conversation, { token });
        // Nine tabs of the visitor and the agent who answers.
        const readers = Array.from({ length: PER_CONVERSATION - 1 }, visitor);
        return { agent: openClient(server.origin, conversation, { cookie }), readers };
      }),
    );
    clients = rooms.flatMap(({ agent, readers }) => [agent, ...readers]);
    await Promise.all(clients.map(untilOnline));

    await server.kill9();
    await Promise.all(
      clients.map((client) => untilState(client, ({ connection }) => connection.is !== 'online')),
    );
    for (const [index, { agent }] of rooms.entries())
      agent.send({ kind: 'message', text: `answer ${index}` });
    const restartedAt = Date.now();
    await server.restart();

    await Promise.all(
      rooms.flatMap(({ readers }, index) =>
        readers.map((reader) =>
          untilState(reader, ({ timeline }) =>
            timeline.entries.some((entry) => entry.is === 'message' && entry.text === `answer ${index}`),
          ),
        ),
      ),
    );
    await Promise.all(clients.map(untilOnline));
    console.log(
      `${clients.length} sockets: all back and synced ${Date.now() - restartedAt} ms after the restart began`,
    );
    for (const { agent, readers } of rooms) {
      const logs = [agent, ...readers].map((client) => JSON.stringify(client.state.get().timeline.entries));
      expect(new Set(logs).size).toBe(1);
    }
    expect(server.output()).not.toMatch(/exception|uncaught/i);
  }, 180_000);
});

describe('[LIM-7] a reader who stops reading', () => {
  it('is owed no more than a page, and has everything once it reads again', async () => {
    const cookie = await signIn(server);
    const { conversation, token } = await openConversation(server);
    const agent = openClient(server.origin, conversation, { cookie });
    clients.push(agent);
    const { wire } = await join(server.origin, conversation, { token });
    const got: ConversationEvent[] = [];
    let bytesUnasked = 0;
    const done = new Promise<void>((resolve) =>
      wire.listen((frame) => {
        if (frame.t !== 'events') return;
        got.push(...frame.events);
        if (got.length === 0 || asked === 0) bytesUnasked += JSON.stringify(frame).length;
        const last = got.at(-1)?.seq ?? 0;
        if (last === frame.head && last === agent.state.get().timeline.last) return resolve();
        if (frame.events.length > 0 && asked === 0) return;
        asked += 1;
        wire.send({ t: 'sync', since: last });
      }),
    );
    let asked = 0;
    wire.pause();
    for (let count = 0; count < 300; count += 1) agent.send({ kind: 'message', text: 'x'.repeat(10_000) });
    await untilState(agent, ({ unsent }) => unsent.length === 0);
    wire.resume();
    await done;
    console.log(`${got.length} events, ${bytesUnasked} bytes of them unasked for`);
    expect(bytesUnasked).toBeLessThan(300_000);
    expect(got.map(({ seq }) => seq)).toEqual(got.map((_, index) => index + 1));
    wire.close();
  }, 120_000);
});
