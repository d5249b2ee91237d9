/**
 * One conversation, kept in step with the server: what people typed goes out exactly once, what is in the log comes in
 * without gaps. Widget and console both use it; the simulation runs it as it is. Rules DLV-1 to DLV-9 of docs/SPEC.md.
 */
import type { VisitorContext } from '../protocol/context.ts';
import type { Author, CommandBody, ConversationEvent } from '../protocol/event.ts';
import { type ClientFrame, type ServerFrame, serverFrame, serverFrames } from '../protocol/frames.ts';
import { ID_LENGTHS } from '../protocol/ids.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { type ConnectionStatus, createConnection } from './connection.ts';
import type { Dialect } from './dialect.ts';
import type { Cancel, Environment } from './environment.ts';
import type { OutboxStore, Unsent } from './outbox.ts';
import { randomId } from './random-id.ts';
import { ANSWER_MS, createSender, type SendOutcome } from './sender.ts';
import { openSocketTransport } from './socket-transport.ts';
import { type Readable, writable } from './store.ts';
import { applyEvents, EMPTY_TIMELINE, type Timeline, unreadCount } from './timeline.ts';
import type { LoadPollTransport } from './transport.ts';
import { createTypingSignals } from './typing-signals.ts';

/** Being seen can wait until what was seen is drawn, there and where its author looks. Decision record 0025. */
const READ_MS = 100;

export interface ConversationState {
  connection: ConnectionStatus;
  /** True once everything that was in the log at the first connect has been applied. */
  isLoaded: boolean;
  timeline: Timeline;
  /** Sent by this person, not yet known to be stored; oldest first. */
  unsent: readonly Unsent[];
  /** Who of the other side is typing now. */
  typing: readonly Author[];
  /** Where the visitor is; agents only. */
  context: VisitorContext | null;
  /** Messages of the other side not read yet. */
  unread: number;
  /** False: this browser can't keep unsent messages. */
  isOutboxLasting: boolean;
  /** The server takes our messages more slowly than they are written: they are kept, and follow. */
  isSlowed: boolean;
}

export interface ConversationOptions {
  /** Names the outbox: the conversation's id, and whose it is where several people share a browser. */
  conversation: string;
  /** `wss://HOST/api/conversations/ID/socket` and `https://HOST/api/conversations/ID`. */
  socketUrl: string;
  httpUrl: string;
  self: { role: 'visitor' | 'agent'; id: string };
  outbox: OutboxStore;
  loadPollTransport: LoadPollTransport;
  getTicket(): Promise<string>;
  /** Visitors tell agents where they are. */
  getContext?(): VisitorContext;
  /** Agents': who has one is told, too, who else has the conversation open. */
  dialect?: Dialect;
}

export interface ConversationClient {
  readonly state: Readable<ConversationState>;
  start(): void;
  stop(): void;
  /**
   * Queues a command; it leaves as soon as there is a connection.
   * @param cid of what the person pressed send for earlier.
   */
  send(body: CommandBody, cid?: string): SendOutcome;
  /** Tries a refused or waiting item again, now. */
  retry(cid: string): void;
  discard(cid: string): void;
  /** Says that the person is typing (or stopped). Call it at every keystroke; it is throttled here. */
  typing(on: boolean): void;
  /** Says that everything shown has been seen. */
  markRead(): void;
  /** Tells agents about a new page without reload. */
  pageChanged(): void;
  /** Best effort: dropped without a connection. */
  tell(frame: ClientFrame): void;
}

