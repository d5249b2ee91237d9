/**
 * One conversation, kept in step with the server: what people typed goes out exactly once, what is in the log comes in
 * without gaps. Widget and console both use it; the simulation runs it as it is. Rules DLV-1 to DLV-9 of docs/SPEC.md.
 */
import { CLOSE_CODES } from '../protocol/codes.ts';
import type { VisitorContext } from '../protocol/context.ts';
import { type Author, type Command, type CommandBody, command as commandShape } from '../protocol/event.ts';
import { type AckResult, type ClientFrame, type ServerFrame, serverFrame } from '../protocol/frames.ts';
import { ID_LENGTHS } from '../protocol/ids.ts';
import { LIMITS, TIMES } from '../protocol/limits.ts';
import { ShapeError, utf8ByteCount } from '../protocol/shape.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { type ConnectionStatus, createConnection } from './connection.ts';
import type { Cancel, Environment } from './environment.ts';
import type { OutboxStore, Unsent } from './outbox.ts';
import { randomId } from './random-id.ts';
import { openSocketTransport } from './socket-transport.ts';
import { type Readable, writable } from './store.ts';
import { applyEvents, EMPTY_TIMELINE, type Timeline, unreadCount } from './timeline.ts';

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
}

export interface ConversationOptions {
  /** Names the outbox: the conversation's id, and whose it is where several people share a browser. */
  conversation: string;
  /** `wss://HOST/api/conversations/ID/socket` and `https://HOST/api/conversations/ID`. */
  socketUrl: string;
  httpUrl: string;
  self: { role: 'visitor' | 'agent'; id: string };
  outbox: OutboxStore;
  /** `() => import('./poll-transport.ts')`: few networks need it, so nobody else has to fetch it. */
  loadPollTransport(): Promise<Pick<typeof import('./poll-transport.ts'), 'openPollTransport'>>;
  getTicket(): Promise<string>;
  /** Visitors tell agents where they are. */
  getContext?(): VisitorContext;
}

/** Why something could not even be queued. The text stays with whoever called. */
export type SendRefusal = 'too_large' | 'outbox_full' | 'empty';
export type SendOutcome = { cid: string } | { refused: SendRefusal };

export interface ConversationClient {
  readonly state: Readable<ConversationState>;
  start(): void;
  stop(): void;
  /** Queues a command; it leaves as soon as there is a connection. */
  send(body: CommandBody): SendOutcome;
  /** Tries a refused or waiting item again, now. */
  retry(cid: string): void;
  discard(cid: string): void;
  /** Says that the person is typing (or stopped). Call it at every keystroke; it is throttled here. */
  typing(on: boolean): void;
  /** Says that everything shown has been seen. */
  markRead(): void;
  /** Tells agents about a new page without reload. */
  pageChanged(): void;
}

/** A typing signal is repeated this often while keys are pressed, and forgotten after `TIMES.typingMs` without one. */
const TYPING_EVERY_MS = 2_500;
/** An answer that is overdue by this much on a living connection was dropped by somebody: ask again. */
const ANSWER_MS = 10_000;
/** After so many closed connections, what cannot be read is given back to the person. */
const UNREADABLE_TRIES = 3;
/** A write to disk that takes longer has failed: no message waits for it. */
const KEEP_MS = 3_000;
/** A batch leaves room for the frame around it. */
const BATCH_BYTES = LIMITS.frameBytes - 1024;

