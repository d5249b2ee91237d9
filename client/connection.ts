/**
 * Keeps one connection alive for ever: ticket, transport, hello, heartbeat, and after a loss a jittered wait.
 * It knows frames only as far as it must: `welcome` makes it online, `pong` proves it is alive, `goaway` ends it.
 * Rules CON-1 to CON-9 of docs/SPEC.md.
 */
import { CLOSE_CODES } from '../protocol/codes.ts';
import { TIMES } from '../protocol/limits.ts';
import type { Cancel, Environment } from './environment.ts';
import { ApiError } from './http.ts';
import { isFinalClose, NETWORK_LOST, type Transport, type TransportHandlers } from './transport.ts';

export type ConnectionStatus =
  | { is: 'stopped' }
  | { is: 'connecting' }
  | { is: 'online'; via: Via }
  /** Lost. Tried again at `until`, or at once when something wakes us. `failures` in a row. */
  | { is: 'waiting'; until: number; failures: number }
  /** Trying again cannot help: the conversation is not ours, or this script is too old. */
  | { is: 'refused'; code: FinalCode };

export type FinalCode = 'forbidden' | 'not_found' | 'unsupported_version';

export type Via = 'socket' | 'poll';

interface ConnectionFrame {
  t: string;
  jitterMs?: number;
}

export interface ConnectionOptions<In extends ConnectionFrame, Out> {
  /** Says who we are; called before every attempt. */
  getTicket(): Promise<string>;
  /** A promise, because a way that is rarely used may have to be fetched first. */
  openTransport(via: Via, ticket: string, handlers: TransportHandlers<In, Out>): Promise<Transport<Out>>;
  /** Without a second way to connect, sockets are tried for ever. */
  canPoll: boolean;
  hello(): Out;
  /** Every frame but pings, in order. */
  received(frame: In): void;
  /** The server hung up, and why. */
  closed?(code: number): void;
  statusChanged(status: ConnectionStatus): void;
  /** Somebody waits for a message to leave: then the first reconnect hurries. */
  hasUnsent(): boolean;
}

export interface Connection<Out> {
  start(): void;
  stop(): void;
  /** Sends if online; else the frame is dropped: what must arrive is kept in an outbox and sent after `welcome`. */
  send(frame: Out): void;
  /** Connects now instead of waiting; when online, checks that it is true. */
  wake(): void;
  /** Something wants to leave: what was a long wait for nobody becomes a short one. */
  hurry(): void;
  /** Drops a connection that does not do what it should, and connects anew. */
  reconnect(): void;
}

/** After so many sockets in a row that never got a welcome although the server answers, HTTP is used. */
const BLOCKED_SOCKETS = 2;
/** On HTTP, a socket is tried again this often, and half as often each time where sockets stay blocked. */
const SOCKET_RETRY_MS = 60_000;
const SOCKET_RETRY_CAP_MS = 16 * SOCKET_RETRY_MS;

