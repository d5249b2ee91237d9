/**
 * A conversation without its platform: frames in, frames out, everything durable through the store. The Durable Object
 * runs it, and so does the simulation. Rules DLV-1 to DLV-9 of docs/SPEC.md.
 */
import type { ErrorCode } from '../../protocol/codes.ts';
import { isRetryable } from '../../protocol/codes.ts';
import type { VisitorContext } from '../../protocol/context.ts';
import { type Command, type ConversationEvent, command as commandShape } from '../../protocol/event.ts';
import {
  type AckResult,
  type ClientFrame,
  clientFrame,
  pong,
  type ServerFrame,
} from '../../protocol/frames.ts';
import { cid as cidShape } from '../../protocol/ids.ts';
import { LIMITS, RATES } from '../../protocol/limits.ts';
import {
  boolean,
  type Infer,
  integer,
  nullable,
  object,
  oneOf,
  parseJson,
  ShapeError,
  text,
  utf8ByteCount,
} from '../../protocol/shape.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { type Peer, refusePeer } from '../durable/sockets.ts';
import { tokenBuckets } from '../durable/token-bucket.ts';
import type { ConversationRecord, ConversationStore, StoredCommand } from './conversation-store.ts';
import { decide } from './decide.ts';
import { afterEvent, type Snapshot } from './snapshot.ts';
import { type HttpAnswer, waitingPeer } from './waiting-peer.ts';

/** Who stands behind a connection; set by the Worker from the ticket, never by the client. */
export const participant = object({
  role: oneOf('visitor', 'agent'),
  id: text(64, 1),
  name: nullable(text(LIMITS.nameBytes)),
  /** Whether it has said hello: only then does it hear what others say. */
  isGreeted: boolean,
  /** When this connection must prove itself anew: a session may have ended since. Milliseconds; visitors' never do. */
  until: integer(),
});
export type Participant = Infer<typeof participant>;
export type ConversationPeer = Peer<Participant>;

export interface ConversationPorts {
  now(): number;
  /** Everybody connected. */
  peers(): Iterable<ConversationPeer>;
  /** Called after every commit, in the same turn. */
  committed(head: number): void;
  /** Events in one answer at most. */
  readonly eventsPerPage: number;
}

/** A page of events stays well below what a socket carries at once. */
const PAGE_BYTES = 256 * 1024;
/** 10,000 clients come back at 200 per 100 ms on average (docs/SPEC.md, CON-5). */
const JITTER_MS = 5_000;

export class ConversationCore {
  readonly #store: ConversationStore;
  readonly #ports: ConversationPorts;
  readonly #record: ConversationRecord;
  readonly #messageRate = tokenBuckets(RATES.visitorMessages);
  readonly #frameRate = tokenBuckets(RATES.frames);
  #snapshot: Snapshot;
  #context: VisitorContext;

