import type { VisitorContext } from '../../protocol/context.ts';
import type { Author } from '../../protocol/event.ts';
import { type AckResult, type ClientFrame, clientFrame, pong } from '../../protocol/frames.ts';
import { LIMITS, RATES } from '../../protocol/limits.ts';
import { isLongerThan, parseJson, ShapeError } from '../../protocol/shape.ts';
import type { TeamEvent } from '../../protocol/team-event.ts';
import type { PresentFrame, TrailFrame, VisitedPage } from '../../protocol/team-frames.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { createBacklogs } from '../durable/backlogs.ts';
import { exchangeFrames, type HttpAnswer } from '../durable/http-peers.ts';
import { refusePeer } from '../durable/sockets.ts';
import { tokenBuckets } from '../durable/token-bucket.ts';
import type { ConversationRecord, ConversationStore } from './conversation-store.ts';
import { eventsFor, type ToldFrame } from './events-for.ts';
import { Intake } from './intake.ts';
import { type ConversationPeer, isToldPresence, type Participant } from './participant.ts';
import { isAboutSchedule } from './scheduling.ts';
import type { Snapshot } from './snapshot.ts';
import { nextTrail } from './trail.ts';
import { WHO_MAY_SAY } from './who-may.ts';

export interface ConversationPorts {
  now(): number;
  /** Everybody connected, each the same object for as long as it is. */
  peers(): Iterable<ConversationPeer>;
  /** Called after every commit, in the same turn. */
  committed(head: number, events: readonly TeamEvent[]): void;
  /** Messages were deleted, and their files with them. */
  erased?(): void;
  /** Replies wait for their time that did not before, or the other way round. */
  rescheduled?(): void;
  /** An agent has begun to write, or has nothing begun any more, and the list does not know. */
  drafted?(agent: string): void;
  /** Events in one answer at most. */
  readonly eventsPerPage: number;
}

/** A page of events stays well below what a socket carries at once. */
const PAGE_BYTES = 256 * 1024;
/** 10,000 clients come back at 200 per 100 ms on average (docs/SPEC.md, CON-5). */
const JITTER_MS = 7_000;

export class ConversationCore {
  readonly #store: ConversationStore;
  readonly #ports: ConversationPorts;
  readonly #record: ConversationRecord;
  readonly #intake: Intake;
  readonly #frameRate = tokenBuckets(RATES.frames);
  readonly #backlogs = createBacklogs<ConversationPeer>();
  #snapshot: Snapshot;
  #context: VisitorContext;
  #trail: readonly VisitedPage[];

  /** @param record what the store holds about this conversation; it must have been created. */
  constructor(store: ConversationStore, record: ConversationRecord, ports: ConversationPorts) {
    this.#store = store;
    this.#ports = ports;
    this.#record = record;
    this.#intake = new Intake(store, ports.now);
    this.#context = record.context;
    const { page, title } = record.context;
    const trail = store.trail();
    this.#trail = trail.length > 0 ? trail : [{ page, title, at: record.createdAt }];
    this.#snapshot = store.snapshot();
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  get context(): VisitorContext {
    return this.#context;
  }

  /** One frame as text. Whatever it holds, the conversation goes on; what is wrong is answered with its code. */
  receive(peer: ConversationPeer, frame: string | ArrayBuffer): void {
    if (typeof frame !== 'string') return refusePeer(peer, 'bad_frame', 'Frames are text.');
    if (isLongerThan(frame, LIMITS.frameBytes))
      return refusePeer(peer, 'too_large', `A frame has at most ${LIMITS.frameBytes} bytes.`);
    this.#guarded(peer, () => this.execute(peer, parseJson(clientFrame, frame)));
  }

  #guarded(peer: ConversationPeer, run: () => void): void {
    try {
      run();
    } catch (error) {
      // Too deeply nested JSON ends in a RangeError.
      if (!(error instanceof ShapeError || error instanceof RangeError)) throw error;
      refusePeer(peer, 'bad_frame', `This frame can't be read: ${error.message}.`);
    }
  }

