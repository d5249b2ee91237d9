/** HTTP requests as peers, for networks that block WebSockets: what a peer is told is the answer to its request. */
import type { ErrorCode } from '../../protocol/codes.ts';
import { TIMES } from '../../protocol/limits.ts';
import type { Peer } from './sockets.ts';

/** What an HTTP request gets: frames as text, or why it was refused. */
export type HttpAnswer = { frames: string[] } | { refused: ErrorCode };

/** The ticket came with the request, so it counts as greeted. */
interface HttpIdentity {
  id: string;
  isGreeted: boolean;
}

/** Frames that came together are answered together, up to the first that is refused. */
export function exchangeFrames<Identity extends HttpIdentity>(
  who: Identity,
  frames: readonly unknown[],
  take: (peer: Peer<Identity>, frame: unknown) => void,
): HttpAnswer {
  const answers: string[] = [];
  let refused: ErrorCode | null = null;
  const peer = httpPeer(
    who,
    (frame) => answers.push(frame),
    (code) => {
      refused = code;
    },
  );
  for (const frame of frames) {
    take(peer, frame);
    if (refused) return { refused };
  }
  return { frames: answers };
}

/** Requests that wait for news. They live in memory: a request keeps its object awake. */
export class WaitingPeers<Identity extends HttpIdentity> {
  readonly #waiting = new Set<Peer<Identity>>();
  readonly #after: (ms: number, run: () => void) => () => void;

  constructor(after: (ms: number, run: () => void) => () => void) {
    this.#after = after;
  }

  *[Symbol.iterator](): Iterator<Peer<Identity>> {
    yield* [...this.#waiting];
  }

  of(id: string): Peer<Identity>[] {
    return [...this.#waiting].filter((peer) => peer.identity.id === id);
  }

  /** Resolves with the first thing this peer is told, or with nothing when it has waited long enough. */
  wait(who: Identity): Promise<HttpAnswer> {
    return new Promise((resolve) => {
      const finish = (frames: string[]) => {
        cancel();
        this.#waiting.delete(peer);
        resolve({ frames });
      };
      const peer = httpPeer(
        who,
        (frame) => finish([frame]),
        () => finish([]),
      );
      const cancel = this.#after(TIMES.longPollMs, () => finish([]));
      this.#waiting.add(peer);
    });
  }
}

function httpPeer<Identity extends HttpIdentity>(
  who: Identity,
  send: (frame: string) => void,
  close: (code: ErrorCode) => void,
): Peer<Identity> {
  return { identity: { ...who, isGreeted: true }, become() {}, send, close: (_, reason) => close(reason) };
}