export function createConnection<In extends ConnectionFrame, Out>(
  environment: Environment,
  options: ConnectionOptions<In, Out>,
): Connection<Out> {
  const { clock, random } = environment;
  let status: ConnectionStatus = { is: 'stopped' };
  let transport: Transport<Out> | undefined;
  /** A transport on its way to being the transport. */
  let opening: Transport<Out> | undefined;
  /** Tells answers of this attempt from those of one we gave up. */
  let attempt = 0;
  let failures = 0;
  let socketFailures = 0;
  let socketRetryMs = SOCKET_RETRY_MS;
  let jitterMs = 0;
  let canHurry = false;
  /** The server hung up because it could not do what it was told: that it welcomes us again says nothing. */
  let isOverloaded = false;
  let stopWaking: Cancel | undefined;
  let cancelTimer: Cancel = () => {};
  let cancelHurry: Cancel = () => {};
  let cancelPong: Cancel | undefined;
  let cancelSocketRetry: Cancel = () => {};

  const setStatus = (next: ConnectionStatus) => {
    status = next;
    options.statusChanged(next);
  };

  const clear = () => {
    attempt += 1;
    cancelTimer();
    cancelHurry();
    cancelPong?.();
    cancelPong = undefined;
    cancelSocketRetry();
    transport?.close();
    opening?.close();
    transport = undefined;
    opening = undefined;
  };

  const connect = () => {
    clear();
    const via: Via = options.canPoll && socketFailures >= BLOCKED_SOCKETS ? 'poll' : 'socket';
    setStatus({ is: 'connecting' });
    open(
      via,
      (run) => {
        cancelTimer = clock.after(TIMES.handshakeTimeoutMs, run);
      },
      greet,
      (code) => lost(code, via),
      ticketFailed,
    );
  };

  /**
   * Fetches a ticket and opens a transport. Once it has been greeted, it is the connection.
   * @param startTimer calls back when it should have been opened.
   * @param failed it was closed, or not opened in time.
   */
  const open = async (
    via: Via,
    startTimer: (run: () => void) => void,
    greetIt: (ready: Transport<Out>) => void,
    failed: (code: number) => void,
    ticketFailed: (error: unknown) => void,
  ) => {
    let mine = attempt;
    let isGreeted = false;
    const isMine = () => mine === attempt;
    const end = (code: number) => isMine() && (isGreeted ? lost(code, via) : failed(code));
    let ticket: string;
    try {
      ticket = await options.getTicket();
    } catch (error) {
      if (isMine()) ticketFailed(error);
      return;
    }
    if (!isMine()) return;
    startTimer(() => end(NETWORK_LOST));
    try {
      const opened = await options.openTransport(via, ticket, {
        opened(ready) {
          if (!isMine()) return;
          isGreeted = true;
          opening = undefined;
          greetIt(ready);
          mine = attempt;
        },
        received: (frame) => isMine() && received(frame, via),
        closed(code) {
          if (isMine()) options.closed?.(code);
          end(code);
        },
      });
      if (!isMine()) opened.close();
      else if (!isGreeted) opening = opened;
    } catch {
      end(NETWORK_LOST);
    }
  };

  const greet = (ready: Transport<Out>) => {
    transport = ready;
    ready.send(options.hello());
  };

  const ticketFailed = (error: unknown) => {
    const code = error instanceof ApiError ? error.code : 'unreachable';
    if (isFinal(code)) refuse(code);
    else wait(error instanceof ApiError ? error.retryAfterMs : undefined);
  };

  const received = (frame: In, via: Via) => {
    // Only a pong or an ack shows that it works: what is closed right after its welcome must not be tried without a pause.
    if (frame.t === 'pong' || frame.t === 'ack') failures = 0;
    if (frame.t === 'pong') {
      cancelPong?.();
      cancelPong = undefined;
    } else if (frame.t === 'welcome' && status.is !== 'online') {
      cancelTimer();
      if (!isOverloaded) failures = Math.min(failures, 1);
      if (via === 'poll') trySocketLater();
      else {
        socketFailures = 0;
        socketRetryMs = SOCKET_RETRY_MS;
      }
      jitterMs = frame.jitterMs ?? 0;
      setStatus({ is: 'online', via });
      scheduleHeartbeat();
    } else if (frame.t === 'goaway') {
      jitterMs = frame.jitterMs ?? 0;
    }
    options.received(frame);
    if (frame.t === 'goaway') lost(CLOSE_CODES.goaway, via);
  };

  const trySocketLater = () => {
    cancelSocketRetry();
    cancelSocketRetry = clock.after(socketRetryMs, trySocket);
  };

  /** HTTP goes on until a socket is open: on a network that still blocks them nobody notices the attempt. */
  const trySocket = () => {
    const failed = () => {
      opening?.close();
      socketRetryMs = Math.min(SOCKET_RETRY_CAP_MS, 2 * socketRetryMs);
      trySocketLater();
    };
    open(
      'socket',
      (run) => {
        cancelSocketRetry = clock.after(TIMES.handshakeTimeoutMs, run);
      },
      (ready) => {
        // One connection at a time: what HTTP has not answered yet is sent again.
        clear();
        setStatus({ is: 'connecting' });
        // Should this one be opened and then swallowed, HTTP follows at once.
        socketFailures = BLOCKED_SOCKETS - 1;
        cancelTimer = clock.after(TIMES.handshakeTimeoutMs, () => lost(NETWORK_LOST, 'socket'));
        greet(ready);
      },
      failed,
      failed,
    );
  };

  const lost = (code: number, via: Via) => {
    const wasOnline = status.is === 'online';
    clear();
    isOverloaded = code === CLOSE_CODES.overloaded;
    // The two ways take turns: neither is given up for good.
    if (via === 'poll') socketFailures = BLOCKED_SOCKETS - 1;
    if (code === CLOSE_CODES.forbidden) return refuse('forbidden');
    if (code === CLOSE_CODES.not_found) return refuse('not_found');
    if (isFinalClose(code)) return refuse('unsupported_version');
    // Its time was over (AUT-13): nothing is wrong, so nobody waits. Once, in case something is.
    if (code === CLOSE_CODES.unauthenticated && failures === 0) {
      failures = 1;
      return void connect();
    }
    if (!wasOnline && via === 'socket') {
      socketFailures += 1;
      if (options.canPoll && socketFailures === BLOCKED_SOCKETS) return void connect();
    }
    wait();
  };

  const refuse = (code: FinalCode) => {
    clear();
    setStatus({ is: 'refused', code });
  };

  const wait = (atLeastMs = 0) => {
    clear();
    const hasUnsent = options.hasUnsent();
    canHurry = !hasUnsent && atLeastMs === 0;
    const delayMs = Math.max(atLeastMs, reconnectDelayMs(failures, jitterMs, hasUnsent, random.unit()));
    failures += 1;
    setStatus({ is: 'waiting', until: clock.now() + delayMs, failures });
    cancelTimer = clock.after(delayMs, connect);
  };

  const hurry = () => {
    if (status.is !== 'waiting' || !canHurry) return;
    canHurry = false;
    const delayMs = reconnectDelayMs(failures - 1, jitterMs, true, random.unit());
    setStatus({ ...status, until: Math.min(status.until, clock.now() + delayMs) });
    // Whichever is due first: what is left of the wait can't be told by a clock that may have jumped.
    cancelHurry = clock.after(delayMs, connect);
  };

  const scheduleHeartbeat = () => {
    cancelTimer();
    // Pages in the background ping three times less often: browsers slow their timers down anyway.
    const everyMs = TIMES.heartbeatMs * (environment.isVisible() ? 1 : 3);
    cancelTimer = clock.after(everyMs * (0.8 + 0.4 * random.unit()), () => ping(TIMES.pongTimeoutMs));
  };

  const ping = (timeoutMs: number) => {
    if (status.is !== 'online' || status.via === 'poll') return;
    cancelPong?.();
    cancelPong = clock.after(timeoutMs, () => lost(NETWORK_LOST, 'socket'));
    transport?.ping();
    scheduleHeartbeat();
  };

  const wake = () => {
    if (status.is === 'waiting') connect();
    else ping(TIMES.wakePongTimeoutMs);
  };

  return {
    start() {
      if (status.is !== 'stopped') return;
      stopWaking = environment.onWake(wake);
      connect();
    },
    stop() {
      stopWaking?.();
      clear();
      setStatus({ is: 'stopped' });
    },
    send(frame) {
      if (status.is === 'online') transport?.send(frame);
    },
    wake,
    hurry,
    reconnect() {
      if (status.is === 'online') lost(NETWORK_LOST, status.via);
    },
  };
}

const isFinal = (code: string): code is FinalCode =>
  code === 'forbidden' || code === 'not_found' || code === 'unsupported_version';

/**
 * How long to wait before the next attempt: exponential backoff with full jitter
 * (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter). The first wait and, where nothing is unsent, the
 * unit of those after it are what the server asked for: so neither a deploy nor an outage brings everyone back at once.
 */
export function reconnectDelayMs(
  failures: number,
  jitterMs: number,
  hasUnsent: boolean,
  unit: number,
): number {
  if (failures === 0) return unit * (hasUnsent ? Math.min(jitterMs, TIMES.reconnectBaseMs) : jitterMs);
  const base = hasUnsent ? TIMES.reconnectBaseMs : Math.max(jitterMs, TIMES.reconnectBaseMs);
  return unit * Math.min(TIMES.reconnectCapMs, base * 2 ** Math.min(failures, 16));
}