  execute(peer: ConversationPeer, frame: ClientFrame): void {
    const { id, role, until } = peer.identity;
    if (this.#ports.now() > until)
      return refusePeer(peer, 'unauthenticated', 'This connection is over. Ask for a new ticket.');
    // What agents send is their work, and asking for what was held back is what we wait for. How much a visitor may is
    // counted by the frame, and by the message below.
    const isAskedFor = frame.t === 'sync' && this.#backlogs.isPaused(peer);
    const isCounted = !isAskedFor && (role === 'visitor' || frame.t !== 'send');
    if (isCounted && this.#frameRate.take(id, this.#ports.now()) > 0)
      return refusePeer(peer, 'rate_limited', 'Too many frames. Connect again in a moment.');
    if (frame.t === 'hello') return this.#hello(peer, frame);
    if (frame.t === 'ping') return peer.send(pong(this.#snapshot.head));
    if (!peer.identity.isGreeted) return refusePeer(peer, 'bad_frame', 'Say hello first.');
    // An agent has no page. Signals are best effort, so it is dropped without a word.
    if (!WHO_MAY_SAY[frame.t].includes(role)) return;
    if (this.#isBarred(role) && (frame.t === 'typing' || frame.t === 'page')) return;
    switch (frame.t) {
      case 'send':
        return this.#send(peer, frame.items);
      case 'sync':
        return this.#sync(peer, frame.since, frame.limit);
      case 'typing': {
        const { role, id, name } = peer.identity;
        return this.#tell({ t: 'typing', author: { role, id, name }, on: frame.on }, (to) => to.id !== id);
      }
      case 'page':
        return this.#moved(peer, frame.context);
      case 'draft':
        this.#store.drafts.put(id, frame);
        this.#tellList(id);
        // Whoever says it hears it back, and so knows that it is kept.
        peer.send(encode(this.#store.drafts.of(id)));
        return this.#tell(
          this.#store.drafts.of(id),
          (to) => to !== peer.identity && to.id === id && isToldPresence(to),
        );
    }
  }

  /** Whose signals, too, reach nobody. */
  #isBarred = (role: Participant['role']): boolean => role === 'visitor' && this.#snapshot.isBlocked;

  /** Frames that came together, without a socket. */
  exchange(who: Participant, frames: unknown[]): HttpAnswer {
    return exchangeFrames(who, frames, (peer, frame) =>
      this.#guarded(peer, () => this.execute(peer, clientFrame(frame, 'frame'))),
    );
  }

  /** What a client that has applied everything up to `since` is missing, as a frame; null when nothing. */
  newsSince(since: number, epoch: string | null, role: Participant['role']): string | null {
    if (epoch !== this.#record.epoch || since > this.#snapshot.head) return this.#welcome(0, role).frame;
    return since < this.#snapshot.head ? this.#page(since, role).frame : null;
  }

  #hello(peer: ConversationPeer, hello: Extract<ClientFrame, { t: 'hello' }>): void {
    if (hello.v !== PROTOCOL_VERSION)
      return refusePeer(
        peer,
        'unsupported_version',
        `This server speaks version ${PROTOCOL_VERSION}. Reload the page.`,
      );
    // Subscribe before answering: what is written from now on is broadcast, what was before is in the answer.
    const wasGreeted = peer.identity.isGreeted;
    peer.become({ ...peer.identity, isGreeted: true });
    if (hello.context && !this.#isBarred(peer.identity.role)) this.#moved(peer, hello.context);
    const isSameLog = hello.epoch === this.#record.epoch && hello.since <= this.#snapshot.head;
    this.#answer(peer, isSameLog ? hello.since : 0, (since) => this.#welcome(since, peer.identity.role));
    if (hello.presence && peer.identity.role === 'agent') this.#entered(peer, wasGreeted);
  }

  #entered(peer: ConversationPeer, wasGreeted: boolean): void {
    peer.become({ ...peer.identity, wantsPresence: true });
    const others = this.#present(peer);
    const isNew = !wasGreeted && !others.some(({ id }) => id === peer.identity.id);
    if (isNew) this.#tell(this.#presentFrame(), isToldPresence);
    else peer.send(encode(this.#presentFrame()));
    peer.send(encode(this.#trailFrame()));
    peer.send(encode(this.#store.drafts.of(peer.identity.id)));
    this.#tellList(peer.identity.id);
  }

  /** Also of what it could not be told before. */
  #tellList(agent: string): void {
    if (this.#store.drafts.begunBy(agent).isUntold) this.#ports.drafted?.(agent);
  }

  /** A connection has ended. Its agent may have left, and colleagues are told. */
  left(peer: ConversationPeer): void {
    const { id, wantsPresence } = peer.identity;
    if (!wantsPresence || this.#present(peer).some((agent) => agent.id === id)) return;
    this.#tell(this.#presentFrame(peer), (to) => isToldPresence(to) && to.id !== id);
  }

  /** Agents who have this conversation open, each once. */
  #present(except?: ConversationPeer): PresentFrame['agents'] {
    const agents = new Map<string, PresentFrame['agents'][number]>();
    for (const peer of this.#ports.peers()) {
      const { id, name } = peer.identity;
      if (peer !== except && isToldPresence(peer.identity)) agents.set(id, { id, name: name ?? '' });
    }
    return [...agents.values()];
  }

  #presentFrame = (except?: ConversationPeer): PresentFrame => ({
    t: 'present',
    agents: this.#present(except),
  });

  #trailFrame = (): TrailFrame => ({ t: 'trail', pages: [...this.#trail] });

  #sync(peer: ConversationPeer, since: number, limit?: number): void {
    this.#answer(peer, since, () => this.#page(since, peer.identity.role, limit));
  }

  #answer(peer: ConversationPeer, since: number, page: (since: number) => Page): void {
    this.#backlogs.asked(peer, since);
    const { frame, upTo } = page(since);
    if (this.#backlogs.answered(peer, frame, upTo)) peer.send(frame);
    else refusePeer(peer, 'overloaded', 'This connection asks for more than it reads. Connect again.');
  }

  #welcome(since: number, role: Participant['role']): Page {
    const { head } = this.#snapshot;
    const events = this.#store.page(since, this.#ports.eventsPerPage, PAGE_BYTES);
    const upTo = events.at(-1)?.seq ?? since;
    const frame = encode({
      t: 'welcome',
      v: PROTOCOL_VERSION,
      epoch: this.#record.epoch,
      head,
      events: eventsFor(role, events, this.#store),
      more: upTo < head,
      jitterMs: JITTER_MS,
      ...(role === 'agent' && { context: this.#context }),
    });
    return { frame, upTo };
  }

  #page(since: number, role: Participant['role'], limit = this.#ports.eventsPerPage): Page {
    const events = this.#store.page(since, Math.min(limit, this.#ports.eventsPerPage), PAGE_BYTES);
    const frame = encode({
      t: 'events',
      events: eventsFor(role, events, this.#store),
      head: this.#snapshot.head,
    });
    return { frame, upTo: events.at(-1)?.seq ?? since };
  }

  /** Stores a batch, all or nothing; only then are the sender and everyone else told. */
  #send(peer: ConversationPeer, items: unknown[]): void {
    const { events, snapshot, results } = this.#intake.takeAll(peer.identity, items, this.#snapshot);
    this.#written(events, snapshot);
    peer.send(encode({ t: 'ack', results }));
  }

  /**
   * What the workspace asks for, in an agent's name or the system's: it vouches for what the items say.
   * @param onlyIf the state in which it makes sense; if it is another by now, nothing is stored.
   * @returns null when the state was another.
   */
  perform(author: Author, items: readonly unknown[], onlyIf: Expected = {}): AckResult[] | null {
    const { assignee, snoozedUntil } = this.#snapshot;
    const isStale =
      (onlyIf.assignee !== undefined && onlyIf.assignee !== (assignee?.id ?? null)) ||
      (onlyIf.snoozedUntil !== undefined && onlyIf.snoozedUntil !== snoozedUntil);
    if (isStale) return null;
    const { events, snapshot, results } = this.#intake.takeAll(
      { ...author, isTrusted: true },
      [...items],
      this.#snapshot,
    );
    this.#written(events, snapshot);
    return results;
  }

  #written(events: readonly TeamEvent[], snapshot: Snapshot): void {
    if (events.length === 0) return;
    this.#snapshot = snapshot;
    this.#ports.committed(snapshot.head, events);
    if (events.some(({ kind }) => kind === 'redact')) this.#ports.erased?.();
    if (events.some(isAboutSchedule)) this.#ports.rescheduled?.();
    for (const role of ['visitor', 'agent'] as const)
      this.#tell(
        { t: 'events', events: eventsFor(role, events, this.#store), head: snapshot.head },
        (to) => to.role === role,
      );
  }

  #moved(peer: ConversationPeer, context: VisitorContext): void {
    if (peer.identity.role !== 'visitor' || JSON.stringify(context) === JSON.stringify(this.#context)) return;
    const before = this.#trail;
    this.#context = context;
    this.#trail = nextTrail(before, context, this.#ports.now(), this.#snapshot.lastMessage?.ts ?? 0);
    this.#store.setContext(context, this.#trail);
    this.#tell({ t: 'page', context }, (to) => to.role === 'agent');
    if (this.#trail !== before) this.#tell(this.#trailFrame(), isToldPresence);
  }

  #tell(frame: ToldFrame, isFor: (to: Participant) => boolean = () => true): void {
    const encoded = encode(frame);
    const now = this.#ports.now();
    const upTo = frame.t === 'events' ? frame.head : null;
    for (const peer of this.#ports.peers()) {
      const { identity } = peer;
      if (!identity.isGreeted || !isFor(identity)) continue;
      if (now > identity.until)
        refusePeer(peer, 'unauthenticated', 'This connection is over. Ask for a new ticket.');
      else this.#tellPeer(peer, encoded, upTo);
    }
  }

  #tellPeer(peer: ConversationPeer, frame: string, upTo: number | null): void {
    const admitted = this.#backlogs.admit(peer, frame, upTo);
    if (admitted === 'tell') peer.send(frame);
    // Behind a hole in the log: whoever gets to read this asks for what is missing, and so shows that it reads.
    else if (admitted === 'pause') peer.send(encode({ t: 'events', events: [], head: this.#snapshot.head }));
  }
}

/** What a conversation must still be for something to be done about it. */
export interface Expected {
  assignee?: string | null;
  snoozedUntil?: number | null;
}

/** A frame with events, and the last of them. */
interface Page {
  frame: string;
  upTo: number;
}

const encode = (frame: ToldFrame): string => JSON.stringify(frame);
