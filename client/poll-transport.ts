/**
 * The same frames over HTTP, for networks that block WebSockets: what we say goes out by POST …/frames, what is new
 * comes back from POST …/poll, which the server holds open until there is something (25 s at most).
 */

import { CLOSE_CODES } from '../protocol/codes.ts';
import { TIMES } from '../protocol/limits.ts';
import type { Shape } from '../protocol/shape.ts';
import type { Environment } from './environment.ts';
import { ApiError, call } from './http.ts';
import { NETWORK_LOST, type Transport, type TransportHandlers } from './transport.ts';

export interface PollOptions<In, Out> {
  /** `…/frames` and `…/poll` below it are used. */
  url: string;
  /** The ticket to begin with, and where others come from: HTTP outlives a ticket. */
  ticket: string;
  getTicket(): Promise<string>;
  /** The hello that a poll starts from: it says what has been applied so far. */
  hello(): Out;
  answer: Shape<{ frames: In[] }>;
}

export function openPollTransport<In, Out>(
  environment: Environment,
  options: PollOptions<In, Out>,
  handlers: TransportHandlers<In, Out>,
): Transport<Out> {
  const { clock } = environment;
  let { ticket } = options;
  let freshUntil = clock.now() + TIMES.ticketMs / 2;
  let isDone = false;
  let isPolling = false;
  let outgoing: Out[] = [];
  let isPosting = false;

  const freshTicket = async () => {
    const now = clock.now();
    // Also after a clock was set back: a ticket's minute is the server's.
    if (now >= freshUntil || now < freshUntil - TIMES.ticketMs) {
      ticket = await options.getTicket();
      freshUntil = clock.now() + TIMES.ticketMs / 2;
    }
    return ticket;
  };

  const fail = (error: unknown) => {
    if (isDone) return;
    isDone = true;
    const code = error instanceof ApiError ? error.code : 'unreachable';
    handlers.closed(code in CLOSE_CODES ? CLOSE_CODES[code as keyof typeof CLOSE_CODES] : NETWORK_LOST);
  };

  const exchange = async (path: string, frames: Out[], timeoutMs: number) => {
    const answer = await call(environment, options.answer, {
      method: 'POST',
      url: `${options.url}/${path}`,
      bearer: await freshTicket(),
      body: { frames },
      timeoutMs,
    });
    for (const frame of answer.frames) if (!isDone) handlers.received(frame);
  };

  const post = async () => {
    if (isPosting) return;
    isPosting = true;
    while (outgoing.length > 0 && !isDone) {
      const frames = outgoing.splice(0, 8);
      await exchange('frames', frames, TIMES.handshakeTimeoutMs);
    }
    isPosting = false;
    if (!isPolling && !isDone) poll();
  };

  const poll = async () => {
    isPolling = true;
    try {
      while (!isDone) await exchange('poll', [options.hello()], TIMES.longPollMs + TIMES.pongTimeoutMs);
    } catch (error) {
      fail(error);
    }
  };

  const transport: Transport<Out> = {
    send(frame) {
      outgoing = [...outgoing, frame];
      post().catch(fail);
    },
    // The poll itself is the heartbeat: it fails when the network does.
    ping() {},
    close() {
      isDone = true;
    },
  };
  clock.after(0, () => isDone || handlers.opened(transport));
  return transport;
}
