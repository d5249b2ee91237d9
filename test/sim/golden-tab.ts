/** The real client in a tab whose other end is a transcript: it hears what was recorded, and we see what it says. */
import { type ConversationClient, createConversationClient } from '../../client/conversation-client.ts';
import type { Environment, SocketHandlers } from '../../client/environment.ts';
import { createInboxClient } from '../../client/inbox-client.ts';
import { openPollTransport } from '../../client/poll-transport.ts';
import type { Entry } from '../../client/timeline.ts';
import { visitorContext } from '../../protocol/context.ts';
import { type Command, command } from '../../protocol/event.ts';
import { ID_ALPHABET } from '../../protocol/ids.ts';
import { boolean, list, object } from '../../protocol/shape.ts';
import { STAND_INS } from '../golden/stand-ins.ts';
import type { Frame, Role } from '../golden/transcript.ts';
import { createWorld, START_AT } from './world.ts';

export interface GoldenTab {
  /** A socket opens, the first or another after the last was lost. */
  connect(): Promise<void>;
  hear(frame: Frame): Promise<void>;
  /** The socket is closed. */
  close(code: number): Promise<void>;
  /** The person does whatever makes a client say this, unless it does so by itself. */
  prompt(frame: Frame): Promise<void>;
  /** Commands that the person gives while the client can't send them yet. */
  queue(frame: Frame): Promise<void>;
  /** What the client has said since the last call. */
  takeSaid(): Frame[];
  /** What the person sees. */
  shown(): Record<string, unknown>;
}

const sendFrame = object({ items: list(command, 20) });
const typingFrame = object({ on: boolean });
/** Of hello and page, the visitor's place. */
const placeFrame = object({ context: visitorContext });

/** @param hello the first words of this tab in the transcript: where its person is, and the device's id. */
export function openGoldenTab(as: Role, hello: Frame | undefined): GoldenTab {
  const world = createWorld(1);
  const said: Frame[] = [];
  const sockets: SocketHandlers[] = [];
  const wakers: (() => void)[] = [];
  /** Ids that the client is about to make, as the recorded one made them. */
  const ids: string[] = typeof hello?.device === 'string' ? [hello.device] : [];
  const given = new Set<string>();

  const environment: Environment = {
    clock: { now: () => START_AT + world.now, after: world.after },
    random: {
      unit: () => 0.5,
      bytes: (count) =>
        Uint8Array.from((ids.shift() ?? '').padEnd(count, '0'), (letter) => ID_ALPHABET.indexOf(letter)),
    },
    openSocket(_url, _protocols, handlers) {
      sockets.push(handlers);
      return { send: (data) => said.push(JSON.parse(data)), close() {} };
    },
    request: () => Promise.reject(new Error('nothing goes by HTTP here')),
    isVisible: () => true,
    onWake(run) {
      wakers.push(run);
      return () => {};
    },
  };
  /** Where a visitor is; agents don't say. */
  const here = as.includes('visitor') && hello ? { ...placeFrame(hello, 'hello') } : null;
  const options = {
    socketUrl: 'socket',
    httpUrl: 'http',
    getTicket: async () => 'ticket',
    loadPollTransport: async () => ({ openPollTransport }),
  };
  const self = { role: as.includes('visitor') ? ('visitor' as const) : ('agent' as const), id: idOf(as) };

  const talk = as.endsWith('inbox')
    ? null
    : createConversationClient(environment, {
        ...options,
        conversation: STAND_INS.conversation,
        self,
        outbox: { isLasting: true, load: async () => [], put: async () => {}, remove: async () => {} },
        ...(here && { getContext: () => here.context }),
      });
  const inbox = talk ? null : createInboxClient(environment, options);
  const wake = () => {
    for (const waker of wakers) waker();
  };
  const give = (command: Command) => {
    if (given.has(command.cid)) return;
    given.add(command.cid);
    ids.push(command.cid);
    const { cid: _, ...body } = command;
    talk?.send(body);
  };

  return {
    async connect() {
      const { length } = sockets;
      if (length === 0) (talk ?? inbox)?.start();
      else wake();
      await world.advance(0);
      if (sockets.length === length) throw new Error(`${as} did not connect again`);
      sockets.at(-1)?.opened();
      await world.advance(0);
    },
    async hear(frame) {
      sockets.at(-1)?.received(JSON.stringify(frame));
      await world.advance(0);
    },
    async close(code) {
      sockets.at(-1)?.closed(code);
      await world.advance(0);
    },
    async prompt(frame) {
      if (frame.t === 'send') for (const item of sendFrame(frame, '').items) give(item);
      if (frame.t === 'typing') talk?.typing(typingFrame(frame, '').on);
      if (frame.t === 'ping') wake();
      if (frame.t === 'page' && here) {
        here.context = placeFrame(frame, '').context;
        talk?.pageChanged();
      }
      await world.advance(0);
    },
    async queue(frame) {
      for (const item of sendFrame(frame, '').items) give(item);
      await world.advance(0);
    },
    takeSaid: () => said.splice(0),
    shown: () => (talk ? shownTalk(talk) : shownInbox(inbox)),
  };
}

const idOf = (as: Role): string =>
  as === 'visitor' ? STAND_INS.visitor : as === 'grace' ? STAND_INS.grace : STAND_INS.ada;

function shownTalk({ state }: ConversationClient): Record<string, unknown> {
  const { connection, isLoaded, timeline, unsent, typing, context, unread } = state.get();
  return {
    connection: connection.is,
    ...(connection.is === 'refused' && { code: connection.code }),
    isLoaded,
    status: timeline.status,
    assignee: timeline.assignee?.name ?? null,
    log: timeline.entries.map(shownEntry),
    unread,
    readUpTo: timeline.readUpTo,
    unsent: unsent.map(({ command, refusedAs }) => ({ cid: command.cid, refusedAs })),
    typing: typing.map(({ id }) => id),
    page: context?.page ?? null,
  };
}

function shownEntry(entry: Entry): string {
  const by = `${entry.seq} ${entry.author.name ?? entry.author.role}`;
  switch (entry.is) {
    case 'message':
      return entry.text === null
        ? `${by} deleted it`
        : `${by}${entry.isEdited ? ' (edited)' : ''}: ${entry.text}`;
    case 'status':
      return `${by} made it ${entry.status}`;
    case 'assignment':
      return `${by} gave it to ${entry.assignee?.name ?? 'nobody'}`;
    case 'rating':
      return `${by} rated it ${entry.score}: ${entry.comment ?? ''}`;
  }
}

function shownInbox(inbox: ReturnType<typeof createInboxClient> | null): Record<string, unknown> {
  const state = inbox?.state.get();
  return {
    connection: state?.connection.is,
    ...(state?.connection.is === 'refused' && { code: state.connection.code }),
    isLoaded: state?.isLoaded,
    hasOlder: state?.hasOlder,
    rows: state?.rows.map(
      ({ conversation, preview, previewRole, status, assignee, unread, waitingSince }) => ({
        conversation,
        said: `${previewRole}: ${preview}`,
        status,
        assignee: assignee?.name ?? null,
        unread,
        isWaiting: waitingSince !== null,
      }),
    ),
  };
}