export function createConversationClient(
  environment: Environment,
  options: ConversationOptions,
): ConversationClient {
  const { clock } = environment;
  const { outbox, conversation, self } = options;
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
  });

  /** Items on the disk, or as good as it gets: only these may be sent. */
  const kept = new Set<string>();
  /** Items the server has stored up to an event that has not been applied here yet: shown, but not sent again. */
  const stored = new Map<string, number>();
  let inFlight: ReadonlySet<string> = new Set();
  let cancelAckTimer: Cancel = () => {};
  let cancelFlushTimer: Cancel = () => {};
  let syncingFrom: number | null = null;
  let cancelSyncTimer: Cancel = () => {};
  let typingSentAt = 0;
  let unreadableCount = 0;
  let markedUpTo = 0;
  const typingTimers = new Map<string, Cancel>();

  const hello = (): ClientFrame => {
    const { epoch, last } = state.get().timeline;
    const context = options.getContext?.();
    return { t: 'hello', v: PROTOCOL_VERSION, since: last, epoch, device, ...(context && { context }) };
  };

  const connection = createConnection<ServerFrame, ClientFrame>(environment, {
    getTicket: options.getTicket,
    canPoll: true,
    hello,
    async openTransport(via, ticket, handlers) {
      if (via === 'socket')
        return openSocketTransport(environment, options.socketUrl, ticket, serverFrame, handlers);
      const { openPollTransport } = await options.loadPollTransport();
      return openPollTransport(environment, options.httpUrl, pollTicket(ticket), hello, handlers);
    },
    received,
    closed(code) {
      // The server can't read what we send, here or on the way: sending it for ever would not help.
      if (code !== CLOSE_CODES.bad_frame && code !== CLOSE_CODES.too_large) return;
      unreadableCount += inFlight.size > 0 ? 1 : 0;
      if (unreadableCount >= UNREADABLE_TRIES) for (const cid of inFlight) mark(cid, 'bad_frame');
    },
    statusChanged(status) {
      if (status.is !== 'online') forgetAnswers();
      state.patch({ connection: status });
    },
    hasUnsent: () => state.get().unsent.length > 0,
  });

  /** HTTP outlives a ticket: the first is used while it is fresh, then others are fetched. */
  const pollTicket = (first: string) => {
    let ticket = first;
    let freshUntil = clock.now() + TIMES.ticketMs / 2;
    return async () => {
      if (clock.now() >= freshUntil) {
        ticket = await options.getTicket();
        freshUntil = clock.now() + TIMES.ticketMs / 2;
      }
      return ticket;
    };
  };

  const forgetAnswers = () => {
    inFlight = new Set();
    syncingFrom = null;
    cancelAckTimer();
    cancelFlushTimer();
    cancelSyncTimer();
  };

  function received(frame: ServerFrame): void {
    switch (frame.t) {
      case 'welcome':
        if (frame.epoch !== state.get().timeline.epoch || frame.head < state.get().timeline.last) {
          stored.clear();
          markedUpTo = 0;
          state.patch({ timeline: { ...EMPTY_TIMELINE, epoch: frame.epoch } });
        }
        if (frame.context !== undefined) state.patch({ context: frame.context });
        apply(frame.events, frame.head);
        if (state.get().timeline.last >= frame.head) state.patch({ isLoaded: true });
        adoptStored().then(flush);
        return;
      case 'events':
        apply(frame.events, frame.head);
        return;
      case 'ack':
        cancelAckTimer();
        inFlight = new Set();
        unreadableCount = 0;
        for (const result of frame.results) settle(result);
        flush();
        return;
      case 'pong':
        catchUp(frame.head);
        return;
      case 'typing':
        showTyping(frame.author, frame.on);
        return;
      case 'page':
        state.patch({ context: frame.context });
        return;
      case 'err':
        // About a whole frame of ours: what it carried is sent again, later if so advised.
        if (frame.retryable) retryLater(frame.retryAfterMs);
        return;
      case 'goaway':
        return;
    }
  }

  const apply = (events: Parameters<typeof applyEvents>[1], head: number) => {
    const before = state.get().timeline;
    const timeline = applyEvents(before, events);
    if (timeline !== before) {
      const fresh = events.filter((event) => event.seq > before.last && event.seq <= timeline.last);
      const arrived = new Set(fresh.map((event) => event.cid));
      for (const event of fresh) if (event.kind === 'message') showTyping(event.author, false);
      const unsent = state.get().unsent.filter(({ command: { cid } }) => {
        const isInLog = arrived.has(cid) || (stored.get(cid) ?? Number.POSITIVE_INFINITY) <= timeline.last;
        if (isInLog) forget(cid);
        return !isInLog;
      });
      state.patch({ timeline, unsent, unread: unreadCount(timeline, self) });
      syncingFrom = null;
      cancelSyncTimer();
    }
    catchUp(head);
  };

  /** Asks for what is missing, once at a time, and again if the answer does not come. */
  const catchUp = (head: number) => {
    const { last } = state.get().timeline;
    if (head < last) return connection.reconnect();
    if (head === last) {
      if (!state.get().isLoaded) state.patch({ isLoaded: true });
      return;
    }
    if (syncingFrom === last) return;
    syncingFrom = last;
    connection.send({ t: 'sync', since: last });
    cancelSyncTimer();
    cancelSyncTimer = clock.after(ANSWER_MS, () => {
      syncingFrom = null;
      connection.reconnect();
    });
  };

  /** Other tabs may have died with unsent items: whoever connects next takes them along. */
  const adoptStored = async () => {
    const stored = await outbox.load(conversation).catch(() => []);
    const known = new Set(state.get().unsent.map((item) => item.command.cid));
    const inLog = new Set(state.get().timeline.entries.map((entry) => entry.is === 'message' && entry.cid));
    const adopted: Unsent[] = [];
    for (const item of stored) {
      const { cid } = item.command;
      if (inLog.has(cid)) forget(cid);
      else if (!known.has(cid)) {
        kept.add(cid);
        adopted.push({ ...item, refusedAs: null });
      }
    }
    if (adopted.length > 0) {
      const unsent = [...state.get().unsent, ...adopted].sort((a, b) => a.createdAt - b.createdAt);
      state.patch({ unsent });
    }
  };

  const forget = (cid: string) => {
    kept.delete(cid);
    stored.delete(cid);
    outbox.remove(conversation, cid).catch(() => {});
  };

  const flush = () => {
    if (state.get().connection.is !== 'online' || inFlight.size > 0) return;
    const items = nextBatch(
      state.get().unsent.filter(({ command }) => !stored.has(command.cid)),
      (cid) => kept.has(cid),
    );
    if (items.length === 0) return;
    inFlight = new Set(items.map((item) => item.cid));
    connection.send({ t: 'send', items });
    cancelAckTimer = clock.after(ANSWER_MS, () => {
      inFlight = new Set();
      connection.reconnect();
    });
  };

  const retryLater = (afterMs = 1_000) => {
    cancelAckTimer();
    cancelFlushTimer();
    cancelFlushTimer = clock.after(afterMs, () => {
      inFlight = new Set();
      flush();
    });
  };

  const settle = (result: AckResult) => {
    const { cid } = result;
    if (result.outcome === 'stored') {
      if (result.seq > state.get().timeline.last) return void stored.set(cid, result.seq);
      forget(cid);
      drop(cid);
    } else if (result.retryable) {
      inFlight = new Set([cid]);
      retryLater(result.retryAfterMs);
    } else {
      mark(cid, result.code);
    }
  };

  const drop = (cid: string) =>
    state.patch({ unsent: state.get().unsent.filter((item) => item.command.cid !== cid) });

  const mark = (cid: string, refusedAs: Unsent['refusedAs']) =>
    state.patch({
      unsent: state.get().unsent.map((item) => (item.command.cid === cid ? { ...item, refusedAs } : item)),
    });

  const showTyping = (author: Author, on: boolean) => {
    if (author.role === self.role && author.id === self.id) return;
    typingTimers.get(author.id)?.();
    typingTimers.delete(author.id);
    const others = state.get().typing.filter((typist) => typist.id !== author.id);
    if (on) {
      typingTimers.set(
        author.id,
        clock.after(TIMES.typingMs, () => showTyping(author, false)),
      );
    }
    if (on || others.length < state.get().typing.length)
      state.patch({ typing: on ? [...others, author] : others });
  };

  const keep = (item: Unsent) => {
    const tooLate = new Promise<never>((_, reject) => clock.after(KEEP_MS, () => reject(KEEP_MS)));
    const put = outbox.put(conversation, { command: item.command, createdAt: item.createdAt });
    return Promise.race([put, tooLate]).catch(() => state.patch({ isOutboxLasting: false }));
  };

  const enqueue = (body: CommandBody): SendOutcome => {
    const cid = randomId(environment.random, ID_LENGTHS.cid);
    const command: Command = { ...body, cid };
    const refusal = refusalOf(command, state.get().unsent);
    if (refusal) return { refused: refusal };
    const newest = state.get().unsent.at(-1)?.createdAt ?? 0;
    // Later than every other item, even if the clock was set back: items are reloaded in this order.
    const item: Unsent = { command, createdAt: Math.max(clock.now(), newest + 1), refusedAs: null };
    state.patch({ unsent: [...state.get().unsent, item] });
    const isKept = body.kind === 'read' ? Promise.resolve() : keep(item);
    isKept.then(() => {
      kept.add(cid);
      flush();
    });
    return { cid };
  };

  return {
    state,
    start() {
      // Shown at once, also without a network.
      adoptStored();
      connection.start();
    },
    stop: connection.stop,
    send(body) {
      typingSentAt = 0;
      return enqueue(body);
    },
    retry(cid) {
      mark(cid, null);
      if (state.get().connection.is === 'online') flush();
      else connection.wake();
    },
    discard(cid) {
      forget(cid);
      drop(cid);
    },
    typing(on) {
      const now = clock.now();
      const isRepeat = on && Math.abs(now - typingSentAt) < TYPING_EVERY_MS;
      if (isRepeat || (!on && typingSentAt === 0)) return;
      typingSentAt = on ? now : 0;
      connection.send({ t: 'typing', on });
    },
    markRead() {
      const { timeline, unread } = state.get();
      // Once per event, whatever the server makes of it: being told that it was read already must not ask again.
      if (unread === 0 || timeline.last <= markedUpTo) return;
      markedUpTo = timeline.last;
      enqueue({ kind: 'read', upTo: markedUpTo });
    },
    pageChanged() {
      const context = options.getContext?.();
      if (context) connection.send({ t: 'page', context });
    },
  };
}

/** The oldest items that may leave, as many as one frame takes. Nothing overtakes an item that is not on disk yet. */
function nextBatch(unsent: readonly Unsent[], isKept: (cid: string) => boolean): Command[] {
  const batch: Command[] = [];
  let bytes = 0;
  for (const { command, refusedAs } of unsent) {
    if (refusedAs !== null) continue;
    if (!isKept(command.cid)) break;
    bytes += utf8ByteCount(JSON.stringify(command)) + 1;
    if (batch.length === LIMITS.itemsPerSend || (batch.length > 0 && bytes > BATCH_BYTES)) break;
    batch.push(command);
  }
  return batch;
}

function refusalOf(command: Command, unsent: readonly Unsent[]): SendRefusal | null {
  try {
    commandShape(command, '');
  } catch (error) {
    return error instanceof ShapeError && error.isTooLarge ? 'too_large' : 'empty';
  }
  const bytes = unsent.reduce((sum, item) => sum + utf8ByteCount(JSON.stringify(item.command)), 0);
  return unsent.length >= LIMITS.outboxItems || bytes > LIMITS.outboxBytes ? 'outbox_full' : null;
}
