/**
 * The agents' live list without its platform. Its log is compacted (a row carries the revision of its last change), so
 * resuming after any time away is one answer. Rules INB-1 to INB-5 of docs/SPEC.md.
 */

import type { Desk } from '../../protocol/desk.ts';
import { pong } from '../../protocol/frames.ts';
import { type InboxClientFrame, type InboxServerFrame, inboxClientFrame } from '../../protocol/inbox.ts';
import { LIMITS, RATES } from '../../protocol/limits.ts';
import {
  boolean,
  type Infer,
  integer,
  isLongerThan,
  object,
  optional,
  parseJson,
  ShapeError,
  text,
} from '../../protocol/shape.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { ConversationSummary } from '../conversation/summary.ts';
import { createBacklogs } from '../durable/backlogs.ts';
import { exchangeFrames, type HttpAnswer } from '../durable/http-peers.ts';
import { type Peer, refusePeer } from '../durable/sockets.ts';
import { tokenBuckets } from '../durable/token-bucket.ts';
import type { InboxChange, InboxStore } from './inbox-store.ts';

export const inboxViewer = object({
  /** The agent's. */
  id: text(64, 1),
  isGreeted: boolean,
  /** When this connection must prove itself anew: the session may have ended since. Milliseconds. */
  until: integer(),
  /** When it said that its page is visible, in milliseconds; absent while it is not. */
  seenAt: optional(integer()),
});
export type InboxViewer = Infer<typeof inboxViewer>;
export type InboxPeer = Peer<InboxViewer>;

export interface InboxPorts {
  now(): number;
  /** Every list that is open, each the same object for as long as it is. */
  peers(): Iterable<InboxPeer>;
  /** Called after every commit, in the same turn. */
  committed(head: number): void;
  /** Changes in one answer or frame at most; whoever missed more starts from the newest rows. */
  readonly changesPerAnswer: number;
  readonly rowsPerPage: number;
  /** The desk as this agent sees it: all of it, or what changed after a revision; undefined when nothing did. */
  desk?(agent: string, since: number | null): Desk | undefined;
  /** This agent has the console before their eyes, or had until now. */
  looked?(agent: string): void;
}

const JITTER_MS = 7_000;
/** Later than every row. */
export const NEWEST = { activeAt: Number.MAX_SAFE_INTEGER, conversation: '' };
const OVER = 'This connection is over. Ask for a new ticket.';

export class InboxCore {
  readonly #store: InboxStore;
  readonly #epoch: string;
  readonly #ports: InboxPorts;
  readonly #frameRate = tokenBuckets(RATES.frames);
  readonly #backlogs = createBacklogs<InboxPeer>();

  constructor(store: InboxStore, epoch: string, ports: InboxPorts) {
    this.#store = store;
    this.#epoch = epoch;
    this.#ports = ports;
  }

