/**
 * The server of a simulated run: the real conversation core over real SQL, behind simulated sockets and HTTP. It can be
 * killed (memory and connections gone, disk kept) and evicted (memory gone, connections kept), as workerd does.
 */
import type { ConversationEvent } from '../../protocol/event.ts';
import { clientFrames, helloFrames, PING } from '../../protocol/frames.ts';
import { TIMES } from '../../protocol/limits.ts';
import { parseJson } from '../../protocol/shape.ts';
import {
  ConversationCore,
  type ConversationPeer,
  type Participant,
} from '../../worker/conversation/conversation-core.ts';
import { CONVERSATION_MIGRATIONS } from '../../worker/conversation/conversation-migrations.ts';
import { conversationStore } from '../../worker/conversation/conversation-store.ts';
import { waitingPeer } from '../../worker/conversation/waiting-peer.ts';
import { migrate } from '../../worker/durable/migrate.ts';
import { createLink, type Link } from './link.ts';
import { nodeSql } from './node-sql.ts';
import { START_AT, type World } from './world.ts';

const CONVERSATION = `${'w'.repeat(10)}-${'c'.repeat(26)}`;
const LATENCY_MS = 40;

interface ServerSocket {
  link: Link;
  /** What hibernation keeps. */
  attachment: Participant;
  isOpen: boolean;
}

export interface SimServer {
  readonly core: ConversationCore;
  readonly links: readonly Link[];
  /** Refuses connections and requests while false. */
  isUp: boolean;
  areSocketsBlocked: boolean;
  /** How often an HTTP request or its answer gets lost on the way. */
  requestLoss: number;
  /** Added to the world's time by the server's clock. */
  clockSkewMs: number;
  /** When each tab asked for a ticket, that is, began to connect; in virtual milliseconds. */
  readonly attemptsOf: Map<string, number[]>;
  connect(
    who: Participant,
    client: { opened(): void; received(data: string): void; closed(code: number): void },
  ): Link;
  post(who: Participant, path: string, body: unknown): Promise<{ status: number; text: string }>;
  /** Power off and on again: what was committed stays, all else is gone. */
  crash(): void;
  /** Dies right after the next commit, before anything about it leaves. */
  crashAfterNextCommit(): void;
  evict(): void;
  /** The whole log as it is on disk. */
  readLog(): ConversationEvent[];
  /** Every message's words as they were first stored, in log order, also of those deleted since. */
  readonly saidTexts: readonly string[];
  close(): void;
}

