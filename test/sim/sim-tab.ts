/** A browser tab of a simulated run: the real conversation client in an environment made of the world's time and wires. */

import type { ConversationClient } from '../../client/conversation-client.ts';
import { createConversationClient } from '../../client/conversation-client.ts';
import type { Environment, HttpResponse } from '../../client/environment.ts';
import { createInboxClient, type InboxClient } from '../../client/inbox-client.ts';
import type { OutboxItem, OutboxStore } from '../../client/outbox.ts';
import { openPollTransport } from '../../client/poll-transport.ts';
import type { CommandBody } from '../../protocol/event.ts';
import type { Participant } from '../../worker/conversation/participant.ts';
import { planOf, readPlace, readViewQuery, writePlace } from '../../worker/workspace/view-query.ts';
import { CONVERSATION } from './sim-conversation.ts';
import type { Door, SimServer } from './sim-server.ts';
import { START_AT, type World } from './world.ts';

/** What a browser keeps on disk, shared by all tabs of one person. */
export interface Disk {
  items: Map<string, OutboxItem>;
  /** From some moment on, the browser neither stores nor gives anything back. */
  isDenied: boolean;
  /** Nothing more fits. */
  isFull: boolean;
  /** Somebody cleared the browser's data: what was kept is gone, and nobody can be blamed for it. */
  wasCleared: boolean;
}

export const emptyDisk = (): Disk => ({
  items: new Map(),
  isDenied: false,
  isFull: false,
  wasCleared: false,
});

export interface SimTab {
  readonly name: string;
  readonly client: ConversationClient;
  /** The list beside it; agents only. */
  readonly inbox: InboxClient | null;
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
/** Made once: with its stack it would be what a run spends most time on. */
const TIMEOUT = new Error('timeout');
const NOT_KEPT = new Error('not kept');
const loadPollTransport = async () => ({ openPollTransport });
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

  const openDoor = (door: Door): Environment => ({
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
      const link = server.connect(door, who, {
        opened: alive(handlers.opened),
        received: (data) => isDead || handlers.received(data),
        closed: (code) => isDead || handlers.closed(code),
      });
      return { send: (data) => link.send('up', data), close: () => link.cut(1000) };
    },
    async request({ url, body, timeoutMs = 15_000 }): Promise<HttpResponse> {
      const travel = () =>
        new Promise<void>((resolve) => world.after(20 + 30 * world.random.unit(), resolve));
      const lost = () => new Promise<never>((_, reject) => world.after(timeoutMs, () => reject(TIMEOUT)));
      const caller = `${name} ${door}`;
      if (url === 'ticket')
        server.attemptsOf.set(caller, [...(server.attemptsOf.get(caller) ?? []), world.now]);
      const isUnreachable = () => tab.isOffline || !server.isUp || isDead;
      const exchange = async () => {
        await travel();
        if (isUnreachable()) throw new Error('unreachable');
        if (world.random.chance(server.requestLoss)) return lost();
        if (url === 'ticket') return { status: 200, text: '{"ticket":"t","expiresAt":0}' };
        const path = url.split('/').at(-1) ?? '';
        const answer = body === undefined ? page(url) : await server.post(door, who, path, body);
        await travel();
        if (isUnreachable()) throw new Error('unreachable');
        return world.random.chance(server.requestLoss) ? lost() : answer;
      };
      return Promise.race([exchange(), lost()]);
    },
    isVisible: () => tab.isVisible,
    onWake(run) {
      const waker = alive(run);
      wakers.add(waker);
      return () => wakers.delete(waker);
    },
  });

  /** GET …/inbox?view=…, four rows a page. */
  const page = (url: string): HttpResponse => {
    const query = new URL(url, 'http://sim').searchParams;
    const before = query.get('before');
    const plan = planOf(
      readViewQuery((name) => query.get(name) ?? undefined, []),
      who.id,
      [],
      [],
    );
    const { keys = [], sort = 'newest' } = plan ?? {};
    const after = before === null ? null : readPlace(before);
    const { rows, next } = server.workspace.store.page(who.id, keys, sort, after, 4);
    const answer = { rows, more: next !== null, ...(next && { next: writePlace(next) }) };
    return { status: 200, text: JSON.stringify(answer) };
  };

  const outbox: OutboxStore = {
    isLasting: true,
    async load() {
      await new Promise<void>((resolve) => world.after(DISK_MS, resolve));
      if (disk.isDenied) throw NOT_KEPT;
      return [...disk.items.values()].sort((a, b) => a.createdAt - b.createdAt);
    },
    put: (_box, item) =>
      new Promise((resolve, reject) => {
        // Writes of one tab are done in order, as IndexedDB does them.
        writtenAt = Math.max(writtenAt, world.now + DISK_MS * world.random.unit());
        world.after(
          writtenAt - world.now,
          alive(() => {
            if (disk.isDenied || disk.isFull) return reject(NOT_KEPT);
            disk.items.set(item.command.cid, item);
            resolve();
          }),
        );
      }),
    async remove(_box, cid) {
      writtenAt = Math.max(writtenAt, world.now + DISK_MS);
      world.after(writtenAt - world.now, () => disk.items.delete(cid));
    },
  };

  const ticketAt = (environment: Environment) => async () =>
    (await environment.request({ method: 'POST', url: 'ticket' })).text;

  const conversationDoor = openDoor('conversation');
  const client = createConversationClient(conversationDoor, {
    conversation: CONVERSATION,
    socketUrl: 'socket',
    httpUrl: 'http',
    self: { role: who.role, id: who.id },
    outbox,
    loadPollTransport,
    getTicket: ticketAt(conversationDoor),
  });
  const inboxDoor = openDoor('inbox');
  const inbox =
    who.role === 'agent'
      ? createInboxClient(inboxDoor, {
          socketUrl: 'socket',
          httpUrl: 'http',
          loadPollTransport,
          getTicket: ticketAt(inboxDoor),
        })
      : null;

  const tab: SimTab = {
    name,
    client,
    inbox,
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
  inbox?.start();
  return tab;
}
