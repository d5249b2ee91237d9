/** HTTP requests as peers, for networks that block WebSockets: what a peer is told is the answer to its request. */
import { CLOSE_CODES, type ErrorCode } from '../../protocol/codes.ts';
import { LIMITS, TIMES } from '../../protocol/limits.ts';
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

  /** Resolves with the first thing this peer is told, or with nothing when it has waited long enough. */
  wait(who: Identity): Promise<HttpAnswer> {
    this.#makeRoom(who.id);
    return new Promise((resolve) => {
      const finish = (answer: HttpAnswer) => {
        cancel();
        this.#waiting.delete(peer);
        resolve(answer);
      };
      const peer = httpPeer(
        who,
        (frame) => finish({ frames: [frame] }),
        (refused) => finish({ refused }),
      );
      const cancel = this.#after(TIMES.longPollMs, () => finish({ frames: [] }));
      this.#waiting.add(peer);
    });
  }

  /** The oldest goes when there are too many. Refused, not answered: it must not ask again at once. */
  #makeRoom(id: string): void {
    const waiting = [...this.#waiting].filter((peer) => peer.identity.id === id);
    for (const peer of waiting.slice(0, Math.max(0, waiting.length - LIMITS.socketsPerVisitor + 1)))
      peer.close(CLOSE_CODES.rate_limited, 'rate_limited');
  }
}

function httpPeer<Identity extends HttpIdentity>(
  who: Identity,
  send: (frame: string) => void,
  close: (code: ErrorCode) => void,
): Peer<Identity> {
  return { identity: { ...who, isGreeted: true }, become() {}, send, close: (_, reason) => close(reason) };
}
