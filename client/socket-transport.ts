import { PING } from '../protocol/frames.ts';
import { parseJson, type Shape } from '../protocol/shape.ts';
import { SUBPROTOCOL, TICKET_PREFIX } from '../protocol/version.ts';
import type { Environment, Socket } from './environment.ts';
import { toJson } from './json.ts';
import { NETWORK_LOST, type Transport, type TransportHandlers } from './transport.ts';

/** Opens a WebSocket. The ticket is offered as a subprotocol, so that it stands in no URL and no log. */
export function openSocketTransport<In, Out>(
  environment: Environment,
  url: string,
  ticket: string,
  frame: Shape<In>,
  handlers: TransportHandlers<In, Out>,
): Transport<Out> {
  let isDone = false;
  const finish = (code: number) => {
    if (isDone) return;
    isDone = true;
    handlers.closed(code);
  };

  let socket: Socket | undefined;
  const transport: Transport<Out> = {
    send: (out) => isDone || socket?.send(toJson(out)),
    ping: () => isDone || socket?.send(PING),
    close() {
      isDone = true;
      socket?.close();
    },
  };
  try {
    socket = environment.openSocket(url, [SUBPROTOCOL, TICKET_PREFIX + ticket], {
      opened: () => isDone || handlers.opened(transport),
      received(data) {
        // A socket we gave up may still deliver: Chromium's offline mode does so when it comes back.
        if (isDone) return;
        let parsed: In;
        try {
          parsed = parseJson(frame, data);
        } catch {
          socket?.close();
          return finish(NETWORK_LOST);
        }
        handlers.received(parsed);
      },
      closed: finish,
    });
  } catch {
    environment.clock.after(0, () => finish(NETWORK_LOST));
  }

  return transport;
}