export function createSimServer(world: World): SimServer {
  const sql = nodeSql();
  migrate(sql, CONVERSATION_MIGRATIONS);
  const said: string[] = [];
  const plainStore = conversationStore(sql);
  const store: typeof plainStore = {
    ...plainStore,
    // Remembered outside the log, because a deletion takes the words out of it.
    append(seq, ts, draft) {
      if (draft.kind === 'message') said.push(draft.text);
      return plainStore.append(seq, ts, draft);
    },
  };
  const visitor = 'v'.repeat(26);
  const context = { page: '', title: '', referrer: '', locale: '', timeZone: '', userAgent: '' };
  store.create({ id: CONVERSATION, site: '', epoch: 'first', visitor, tokenHash: '', createdAt: 0, context });

  let sockets: ServerSocket[] = [];
  let waiting = new Set<ConversationPeer>();
  let resetPolls = new Set<() => void>();
  let autoResponse = '';
  let isDoomed = false;

  const socketPeer = (socket: ServerSocket): ConversationPeer => ({
    get identity() {
      return socket.attachment;
    },
    become(identity) {
      socket.attachment = identity;
    },
    send(frame) {
      if (socket.isOpen && !isDoomed) socket.link.send('down', frame);
    },
    close(code) {
      socket.isOpen = false;
      socket.link.cut(code);
    },
  });

  const wakeCore = () => {
    const record = store.record();
    if (!record) throw new Error('the conversation is gone');
    const core: ConversationCore = new ConversationCore(store, record, {
      now: () => START_AT + Math.floor(world.now) + server.clockSkewMs,
      // Small, so that every run needs several pages.
      eventsPerPage: 7,
      peers: () => [...sockets.filter((socket) => socket.isOpen).map(socketPeer), ...waiting],
      committed(head) {
        autoResponse = `{"t":"pong","head":${head}}`;
        if (crashNext) {
          crashNext = false;
          isDoomed = true;
        }
      },
    });
    autoResponse = `{"t":"pong","head":${core.snapshot.head}}`;
    return core;
  };

  let crashNext = false;
  let core: ConversationCore;

  const dieIfDoomed = () => {
    if (isDoomed) server.crash();
  };

  const server: SimServer = {
    isUp: true,
    areSocketsBlocked: false,
    requestLoss: 0.02,
    clockSkewMs: 0,
    get core() {
      return core;
    },
    get links() {
      return sockets.filter((socket) => !socket.link.isCut).map((socket) => socket.link);
    },

    attemptsOf: new Map(),

    connect(who, client) {
      const socket: ServerSocket = {
        attachment: who,
        isOpen: false,
        link: createLink(world, LATENCY_MS, {
          arrived(direction, data) {
            if (direction === 'down') return client.received(data);
            if (!socket.isOpen) return;
            // The platform answers heartbeats itself, without waking the object.
            if (data === PING) return socket.link.send('down', autoResponse);
            core.receive(socketPeer(socket), data);
            dieIfDoomed();
          },
          closed(direction, code) {
            if (direction === 'down') client.closed(code);
            else socket.isOpen = false;
          },
        }),
      };
      sockets = [...sockets.filter(({ link }) => !link.isCut), socket];
      world.after(LATENCY_MS, () => {
        if (socket.link.isCut) return;
        if (!server.isUp || server.areSocketsBlocked) return socket.link.cut(1006);
        socket.isOpen = true;
        client.opened();
      });
      return socket.link;
    },

    async post(who, path, body) {
      const { frames } = parseJson(clientFrames, JSON.stringify(body));
      const answers: string[] = [];
      const answer = () => ({ status: 200, text: `{"frames":[${answers.join(',')}]}` });
      if (path === 'frames') {
        const exchanged = core.exchange(who, frames);
        if ('frames' in exchanged) answers.push(...exchanged.frames);
        if (isDoomed) {
          server.crash();
          throw new Error('connection reset');
        }
        return answer();
      }
      const [hello] = parseJson(helloFrames, JSON.stringify(body)).frames;
      if (!hello) return { status: 400, text: '' };
      const news = core.newsSince(hello.since, hello.epoch, who.role);
      if (news) {
        answers.push(news);
        return answer();
      }
      return new Promise((resolve, reject) => {
        const reset = () => reject(new Error('connection reset'));
        const finish = () => {
          waiting.delete(peer);
          resetPolls.delete(reset);
          cancel();
          resolve(answer());
        };
        const heard = (text: string) => {
          answers.push(text);
          finish();
        };
        const peer = waitingPeer(who, heard, finish);
        const cancel = world.after(TIMES.longPollMs, finish);
        waiting.add(peer);
        resetPolls.add(reset);
      });
    },

    crash() {
      isDoomed = false;
      waiting = new Set();
      for (const reset of resetPolls) reset();
      resetPolls = new Set();
      for (const { link } of sockets) link.cut(1006);
      sockets = [];
      core = wakeCore();
    },
    crashAfterNextCommit() {
      crashNext = true;
    },
    evict() {
      core = wakeCore();
    },
    readLog: () => store.page(0, 1_000_000, Number.POSITIVE_INFINITY),
    get saidTexts() {
      return said;
    },
    close: () => sql.close(),
  };

  core = wakeCore();
  return server;
}
