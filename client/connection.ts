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
  /** Drops a connection that does not do what it should, and connects anew. */
  reconnect(): void;
}

/** After so many sockets in a row that never got a welcome although the server answers, HTTP is used. */
const BLOCKED_SOCKETS = 2;
/** On HTTP, a socket is tried again this often. */
const SOCKET_RETRY_MS = 60_000;

export function createConnection<In extends ConnectionFrame, Out>(
  environment: Environment,
  options: ConnectionOptions<In, Out>,
): Connection<Out> {
  const { clock, random } = environment;
  let status: ConnectionStatus = { is: 'stopped' };
  let transport: Transport<Out> | undefined;
  /** Tells answers of this attempt from those of one we gave up. */
  let attempt = 0;
  let failures = 0;
  let socketFailures = 0;
  let jitterMs = 0;
  let stopWaking: Cancel | undefined;
  let cancelTimer: Cancel = () => {};
  let cancelPong: Cancel | undefined;
  let cancelSocketRetry: Cancel = () => {};

  const setStatus = (next: ConnectionStatus) => {
    status = next;
    options.statusChanged(next);
  };

  const clear = () => {
    attempt += 1;
    cancelTimer();
    cancelPong?.();
    cancelPong = undefined;
    cancelSocketRetry();
    transport?.close();
    transport = undefined;
  };

  const connect = async () => {
    clear();
    const mine = attempt;
    setStatus({ is: 'connecting' });
    let ticket: string;
    try {
      ticket = await options.getTicket();
    } catch (error) {
      if (mine === attempt) ticketFailed(error);
      return;
    }
    if (mine !== attempt) return;

    const via: Via = options.canPoll && socketFailures >= BLOCKED_SOCKETS ? 'poll' : 'socket';
    const isMine = () => mine === attempt;
    cancelTimer = clock.after(TIMES.handshakeTimeoutMs, () => lost(NETWORK_LOST, via));
    try {
      const opened = await options.openTransport(via, ticket, {
        opened(ready) {
          if (!isMine()) return;
          transport = ready;
          ready.send(options.hello());
        },
        received: (frame) => isMine() && received(frame, via),
        closed(code) {
          if (!isMine()) return;
          options.closed?.(code);
          lost(code, via);
        },
      });
      if (isMine()) transport = opened;
      else opened.close();
    } catch {
      if (isMine()) lost(NETWORK_LOST, via);
    }
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
    } else if (frame.t === 'welcome') {
      cancelTimer();
      failures = Math.min(failures, 1);
      if (via === 'socket') socketFailures = 0;
      else cancelSocketRetry = clock.after(SOCKET_RETRY_MS, retrySocket);
      jitterMs = frame.jitterMs ?? 0;
      setStatus({ is: 'online', via });
      scheduleHeartbeat();
    } else if (frame.t === 'goaway') {
      jitterMs = frame.jitterMs ?? 0;
    }
    options.received(frame);
    if (frame.t === 'goaway') lost(CLOSE_CODES.goaway, via);
  };

  /** One socket attempt, with HTTP again right after it if that fails. */
  const retrySocket = () => {
    socketFailures = BLOCKED_SOCKETS - 1;
    connect();
  };

  const lost = (code: number, via: Via) => {
    const wasOnline = status.is === 'online';
    clear();
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
    const delayMs = Math.max(
      atLeastMs,
      reconnectDelayMs(failures, jitterMs, options.hasUnsent(), random.unit()),
    );
    failures += 1;
    setStatus({ is: 'waiting', until: clock.now() + delayMs, failures });
    cancelTimer = clock.after(delayMs, connect);
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
    reconnect() {
      if (status.is === 'online') lost(NETWORK_LOST, status.via);
    },
  };
}

const isFinal = (code: string): code is FinalCode =>
  code === 'forbidden' || code === 'not_found' || code === 'unsupported_version';

/**
 * How long to wait before the next attempt. The first is spread over what the server asked for, so that a deploy does
 * not bring everyone back at once; the rest is exponential backoff with full jitter
 * (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter).
 */
export function reconnectDelayMs(
  failures: number,
  jitterMs: number,
  hasUnsent: boolean,
  unit: number,
): number {
  if (failures === 0) return unit * (hasUnsent ? Math.min(jitterMs, TIMES.reconnectBaseMs) : jitterMs);
  return unit * Math.min(TIMES.reconnectCapMs, TIMES.reconnectBaseMs * 2 ** Math.min(failures, 16));
}
