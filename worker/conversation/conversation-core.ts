/**
 * A conversation without its platform: frames in, frames out, everything durable through the store. The Durable Object
 * runs it, and so does the simulation. Rules DLV-1 to DLV-9 of docs/SPEC.md.
 */
import type { ErrorCode } from '../../protocol/codes.ts';
import { isRetryable } from '../../protocol/codes.ts';
import type { VisitorContext } from '../../protocol/context.ts';
import type { Author } from '../../protocol/event.ts';
import { attachedFiles } from '../../protocol/files.ts';
import { type AckResult, type ClientFrame, clientFrame, pong } from '../../protocol/frames.ts';
import { cid as cidShape } from '../../protocol/ids.ts';
import { LIMITS, RATES } from '../../protocol/limits.ts';
import {
  boolean,
  type Infer,
  integer,
  isLongerThan,
  nullable,
  object,
  oneOf,
  optional,
  parseJson,
  ShapeError,
  text,
} from '../../protocol/shape.ts';
import {
  type TeamCommand,
  type TeamEvent,
  teamCommand,
  teamCommandKinds,
} from '../../protocol/team-event.ts';
import type { PresentFrame, TrailFrame, VisitedPage } from '../../protocol/team-frames.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { createBacklogs } from '../durable/backlogs.ts';
import { exchangeFrames, type HttpAnswer } from '../durable/http-peers.ts';
import { type Peer, refusePeer } from '../durable/sockets.ts';
import { tokenBuckets } from '../durable/token-bucket.ts';
import { Batch, type Sender } from './batch.ts';
import {
  type ConversationRecord,
  type ConversationStore,
  isDuplicate,
  type StoredCommand,
} from './conversation-store.ts';
import { decide } from './decide.ts';
import { eventsFor, type ToldFrame } from './events-for.ts';
import { isAboutSchedule } from './scheduling.ts';
import type { Snapshot } from './snapshot.ts';
import { nextTrail } from './trail.ts';
import { WHO_MAY_SAY } from './who-may.ts';

/** Who stands behind a connection; set by the Worker from the ticket, never by the client. */
export const participant = object({
  role: oneOf('visitor', 'agent'),
  id: text(64, 1),
  name: nullable(text(LIMITS.nameBytes)),
  /** Whether it has said hello: only then does it hear what others say. */
  isGreeted: boolean,
  /** Whether it wants to be told which colleagues have the conversation open, and where the visitor has been. */
  wantsPresence: optional(boolean),
  /** When this connection must prove itself anew: a session may have ended since. Milliseconds; visitors' never do. */
  until: integer(),
});
export type Participant = Infer<typeof participant>;
export type ConversationPeer = Peer<Participant>;

