/**
 * The same frames over HTTP, for networks that block WebSockets: what we say goes out by POST …/frames, what is new
 * comes back from POST …/poll, which the server holds open until there is something (25 s at most).
 */

import { CLOSE_CODES } from '../protocol/codes.ts';
import { type ClientFrame, type ServerFrame, serverFrames } from '../protocol/frames.ts';
import { TIMES } from '../protocol/limits.ts';
import type { Environment } from './environment.ts';
import { ApiError, call } from './http.ts';
import { NETWORK_LOST, type Transport, type TransportHandlers } from './transport.ts';

export function openPollTransport(
  environment: Environment,
  url: string,
  getTicket: () => Promise<string>,
  /** The hello that a poll starts from: it says what has been applied so far. */
  hello: () => ClientFrame,
  handlers: TransportHandlers<ServerFrame, ClientFrame>,
): Transport<ClientFrame> {
  let isDone = false;
  let isPolling = false;
  let outgoing: ClientFrame[] = [];
  let isPosting = false;

  const fail = (error: unknown) => {
    if (isDone) return;
    isDone = true;
    const code = error instanceof ApiError ? error.code : 'unreachable';
    handlers.closed(code in CLOSE_CODES ? CLOSE_CODES[code as keyof typeof CLOSE_CODES] : NETWORK_LOST);
  };

  const exchange = async (path: string, frames: ClientFrame[], timeoutMs: number) => {
    const answer = await call(environment, serverFrames, {
      method: 'POST',
      url: `${url}/${path}`,
      bearer: await getTicket(),
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
      while (!isDone) await exchange('poll', [hello()], TIMES.longPollMs + TIMES.pongTimeoutMs);
    } catch (error) {
      fail(error);
    }
  };

  const transport: Transport<ClientFrame> = {
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
  environment.clock.after(0, () => isDone || handlers.opened(transport));
  return transport;
}