export function createConversationClient(
  environment: Environment,
  options: ConversationOptions,
): ConversationClient {
  const { clock } = environment;
  const { outbox, self, dialect } = options;
  const device = randomId(environment.random, ID_LENGTHS.device);
  const state = writable<ConversationState>({
    connection: { is: 'stopped' },
    isLoaded: false,
    timeline: EMPTY_TIMELINE,
    unsent: [],
    typing: [],
    context: null,
    unread: 0,
    isOutboxLasting: outbox.isLasting,
    isSlowed: false,
  });
  const isOnline = () => state.get().connection.is === 'online';
  const lastApplied = () => state.get().timeline.last;
  let syncingFrom: number | null = null;
  let cancelSyncTimer: Cancel = () => {};
  let markedUpTo = 0;

  const hello = (): ClientFrame => {
    const { epoch, last } = state.get().timeline;
    const context = options.getContext?.();
    return {
      t: 'hello',
      v: PROTOCOL_VERSION,
      since: last,
      epoch,
      device,
      ...(context && { context }),
      ...(dialect && { presence: true }),
    };
  };

  const connection = createConnection<ServerFrame, ClientFrame>(environment, {
    getTicket: options.getTicket,
    canPoll: true,
    hello,
    async openTransport(via, ticket, handlers) {
      if (via === 'socket')
        return openSocketTransport(
          environment,
          options.socketUrl,
          ticket,
          dialect?.frame ?? serverFrame,
          handlers,
        );
      const { openPollTransport } = await options.loadPollTransport();
      const { httpUrl: url, getTicket } = options;
      return openPollTransport(
        environment,
        { url, ticket, getTicket, hello, answer: dialect?.frames ?? serverFrames },
        handlers,
      );
    },
    received,
    closed: (code) => sender.closed(code),
    statusChanged(connection) {
      if (connection.is !== 'online') {
        syncingFrom = null;
        cancelSyncTimer();
        sender.disconnected();
      }
      state.patch({ connection });
    },
    hasUnsent: () => state.get().unsent.length > 0,
  });

  const sender = createSender(environment, {
    outbox,
    box: options.conversation,
    isOnline,
    lastApplied,
    command: dialect?.command,
    send: (items) => connection.send({ t: 'send', items }),
    reconnect: connection.reconnect,
    changed: (unsent) => state.patch({ unsent }),
    notKept: () => state.patch({ isOutboxLasting: false }),
    slowed: (isSlowed) => state.patch({ isSlowed }),
  });

  const typing = createTypingSignals(
    clock,
    (on) => connection.send({ t: 'typing', on }),
    (typists) => state.patch({ typing: typists }),
  );

  function received(frame: ServerFrame): void {
    switch (frame.t) {
      case 'welcome':
        if (frame.epoch !== state.get().timeline.epoch || frame.head < lastApplied()) {
          sender.logReplaced();
          markedUpTo = 0;
          dialect?.told(null);
          state.patch({ timeline: { ...EMPTY_TIMELINE, epoch: frame.epoch } });
        }
        if (frame.context !== undefined) state.patch({ context: frame.context });
        apply(frame.events, frame.head);
        sender.adopt();
        return;
      case 'events':
        apply(frame.events, frame.head);
        return;
      case 'ack':
        sender.acknowledged(frame.results);
        return;
      case 'pong':
        catchUp(frame.head);
        return;
      case 'typing':
        if (frame.author.id !== self.id) typing.heard(frame.author, frame.on);
        return;
      case 'page':
        state.patch({ context: frame.context });
        return;
      case 'err':
        if (frame.retryable) sender.postponed(frame.retryAfterMs);
        return;
      case 'goaway':
        return;
      default:
        dialect?.heard(frame);
    }
  }

  const apply = (events: readonly ConversationEvent[], head: number) => {
    const before = state.get().timeline;
    const timeline = applyEvents(before, events);
    if (timeline !== before) {
      const fresh = events.filter((event) => event.seq > before.last && event.seq <= timeline.last);
      for (const event of fresh) if (event.kind === 'message') typing.heard(event.author, false);
      dialect?.told(fresh);
      // In one change, so that a message never shows twice, or not at all.
      const unsent = sender.seenInLog(new Set(fresh.map((event) => event.cid)), timeline.last);
      state.patch({ timeline, unsent, unread: unreadCount(timeline, self) });
      syncingFrom = null;
      cancelSyncTimer();
    }
    catchUp(head);
  };

  /** Asks for what is missing, once at a time, and again if the answer does not come. */
  const catchUp = (head: number) => {
    const last = lastApplied();
    if (head < last) return connection.reconnect();
    if (head === last) {
      if (!state.get().isLoaded) state.patch({ isLoaded: true });
      return;
    }
    if (syncingFrom === last) return;
    syncingFrom = last;
    connection.send({ t: 'sync', since: last });
    cancelSyncTimer();
    cancelSyncTimer = clock.after(ANSWER_MS, connection.reconnect);
  };

  return {
    state,
    start() {
      // Shown at once, also without a network.
      sender.adopt();
      connection.start();
    },
    stop: connection.stop,
    send(body, cid) {
      typing.sent();
      const outcome = sender.enqueue(body, cid);
      if (body.kind !== 'read') connection.hurry();
      return outcome;
    },
    retry(cid) {
      sender.unrefuse(cid);
      if (isOnline()) sender.flush();
      else connection.wake();
    },
    discard: sender.discard,
    typing: typing.pressed,
    markRead() {
      const { timeline } = state.get();
      // Deleted ones too: in the agents' list they count until somebody has been here.
      const newest = timeline.entries.findLast(
        ({ is, author }) => is === 'message' && author.role !== self.role,
      );
      const known = Math.max(markedUpTo, timeline.readUpTo[self.id] ?? 0);
      // Once per event, whatever the server makes of it: being told that it was read already must not ask again.
      if (Math.max(newest?.seq ?? 0, dialect?.newestToRead() ?? 0) <= known) return;
      markedUpTo = timeline.last;
      clock.after(READ_MS, () => sender.enqueue({ kind: 'read', upTo: timeline.last }));
    },
    pageChanged() {
      const context = options.getContext?.();
      if (context) connection.send({ t: 'page', context });
    },
    tell: connection.send,
  };
}
