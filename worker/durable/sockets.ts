/**
 * Hibernating WebSockets as peers. The runtime's list of sockets is the truth; who stands behind one is kept in its
 * attachment (ids only, parsed on every read), because the object may have slept since.
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

export function socketPeer<Identity>(socket: WebSocket, identity: Shape<Identity>): Peer<Identity> {
  return {
    get identity() {
      return identity(socket.deserializeAttachment(), 'attachment');
    },
    become: (next) => socket.serializeAttachment(next),
    send(frame) {
      // A socket that is closing throws; its client will come back and ask for what it missed.
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    },
    close: (code, reason) => socket.close(code, reason),
  };
}

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