  receive(peer: InboxPeer, frame: string | ArrayBuffer): void {
    if (typeof frame !== 'string') return refusePeer(peer, 'bad_frame', 'Frames are text.');
    if (isLongerThan(frame, LIMITS.frameBytes))
      return refusePeer(peer, 'too_large', `A frame has at most ${LIMITS.frameBytes} bytes.`);
    guarded(peer, () => this.#execute(peer, parseJson(inboxClientFrame, frame)));
  }

  /** Frames that came together, without a socket. */
  exchange(who: InboxViewer, frames: unknown[]): HttpAnswer {
    return exchangeFrames(who, frames, (peer, frame) =>
      guarded(peer, () => this.#execute(peer, inboxClientFrame(frame, 'frame'))),
    );
  }

  /** What a list that has applied everything up to `since` is missing, as a frame; null when nothing. */
  newsSince(agent: string, since: number, epoch: string | null): string | null {
    const isCurrent = epoch === this.#epoch && since === this.#store.head();
    return isCurrent ? null : encode(this.#welcome(agent, epoch === this.#epoch ? since : null));
  }

  /** Conversations changed: keeps their rows and tells everyone who looks. */
  put(summaries: readonly ConversationSummary[]): void {
    this.tell(this.#store.put(summaries));
  }

  /** Rows were written, in the order of their revisions: tells everyone who looks, many rows in one frame. */
  tell({ conversations, revs, buckets }: InboxChange): void {
    const changes = conversations.flatMap((conversation, index) => {
      const rev = revs[index] ?? null;
      return rev === null ? [] : [{ conversation, rev }];
    });
    // Before telling anybody: whoever is missed finds out by their next ping.
    if (changes.length > 0) this.#ports.committed(this.#store.head());
    for (let at = 0; at < changes.length; at += this.#ports.changesPerAnswer) {
      const told = changes.slice(at, at + this.#ports.changesPerAnswer);
      const names = told.map(({ conversation }) => conversation);
      const [from, head] = [(told[0]?.rev ?? 0) - 1, told.at(-1)?.rev ?? 0];
      // Counts are those after all of them, so they go with the last.
      const counted = head === this.#store.head() ? buckets : [];
      this.#tellAll(from, head, (agent) => {
        const counts = counted.length > 0 && this.#store.buckets.countsOf(counted, agent);
        return { rows: this.#store.rowsNamed(agent, names), ...(counts && { counts }) };
      });
    }
  }

  /** The desk was changed: tells everyone who looks. */
  tellDesk(rev: number, buckets: readonly string[] = []): void {
    this.#ports.committed(this.#store.head());
    this.#tellAll(rev - 1, rev, (agent) => {
      const desk = this.#ports.desk?.(agent, rev - 1);
      const counts = buckets.length > 0 && this.#store.buckets.countsOf(buckets, agent);
      return { rows: [], ...(desk && { desk }), ...(counts && { counts }) };
    });
  }

  #tellAll(
    from: number,
    head: number,
    news: (agent: string) => Pick<RowsFrame, 'rows' | 'counts' | 'desk'>,
  ): void {
    const frames = new Map<string, string>();
    const frameFor = (agent: string): string => {
      const frame = encode({ t: 'rows', from, head, ...news(agent) });
      frames.set(agent, frame);
      return frame;
    };
    for (const peer of this.#ports.peers()) {
      const { id: agent, isGreeted, until } = peer.identity;
      if (this.#ports.now() > until) refusePeer(peer, 'unauthenticated', OVER);
      else if (isGreeted) this.#tell(peer, frames.get(agent) ?? frameFor(agent), head);
    }
  }

  #tell(peer: InboxPeer, frame: string, rev: number): void {
    const admitted = this.#backlogs.admit(peer, frame, rev);
    if (admitted === 'tell') peer.send(frame);
    // Covers nothing before `rev`: whoever gets to read this asks for what is missing, and so shows that it reads.
    else if (admitted === 'pause') peer.send(encode({ t: 'rows', from: rev, head: rev, rows: [] }));
  }

  #execute(peer: InboxPeer, frame: InboxClientFrame): void {
    const { id: agent, until } = peer.identity;
    if (this.#ports.now() > until) return refusePeer(peer, 'unauthenticated', OVER);
    const isAskedFor = frame.t === 'sync' && this.#backlogs.isPaused(peer);
    if (!isAskedFor && this.#frameRate.take(agent, this.#ports.now()) > 0)
      return refusePeer(peer, 'rate_limited', 'Too many frames. Connect again in a moment.');
    switch (frame.t) {
      case 'hello': {
        if (frame.v !== PROTOCOL_VERSION)
          return refusePeer(
            peer,
            'unsupported_version',
            `This server speaks version ${PROTOCOL_VERSION}. Reload the page.`,
          );
        this.#becomeVisible(peer, frame.visible ?? false, true);
        return this.#answer(peer, frame.epoch === this.#epoch ? frame.since : null);
      }
      case 'sync':
        return this.#answer(peer, frame.since);
      case 'visible':
        return this.#becomeVisible(peer, frame.on, peer.identity.isGreeted);
      case 'ping':
        return peer.send(pong(this.#store.head()));
    }
  }

  #becomeVisible(peer: InboxPeer, isVisible: boolean, isGreeted: boolean): void {
    const { seenAt, ...rest } = peer.identity;
    if (isVisible || seenAt !== undefined) this.#ports.looked?.(rest.id);
    peer.become({ ...rest, isGreeted, ...(isVisible && { seenAt: this.#ports.now() }) });
  }

  #answer(peer: InboxPeer, since: number | null): void {
    const welcome = this.#welcome(peer.identity.id, since);
    const frame = encode(welcome);
    this.#backlogs.asked(peer, since ?? 0);
    if (this.#backlogs.answered(peer, frame, welcome.head)) peer.send(frame);
    else refusePeer(peer, 'overloaded', 'This connection asks for more than it reads. Connect again.');
  }

  /** Everything that changed since then; or, when that is too much or nothing is known, a fresh start. */
  #welcome(agent: string, since: number | null): Extract<InboxServerFrame, { t: 'welcome' }> {
    const { changesPerAnswer, rowsPerPage } = this.#ports;
    const head = this.#store.head();
    const known = {
      t: 'welcome',
      v: PROTOCOL_VERSION,
      epoch: this.#epoch,
      head,
      jitterMs: JITTER_MS,
      counts: this.#store.buckets.counts(agent),
    } as const;
    const desk = (after: number | null) => {
      const parts = this.#ports.desk?.(agent, after);
      return parts && { desk: parts };
    };
    if (since !== null && since > 0 && since <= head) {
      const rows = this.#store.changedSince(agent, since, changesPerAnswer + 1);
      if (rows.length <= changesPerAnswer)
        return { ...known, from: since, rows, reset: false, more: false, ...desk(since) };
    }
    const rows = this.#store.newest(agent, NEWEST, rowsPerPage + 1);
    const more = rows.length > rowsPerPage;
    return { ...known, from: 0, rows: rows.slice(0, rowsPerPage), reset: true, more, ...desk(null) };
  }
}

function guarded(peer: InboxPeer, run: () => void): void {
  try {
    run();
  } catch (error) {
    // Too deeply nested JSON ends in a RangeError.
    if (!(error instanceof ShapeError || error instanceof RangeError)) throw error;
    refusePeer(peer, 'bad_frame', `This frame can't be read: ${error.message}.`);
  }
}

type RowsFrame = Extract<InboxServerFrame, { t: 'rows' }>;

const encode = (frame: InboxServerFrame): string => JSON.stringify(frame);
