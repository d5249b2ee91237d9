/**
 * The server of a simulated run: a conversation and its workspace, behind simulated sockets and HTTP. It can be killed
 * (memory and connections gone, disk kept) and evicted (memory gone, connections kept), as workerd does.
 */
import type { Participant } from '../../worker/conversation/participant.ts';
import type { HttpAnswer } from '../../worker/durable/http-peers.ts';
import type { InboxViewer } from '../../worker/workspace/inbox-core.ts';
import type { Link } from './link.ts';
import { createSimConversation, type SimConversation } from './sim-conversation.ts';
import { createSimSockets, type SocketClient } from './sim-sockets.ts';
import { createSimWorkspace, type SimWorkspace } from './sim-workspace.ts';
import { START_AT, type World } from './world.ts';

/** A tab's two addresses: the conversation's and, for agents, the inbox's. */
export type Door = 'conversation' | 'inbox';

export interface SimServer {
  readonly conversation: SimConversation;
  readonly workspace: SimWorkspace;
  readonly links: readonly Link[];
  /** Refuses connections and requests while false. */
  isUp: boolean;
  areSocketsBlocked: boolean;
  /** How often an HTTP request or its answer gets lost on the way. */
  requestLoss: number;
  /** How often a summary, or the workspace's answer to it, gets lost on the way. */
  indexLoss: number;
  /** Added to the world's time by the server's clock. */
  clockSkewMs: number;
  /** When each tab's connection asked for a ticket, that is, began to connect; in virtual milliseconds. */
  readonly attemptsOf: Map<string, number[]>;
  connect(door: Door, who: Participant, client: SocketClient): Link;
  post(door: Door, who: Participant, path: string, body: unknown): Promise<{ status: number; text: string }>;
  /** Says that it is about to restart, then does. */
  leave(): void;
  /** Power off and on again: what was committed stays, all else is gone. */
  crash(): void;
  /** Dies right after the next commit, before anything about it leaves. */
  crashAfterNextCommit(): void;
  evict(): void;
  /** From now on nothing more goes wrong here. */
  heal(): void;
}

const INDEX_MS = 5;

export function createSimServer(world: World): SimServer {
  let isDoomed = false;
  let isCrashNext = false;
  let resetPolls = new Set<() => void>();

  const now = () => START_AT + Math.floor(world.now) + server.clockSkewMs;
  const isOpenTo = () => server.isUp && !server.areSocketsBlocked;
  const isSilent = () => isDoomed;
  const dieIfDoomed = () => {
    if (isDoomed) server.crash();
  };

  const conversationSockets = createSimSockets<Participant>(world, {
    isOpenTo,
    isSilent,
    received(peer, data) {
      conversation.core.receive(peer, data);
      dieIfDoomed();
    },
  });
  const inboxSockets = createSimSockets<InboxViewer>(world, {
    isOpenTo,
    isSilent,
    received: (peer, data) => workspace.receive(peer, data),
  });

  const workspace = createSimWorkspace(world, { now, sockets: inboxSockets });
  const conversation: SimConversation = createSimConversation(world, {
    now,
    sockets: conversationSockets,
    committed() {
      if (isCrashNext) isDoomed = true;
      isCrashNext = false;
    },
    async index(summary) {
      await new Promise<void>((resolve) => world.after(INDEX_MS, resolve));
      if (world.random.chance(server.indexLoss)) throw new Error('lost');
      const pauseMs = workspace.index(summary);
      if (world.random.chance(server.indexLoss)) throw new Error('answer lost');
      return pauseMs;
    },
  });

  const viewerOf = ({ id, until }: Participant): InboxViewer => ({ id, until, isGreeted: false });

  /** A request that waits is reset when the process dies. */
  const unlessReset = (waiting: Promise<HttpAnswer>): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const reset = () => reject(new Error('connection reset'));
      resetPolls.add(reset);
      waiting.then(resolve, reject).finally(() => resetPolls.delete(reset));
    });

  const server: SimServer = {
    conversation,
    workspace,
    isUp: true,
    areSocketsBlocked: false,
    requestLoss: 0.02,
    indexLoss: 0.05,
    clockSkewMs: 0,
    attemptsOf: new Map(),
    get links() {
      return [...conversationSockets.links, ...inboxSockets.links];
    },

    connect: (door, who, client) =>
      door === 'inbox'
        ? inboxSockets.connect(viewerOf(who), client)
        : conversationSockets.connect(who, client),

    async post(door, who, path, body) {
      const answer =
        path === 'poll'
          ? await unlessReset(
              door === 'inbox' ? workspace.poll(viewerOf(who), body) : conversation.poll(who, body),
            )
          : door === 'inbox'
            ? workspace.exchange(viewerOf(who), body)
            : conversation.exchange(who, body);
      if (isDoomed) {
        server.crash();
        throw new Error('connection reset');
      }
      const frames = 'frames' in answer ? answer.frames : [];
      return { status: 200, text: `{"frames":[${frames.join(',')}]}` };
    },

    leave() {
      for (const peer of [...conversationSockets.peers, ...inboxSockets.peers])
        peer.send('{"t":"goaway","jitterMs":2000}');
      world.after(100, server.crash);
    },
    crash() {
      isDoomed = false;
      for (const reset of resetPolls) reset();
      resetPolls = new Set();
      conversationSockets.cutAll();
      inboxSockets.cutAll();
      server.evict();
    },
    crashAfterNextCommit() {
      isCrashNext = true;
    },
    evict() {
      workspace.reopen();
      conversation.reopen();
    },
    heal() {
      for (const link of server.links) link.heal();
      isCrashNext = false;
      server.isUp = true;
      server.areSocketsBlocked = false;
      server.requestLoss = 0;
      server.indexLoss = 0;
    },
  };
  return server;
}