export interface ConversationPorts {
  now(): number;
  /** Everybody connected, each the same object for as long as it is. */
  peers(): Iterable<ConversationPeer>;
  /** Called after every commit, in the same turn. */
  committed(head: number): void;
  /** Messages were deleted, and their files with them. */
  erased?(): void;
  /** Replies wait for their time that did not before, or the other way round. */
  rescheduled?(): void;
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
  readonly #messageRate = tokenBuckets(RATES.visitorMessages);
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
    const { events, snapshot, results } = this.#takeAll(peer.identity, items);
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
    const { events, snapshot, results } = this.#takeAll({ ...author, isTrusted: true }, [...items]);
    this.#written(events, snapshot);
    return results;
  }

  #written(events: readonly TeamEvent[], snapshot: Snapshot): void {
    if (events.length === 0) return;
    this.#snapshot = snapshot;
    this.#ports.committed(snapshot.head);
    if (events.some(({ kind }) => kind === 'redact')) this.#ports.erased?.();
    if (events.some(isAboutSchedule)) this.#ports.rescheduled?.();
    for (const role of ['visitor', 'agent'] as const)
      this.#tell(
        { t: 'events', events: eventsFor(role, events, this.#store), head: snapshot.head },
        (to) => to.role === role,
      );
  }

  #takeAll(from: Participant | Sender, items: unknown[]): Taken {
    const { role, id, name } = from;
    const sender: Sender = { role, id, name, isTrusted: 'isTrusted' in from && from.isTrusted };
    const cids = items.map(cidOf);
    const take = (known: ReadonlyMap<string, StoredCommand> | null): Taken => {
      const batch = new Batch(sender, known, this.#store, this.#snapshot, this.#ports.now());
      const results: AckResult[] = [];
      for (const item of items) {
        const result = this.#take(batch, item);
        results.push(result);
        // What comes after must not overtake it.
        if (result.outcome === 'refused' && result.retryable) break;
      }
      batch.write();
      return { events: batch.events, snapshot: batch.snapshot, results };
    };
    const known = () => this.#store.findCommands(sender.id, cids);
    const isOneStatement = items.every(isOnlyText) && new Set(cids).size === cids.length;
    if (!isOneStatement) return this.#store.transaction(() => take(known()));
    // What a visitor sends again must not count against their rate, so it is looked up first.
    if (sender.role === 'visitor') return take(known());
    // Nearly always all are new, and the index on cids says so by itself when they are not.
    try {
      return take(null);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return take(known());
    }
  }

  #take(batch: Batch, item: unknown): AckResult {
    const cid = cidOf(item);
    const { sender } = batch;
    const refused = (code: ErrorCode, message: string, retryAfterMs?: number): AckResult => ({
      outcome: 'refused',
      cid,
      code,
      message,
      retryable: isRetryable(code),
      ...(retryAfterMs && { retryAfterMs }),
    });

    let command: TeamCommand;
    try {
      command = teamCommand(item, 'item');
      if (
        (command.kind === 'message' || command.kind === 'schedule') &&
        !attachedFiles(command.attachments, 'item.attachments') &&
        !command.text
      )
        throw new ShapeError('item.text', 'longer');
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      return refused(error.isTooLarge ? 'too_large' : 'bad_frame', `This can't be stored: ${error.message}.`);
    }

    const stored = batch.stored(cid);
    if (stored && !isSame(stored, command))
      return refused('cid_conflict', 'This cid was used for something else.');
    if (stored) return { outcome: 'stored', cid, seq: stored.seq };

    // A read mark needs a message of somebody else's since the last one (decide.ts), so others set its pace.
    if (sender.role === 'visitor' && command.kind !== 'read') {
      const waitMs = this.#messageRate.take(sender.id, batch.now);
      if (waitMs > 0)
        return refused('rate_limited', `Too many messages. Wait ${Math.ceil(waitMs / 1000)} s.`, waitMs);
    }

    const { isTrusted, ...author } = sender;
    const decision = decide(batch.snapshot, author, command, batch, isTrusted);
    if (decision.is === 'refused') return refused(decision.code, decision.message);
    if (decision.is === 'already') return { outcome: 'stored', cid, seq: decision.seq };
    return { outcome: 'stored', cid, seq: batch.add(cid, decision.drafts) };
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

/** What became of a batch. */
interface Taken {
  events: TeamEvent[];
  snapshot: Snapshot;
  results: AckResult[];
}

/** A frame with events, and the last of them. */
interface Page {
  frame: string;
  upTo: number;
}

const isToldPresence = ({ isGreeted, wantsPresence }: Participant): boolean =>
  isGreeted && wantsPresence === true;
const encode = (frame: ToldFrame): string => JSON.stringify(frame);

const identified = object({ cid: cidShape });
const cidOf = (item: unknown): string => identified(item, 'item').cid;
const isOnlyText = (item: unknown): boolean => {
  const { kind, attachments } = item as { kind?: unknown; attachments?: unknown };
  return kind === 'message' && attachments === undefined;
};

/** Whether a resent command is the one that was stored. A deleted message's words are gone: its cid is enough. */
function isSame(stored: StoredCommand, command: TeamCommand): boolean {
  const { cid: _, kind, ...body } = command;
  if (stored.kind !== kind) return false;
  if (command.kind === 'labels') return isPartOf(stored.body, command);
  return (
    stored.isErased || stored.body === JSON.stringify(body) || essenceOf(stored.body) === essenceOf(body)
  );
}

/** Of labels only what made a difference was stored. */
function isPartOf(body: string, { add, remove }: Extract<TeamCommand, { kind: 'labels' }>): boolean {
  const stored = parseJson(object(teamCommandKinds.labels), body);
  return (
    stored.add.every((label) => add.includes(label)) && stored.remove.every((label) => remove.includes(label))
  );
}

/** Of attachments, agents and teams it says only which; the rest, names too, is as it was when it was stored. */
const essenceOf = (body: string | object): string =>
  JSON.stringify(typeof body === 'string' ? JSON.parse(body) : body, (key, value) => {
    if (key === 'attachments') return value.map(({ id }: { id: string }) => id);
    return value && (key === 'assignee' || key === 'team') ? value.id : value;
  });