  /** @param record what the store holds about this conversation; it must have been created. */
  constructor(store: ConversationStore, record: ConversationRecord, ports: ConversationPorts) {
    this.#store = store;
    this.#ports = ports;
    this.#record = record;
    this.#context = record.context;
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
    // Characters first: counting the bytes of a huge frame would cost what the limit is there to save.
    if (frame.length > LIMITS.frameBytes || utf8ByteCount(frame) > LIMITS.frameBytes)
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
    const { id, until } = peer.identity;
    if (this.#ports.now() > until)
      return refusePeer(peer, 'unauthenticated', 'This connection is over. Ask for a new ticket.');
    if (frame.t !== 'send' && this.#frameRate.take(id, this.#ports.now()) > 0)
      return refusePeer(peer, 'rate_limited', 'Too many frames. Connect again in a moment.');
    if (frame.t === 'hello') return this.#hello(peer, frame);
    if (frame.t === 'ping') return peer.send(pong(this.#snapshot.head));
    if (!peer.identity.isGreeted) return refusePeer(peer, 'bad_frame', 'Say hello first.');
    switch (frame.t) {
      case 'send':
        return this.#send(peer, frame.items);
      case 'sync':
        return peer.send(this.#page(frame.since, frame.limit));
      case 'typing': {
        const { role, id, name } = peer.identity;
        return this.#tell({ t: 'typing', author: { role, id, name }, on: frame.on }, (to) => to.id !== id);
      }
      case 'page':
        return this.#moved(peer, frame.context);
    }
  }

  /** Frames that came together, without a socket: answered together, up to the first that is refused. */
  exchange(who: Participant, frames: unknown[]): HttpAnswer {
    const answers: string[] = [];
    let refused: ErrorCode | null = null;
    const close = (code: ErrorCode) => {
      refused = code;
    };
    const peer = waitingPeer(who, (frame) => answers.push(frame), close);
    for (const frame of frames) {
      this.#guarded(peer, () => this.execute(peer, clientFrame(frame, 'frame')));
      if (refused) return { refused };
    }
    return { frames: answers };
  }

  /** What a client that has applied everything up to `since` is missing, as a frame; null when nothing. */
  newsSince(since: number, epoch: string | null, role: Participant['role']): string | null {
    if (epoch !== this.#record.epoch || since > this.#snapshot.head) return this.#welcome(0, role);
    return since < this.#snapshot.head ? this.#page(since) : null;
  }

  #hello(peer: ConversationPeer, hello: Extract<ClientFrame, { t: 'hello' }>): void {
    if (hello.v !== PROTOCOL_VERSION)
      return refusePeer(
        peer,
        'unsupported_version',
        `This server speaks version ${PROTOCOL_VERSION}. Reload the page.`,
      );
    // Subscribe before answering: what is written from now on is broadcast, what was before is in the answer.
    peer.become({ ...peer.identity, isGreeted: true });
    if (hello.context) this.#moved(peer, hello.context);
    const isSameLog = hello.epoch === this.#record.epoch && hello.since <= this.#snapshot.head;
    peer.send(this.#welcome(isSameLog ? hello.since : 0, peer.identity.role));
  }

  #welcome(since: number, role: Participant['role']): string {
    const { head } = this.#snapshot;
    const events = this.#store.page(since, this.#ports.eventsPerPage, PAGE_BYTES);
    return encode({
      t: 'welcome',
      v: PROTOCOL_VERSION,
      epoch: this.#record.epoch,
      head,
      events,
      more: (events.at(-1)?.seq ?? since) < head,
      jitterMs: JITTER_MS,
      ...(role === 'agent' && { context: this.#context }),
    });
  }

  #page(since: number, limit = this.#ports.eventsPerPage): string {
    const count = Math.min(limit, this.#ports.eventsPerPage);
    return encode({
      t: 'events',
      events: this.#store.page(since, count, PAGE_BYTES),
      head: this.#snapshot.head,
    });
  }

  /** Stores a batch in one transaction; only then are the sender and everyone else told. */
  #send(peer: ConversationPeer, items: unknown[]): void {
    const now = this.#ports.now();
    let snapshot = this.#snapshot;
    const written: ConversationEvent[] = [];
    const results: AckResult[] = [];

    this.#store.transaction(() => {
      for (const item of items) {
        const { result, events } = this.#take(peer.identity, item, snapshot, now);
        for (const event of events) snapshot = afterEvent(snapshot, event);
        written.push(...events);
        results.push(result);
        // What comes after must not overtake it.
        if (result.outcome === 'refused' && result.retryable) break;
      }
    });

    if (written.length > 0) {
      this.#snapshot = snapshot;
      this.#ports.committed(snapshot.head);
      this.#tell({ t: 'events', events: written, head: snapshot.head });
    }
    peer.send(encode({ t: 'ack', results }));
  }

  /** One item of a batch, inside the batch's transaction. */
  #take(
    sender: Participant,
    item: unknown,
    snapshot: Snapshot,
    now: number,
  ): { result: AckResult; events: ConversationEvent[] } {
    const cid = object({ cid: cidShape })(item, 'item').cid;
    const refused = (code: ErrorCode, message: string, retryAfterMs?: number) => {
      const error = { code, message, retryable: isRetryable(code), ...(retryAfterMs && { retryAfterMs }) };
      return { result: { outcome: 'refused' as const, cid, ...error }, events: [] };
    };

    let command: Command;
    try {
      command = commandShape(item, 'item');
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      return refused(error.isTooLarge ? 'too_large' : 'bad_frame', `This can't be stored: ${error.message}.`);
    }

    const stored = this.#store.findCommand(sender.id, cid);
    if (stored && !isSame(stored, command))
      return refused('cid_conflict', 'This cid was used for something else.');
    if (stored) return { result: { outcome: 'stored', cid, seq: stored.seq }, events: [] };

    // A read mark needs a message of somebody else's since the last one (decide.ts), so others set its pace.
    if (sender.role === 'visitor' && command.kind !== 'read') {
      const waitMs = this.#messageRate.take(sender.id, now);
      if (waitMs > 0)
        return refused('rate_limited', `Too many messages. Wait ${Math.ceil(waitMs / 1000)} s.`, waitMs);
    }

    const { role, id, name } = sender;
    const decision = decide(snapshot, { role, id, name }, command, this.#store);
    if (decision.is === 'refused') return refused(decision.code, decision.message);
    if (decision.is === 'already')
      return { result: { outcome: 'stored', cid, seq: decision.seq }, events: [] };

    const events = decision.drafts.map((draft, index) =>
      this.#store.append(snapshot.head + 1 + index, now, draft),
    );
    if (command.kind === 'redact') this.#store.erase(command.target);
    const own = events.findLast((event) => event.cid === cid);
    return { result: { outcome: 'stored', cid, seq: own?.seq ?? snapshot.head }, events };
  }

  #moved(peer: ConversationPeer, context: VisitorContext): void {
    if (peer.identity.role !== 'visitor' || JSON.stringify(context) === JSON.stringify(this.#context)) return;
    this.#context = context;
    this.#store.setContext(context);
    this.#tell({ t: 'page', context }, (to) => to.role === 'agent');
  }

  #tell(frame: ServerFrame, isFor: (to: Participant) => boolean = () => true): void {
    const encoded = encode(frame);
    const now = this.#ports.now();
    for (const peer of this.#ports.peers()) {
      const { identity } = peer;
      if (!identity.isGreeted || !isFor(identity)) continue;
      if (now > identity.until)
        refusePeer(peer, 'unauthenticated', 'This connection is over. Ask for a new ticket.');
      else peer.send(encoded);
    }
  }
}

const encode = (frame: ServerFrame): string => JSON.stringify(frame);

/** Whether a resent command is the one that was stored. A deleted message's words are gone: its cid is enough. */
function isSame(stored: StoredCommand, { cid: _, kind, ...body }: Command): boolean {
  return stored.kind === kind && (stored.isErased || stored.body === JSON.stringify(body));
}
