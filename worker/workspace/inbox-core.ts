/**
 * The agents' live list without its platform. Its log is compacted (a row carries the revision of its last change), so
 * resuming after any time away is one answer. Rules INB-1 to INB-5 of docs/SPEC.md.
 */

import { pong } from '../../protocol/frames.ts';
import { type InboxClientFrame, type InboxServerFrame, inboxClientFrame } from '../../protocol/inbox.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { boolean, type Infer, integer, object, parseJson, ShapeError, text } from '../../protocol/shape.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { ConversationSummary } from '../conversation/summary.ts';
import { type Peer, refusePeer } from '../durable/sockets.ts';
import type { InboxStore } from './inbox-store.ts';

export const inboxViewer = object({
  agent: text(64, 1),
  isGreeted: boolean,
  /** When this connection must prove itself anew: the session may have ended since. Milliseconds. */
  until: integer(),
});
export type InboxViewer = Infer<typeof inboxViewer>;
export type InboxPeer = Peer<InboxViewer>;

const JITTER_MS = 5_000;
/** Later than every row. */
export const NEWEST = { activeAt: Number.MAX_SAFE_INTEGER, conversation: '' };
const OVER = 'This connection is over. Ask for a new ticket.';

export class InboxCore {
  readonly #store: InboxStore;
  readonly #epoch: string;
  readonly #peers: () => Iterable<InboxPeer>;
  readonly #now: () => number;

  constructor(store: InboxStore, epoch: string, peers: () => Iterable<InboxPeer>, now: () => number) {
    this.#now = now;
    this.#store = store;
    this.#epoch = epoch;
    this.#peers = peers;
  }

  receive(peer: InboxPeer, frame: string | ArrayBuffer): void {
    if (typeof frame !== 'string') return refusePeer(peer, 'bad_frame', 'Frames are text.');
    if (frame.length > LIMITS.frameBytes)
      return refusePeer(peer, 'too_large', `A frame has at most ${LIMITS.frameBytes} bytes.`);
    try {
      this.#execute(peer, parseJson(inboxClientFrame, frame));
    } catch (error) {
      if (error instanceof ShapeError)
        return refusePeer(peer, 'bad_frame', `This frame can't be read: ${error.message}.`);
      throw error;
    }
  }

  /** A conversation changed: keeps its row and tells everyone who looks. @returns whether it was news. */
  put(summary: ConversationSummary): boolean {
    const rev = this.#store.put(summary);
    if (rev === null) return false;
    for (const peer of this.#peers()) {
      const { agent, isGreeted, until } = peer.identity;
      if (this.#now() > until) {
        refusePeer(peer, 'unauthenticated', OVER);
        continue;
      }
      const row = isGreeted && this.#store.row(agent, summary.conversation);
      if (row) peer.send(encode({ t: 'rows', from: rev - 1, head: rev, rows: [row] }));
    }
    return true;
  }

  #execute(peer: InboxPeer, frame: InboxClientFrame): void {
    if (this.#now() > peer.identity.until) return refusePeer(peer, 'unauthenticated', OVER);
    switch (frame.t) {
      case 'hello': {
        if (frame.v !== PROTOCOL_VERSION)
          return refusePeer(
            peer,
            'unsupported_version',
            `This server speaks version ${PROTOCOL_VERSION}. Reload the page.`,
          );
        peer.become({ ...peer.identity, isGreeted: true });
        return peer.send(
          this.#welcome(peer.identity.agent, frame.epoch === this.#epoch ? frame.since : null),
        );
      }
      case 'sync':
        return peer.send(this.#welcome(peer.identity.agent, frame.since));
      case 'ping':
        return peer.send(pong(this.#store.head()));
    }
  }

  /** Everything that changed since then; or, when that is too much or nothing is known, a fresh start. */
  #welcome(agent: string, since: number | null): string {
    const head = this.#store.head();
    const known = {
      t: 'welcome',
      v: PROTOCOL_VERSION,
      epoch: this.#epoch,
      head,
      jitterMs: JITTER_MS,
    } as const;
    if (since !== null && since > 0 && since <= head) {
      const rows = this.#store.changedSince(agent, since, LIMITS.eventsPerPage + 1);
      if (rows.length <= LIMITS.eventsPerPage) return encode({ ...known, from: since, rows, reset: false });
    }
    const rows = this.#store.newest(agent, NEWEST, LIMITS.inboxRowsPerPage);
    return encode({ ...known, from: 0, rows, reset: true });
  }
}

const encode = (frame: InboxServerFrame): string => JSON.stringify(frame);
