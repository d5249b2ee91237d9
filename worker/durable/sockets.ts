/**
 * Hibernating WebSockets as peers. The runtime's list of sockets is the truth; who stands behind one is kept in its
 * attachment (ids only, parsed when first read), because the object may have slept since.
 */
import { CLOSE_CODES, type ErrorCode, isRetryable } from '../../protocol/codes.ts';
import type { Shape } from '../../protocol/shape.ts';

/** Somebody at the other end: a socket, or one HTTP request that waits for an answer. */
export interface Peer<Identity> {
  readonly identity: Identity;
  /** Remembers a change of who this is. */
  become(identity: Identity): void;
  send(frame: string): void;
  /** @param reason the code in words, see codes.ts. */
  close(code: number, reason: ErrorCode): void;
}

/** The one peer of each socket, for as long as this object is awake. */
export function socketPeers<Identity>(identity: Shape<Identity>): (socket: WebSocket) => Peer<Identity> {
  const known = new WeakMap<WebSocket, Peer<Identity>>();
  return (socket) => {
    const before = known.get(socket);
    if (before) return before;
    const peer = socketPeer(socket, identity);
    known.set(socket, peer);
    return peer;
  };
}

function socketPeer<Identity>(socket: WebSocket, shape: Shape<Identity>): Peer<Identity> {
  // Parsed once a wake: nobody but us writes it, and reading it is most of what telling somebody costs.
  let identity: Identity | undefined;
  return {
    get identity() {
      identity ??= shape(socket.deserializeAttachment(), 'attachment');
      return identity;
    },
    become(next) {
      identity = next;
      socket.serializeAttachment(next);
    },
    send(frame) {
      // A socket that is closing throws; its client will come back and ask for what it missed.
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    },
    close: (code, reason) => socket.close(code, reason),
  };
}

/** Says goodbye in turn, with the same code where that may be said (RFC 6455, 7.4): not 1005, 1006 or what nobody knows. */
export const answerClose = (socket: WebSocket, code: number): void =>
  socket.close(code >= 3000 && code < 5000 ? code : 1000);

/** What goes out when a frame can't be taken. */
export const errorFrame = (code: ErrorCode, message: string, retryAfterMs?: number): string =>
  JSON.stringify({
    t: 'err',
    code,
    message,
    retryable: isRetryable(code),
    ...(retryAfterMs && { retryAfterMs }),
  });

/** Says why, then hangs up. */
export function refusePeer(
  peer: Pick<Peer<unknown>, 'send' | 'close'>,
  code: keyof typeof CLOSE_CODES,
  message: string,
): void {
  peer.send(errorFrame(code, message));
  // A close reason holds 123 bytes at most.
  peer.close(CLOSE_CODES[code], code);
}

/**
 * Takes a frame. Should that fail in a way nobody foresaw, as when the disk is full, the peer is told to come again rather
 * than left to wait: what it said and has no answer to, it still holds. The same as HTTP answers then, see app.ts.
 */
export function takeFrame(peer: Pick<Peer<unknown>, 'send' | 'close'>, take: () => void): void {
  try {
    take();
  } catch (error) {
    console.error(error);
    refusePeer(peer, 'overloaded', 'Something went wrong here. Connect again in a moment.');
  }
}
