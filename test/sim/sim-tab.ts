/** A browser tab of a simulated run: the real conversation client in an environment made of the world's time and wires. */
import type { ConversationClient } from '../../client/conversation-client.ts';
import { createConversationClient } from '../../client/conversation-client.ts';
import type { Environment, HttpResponse } from '../../client/environment.ts';
import type { OutboxItem, OutboxStore } from '../../client/outbox.ts';
import { openPollTransport } from '../../client/poll-transport.ts';
import type { CommandBody } from '../../protocol/event.ts';
import type { Participant } from '../../worker/conversation/conversation-core.ts';
import type { SimServer } from './sim-server.ts';
import { START_AT, type World } from './world.ts';

/** What a browser keeps on disk, shared by all tabs of one person. */
export interface Disk {
  items: Map<string, OutboxItem>;
  /** From some moment on, the browser neither stores nor gives anything back. */
  isDenied: boolean;
}

export interface SimTab {
  readonly name: string;
  readonly client: ConversationClient;
  readonly who: Participant;
  readonly disk: Disk;
  isVisible: boolean;
  /** Added to the world's time by this browser's clock. */
  clockSkewMs: number;
  /** Network of this tab is gone: nothing opens, requests fail. */
  isOffline: boolean;
  /** Sends a text and remembers it as promised once it is on disk, or while the tab lives. */
  say(text: string): void;
  command(body: CommandBody): void;
  wake(): void;
  /** The process is gone: no goodbye, and what was not on disk is lost. @returns texts that were not safe yet. */
  kill(): string[];
}

const DISK_MS = 8;
/** So long after a text was said, it must survive the tab. */
const UNSAFE_MS = 4 * DISK_MS;

export function openSimTab(
  world: World,
  server: SimServer,
  name: string,
  who: Participant,
  disk: Disk,
): SimTab {
  let isDead = false;
  const wakers = new Set<() => void>();
  /** When each text was said. What was said this very moment may not be on the disk yet, and nobody claims so. */
  const saidAt = new Map<string, number>();
  let writtenAt = 0;

  const alive = (run: () => void) => () => {
    if (!isDead) run();
  };

  const environment: Environment = {
    clock: {
      now: () => START_AT + Math.floor(world.now) + tab.clockSkewMs,
      after: (ms, run) => world.after(ms, alive(run)),
    },
    random: world.random,
    openSocket(_url, _protocols, handlers) {
      if (tab.isOffline) {
        world.after(
          50,
          alive(() => handlers.closed(1006)),
        );
        return { send() {}, close() {} };
      }
      const link = server.connect(who, {
        opened: alive(handlers.opened),
        received: (data) => isDead || handlers.received(data),
        closed: (code) => isDead || handlers.closed(code),
      });
      return { send: (data) => link.send('up', data), close: () => link.cut(1000) };
    },
    async request({ url, body, timeoutMs = 15_000 }): Promise<HttpResponse> {
      const travel = () =>
        new Promise<void>((resolve) => world.after(20 + 30 * world.random.unit(), resolve));
      const lost = () =>
        new Promise<never>((_, reject) => world.after(timeoutMs, () => reject(new Error('timeout'))));
      if (url === 'ticket') server.attemptsOf.set(name, [...(server.attemptsOf.get(name) ?? []), world.now]);
      const isUnreachable = () => tab.isOffline || !server.isUp || isDead;
      const exchange = async () => {
        await travel();
        if (isUnreachable()) throw new Error('unreachable');
        if (world.random.chance(server.requestLoss)) return lost();
        if (url === 'ticket') return { status: 200, text: '{"ticket":"t","expiresAt":0}' };
        const answer = await server.post(who, url.split('/').at(-1) ?? '', body);
        await travel();
        if (isUnreachable()) throw new Error('unreachable');
        return world.random.chance(server.requestLoss) ? lost() : answer;
      };
      return Promise.race([exchange(), lost()]);
    },
    isVisible: () => tab.isVisible,
    onWake(run) {
      wakers.add(alive(run));
      return () => wakers.clear();
    },
  };

  const outbox: OutboxStore = {
    isLasting: true,
    async load() {
      await new Promise<void>((resolve) => world.after(DISK_MS, resolve));
      if (disk.isDenied) throw new Error('denied');
      return [...disk.items.values()].sort((a, b) => a.createdAt - b.createdAt);
    },
    put: (_box, item) =>
      new Promise((resolve, reject) => {
        // Writes of one tab are done in order, as IndexedDB does them.
        writtenAt = Math.max(writtenAt, world.now + DISK_MS * world.random.unit());
        world.after(
          writtenAt - world.now,
          alive(() => {
            if (disk.isDenied) return reject(new Error('denied'));
            disk.items.set(item.command.cid, item);
            resolve();
          }),
        );
      }),
    async remove(_box, cid) {
      world.after(DISK_MS, () => disk.items.delete(cid));
    },
  };

  const client = createConversationClient(environment, {
    conversation: 'conversation',
    socketUrl: 'socket',
    httpUrl: 'http',
    self: { role: who.role, id: who.id },
    outbox,
    loadPollTransport: async () => ({ openPollTransport }),
    async getTicket() {
      const { text } = await environment.request({ method: 'POST', url: 'ticket' });
      return text;
    },
  });

  const tab: SimTab = {
    name,
    client,
    who,
    disk,
    isVisible: true,
    clockSkewMs: 0,
    isOffline: false,
    say(text) {
      client.send({ kind: 'message', text });
      saidAt.set(text, world.now);
    },
    command: (body) => void client.send(body),
    wake() {
      for (const waker of [...wakers]) waker();
    },
    kill() {
      isDead = true;
      return [...saidAt].filter(([, at]) => at >= world.now - UNSAFE_MS).map(([text]) => text);
    },
  };

  client.start();
  return tab;
}
