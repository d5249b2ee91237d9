/**
 * What this person sends: kept on disk first, sent in order, one batch at a time, and again until the log shows it.
 * Rules DLV-3, DLV-7 to DLV-9 and CON-10 of docs/SPEC.md.
 */
import { CLOSE_CODES } from '../protocol/codes.ts';
import { type Command, type CommandBody, command as commandShape } from '../protocol/event.ts';
import type { AckResult } from '../protocol/frames.ts';
import { ID_LENGTHS } from '../protocol/ids.ts';
import { LIMITS } from '../protocol/limits.ts';
import { type Shape, ShapeError, utf8ByteCount } from '../protocol/shape.ts';
import type { Cancel, Environment } from './environment.ts';
import { toJson } from './json.ts';
import type { OutboxStore, Unsent } from './outbox.ts';
import { randomId } from './random-id.ts';

/** Why something could not even be queued. The text stays with whoever called. */
export type SendRefusal = 'too_large' | 'outbox_full' | 'empty';
export type SendOutcome = { cid: string } | { refused: SendRefusal };

export interface SenderOptions {
  outbox: OutboxStore;
  /** Names the outbox. */
  box: string;
  isOnline(): boolean;
  /** The last event applied. */
  lastApplied(): number;
  /** What may be said; what visitors may, without it. */
  command: Shape<Command> | undefined;
  send(items: Command[]): void;
  /** The connection does not do what it should. */
  reconnect(): void;
  changed(unsent: readonly Unsent[]): void;
  /** The browser did not keep an item. */
  notKept(): void;
  /** The server asked for a pause, or takes items again. */
  slowed(isSlowed: boolean): void;
}

export interface Sender {
  /** Queues a command; it leaves as soon as there is a connection. */
  enqueue(body: CommandBody, cid?: string): SendOutcome;
  /** Takes up what this and other tabs left on disk. */
  adopt(): Promise<void>;
  flush(): void;
  acknowledged(results: readonly AckResult[]): void;
  /** A frame of ours was not taken: what it carried is sent again, later. */
  postponed(afterMs: number | undefined): void;
  disconnected(): void;
  /** The server hung up. */
  closed(code: number): void;
  /** The log now shows these, and has grown to `last`. @returns what is still on its way. */
  seenInLog(cids: ReadonlySet<string | undefined>, last: number): readonly Unsent[];
  /** Another log has taken the place of the one that answers so far were about. */
  logReplaced(): void;
  /** Takes back a refusal. */
  unrefuse(cid: string): void;
  discard(cid: string): void;
}

/** An answer that is overdue by this much on a living connection was dropped by somebody: ask again. */
export const ANSWER_MS = 10_000;
/** After so many closed connections, what cannot be read is given back to the person. */
const UNREADABLE_TRIES = 3;
/** A write to disk that takes longer has failed: no message waits for it. */
const KEEP_MS = 3_000;
/** A batch leaves room for the frame around it. */
const BATCH_BYTES = LIMITS.frameBytes - 1024;

export function createSender({ clock, random }: Environment, options: SenderOptions): Sender {
  const { outbox, box } = options;
  /** Oldest first. */
  let unsent: readonly Unsent[] = [];
  /** Items on the disk, or as good as it gets: only these may be sent. */
  const kept = new Set<string>();
  /** Items the server has stored up to an event that has not been applied here yet: shown, but not sent again. */
  const stored = new Map<string, number>();
  let inFlight: ReadonlySet<string> = new Set();
  let unreadableCount = 0;
  let cancelAckTimer: Cancel = () => {};
  let cancelFlushTimer: Cancel = () => {};

  const set = (next: readonly Unsent[]) => {
    unsent = next;
    options.changed(unsent);
  };

  const drop = (cid: string) => {
    forget(cid);
    set(unsent.filter((item) => item.command.cid !== cid));
  };

  const forget = (cid: string) => {
    kept.delete(cid);
    stored.delete(cid);
    outbox.remove(box, cid).catch(() => {});
  };

  const refuse = (cid: string, refusedAs: Unsent['refusedAs']) =>
    set(unsent.map((item) => (item.command.cid === cid ? { ...item, refusedAs } : item)));

  const keep = ({ command, createdAt }: Unsent) => {
    const tooLate = new Promise<never>((_, reject) => clock.after(KEEP_MS, () => reject(KEEP_MS)));
    return Promise.race([outbox.put(box, { command, createdAt }), tooLate]).catch(options.notKept);
  };

  const flush = () => {
    if (!options.isOnline() || inFlight.size > 0) return;
    const items = nextBatch(unsent, kept, stored);
    if (items.length === 0) return;
    inFlight = new Set(items.map((item) => item.cid));
    options.send(items);
    cancelAckTimer = clock.after(ANSWER_MS, options.reconnect);
  };

  const postponed = (afterMs = 1_000) => {
    cancelAckTimer();
    cancelFlushTimer();
    cancelFlushTimer = clock.after(afterMs, () => {
      inFlight = new Set();
      options.slowed(false);
      flush();
    });
  };

  const settle = (result: AckResult) => {
    const { cid } = result;
    if (result.outcome === 'stored') {
      if (result.seq > options.lastApplied()) stored.set(cid, result.seq);
      else drop(cid);
    } else if (result.retryable) {
      inFlight = new Set([cid]);
      options.slowed(true);
      postponed(result.retryAfterMs);
    } else {
      refuse(cid, result.code);
    }
  };

  return {
    enqueue(body, cid = randomId(random, ID_LENGTHS.cid)) {
      const command: Command = { ...body, cid };
      const refused = refusalOf(command, unsent, options.command ?? commandShape);
      if (refused) return { refused };
      // Later than every other item, even if the clock was set back: items are reloaded in this order.
      const createdAt = Math.max(clock.now(), (unsent.at(-1)?.createdAt ?? 0) + 1);
      const item: Unsent = { command, createdAt, refusedAs: null };
      set([...unsent, item]);
      const isKept = body.kind === 'read' ? Promise.resolve() : keep(item);
      isKept.then(() => {
        kept.add(cid);
        flush();
      });
      return { cid };
    },

    async adopt() {
      const found = await outbox.load(box).catch(() => []);
      const known = new Set(unsent.map((item) => item.command.cid));
      const adopted = found.filter((item) => !known.has(item.command.cid));
      for (const item of adopted) kept.add(item.command.cid);
      if (adopted.length === 0) return;
      const all = [...unsent, ...adopted.map((item) => ({ ...item, refusedAs: null }))];
      set(all.sort((a, b) => a.createdAt - b.createdAt));
    },

    flush,

    acknowledged(results) {
      cancelAckTimer();
      inFlight = new Set();
      unreadableCount = 0;
      for (const result of results) settle(result);
      flush();
    },

    postponed,

    disconnected() {
      inFlight = new Set();
      cancelAckTimer();
      cancelFlushTimer();
    },

    closed(code) {
      // The server can't read what we send, here or on the way: sending it for ever would not help.
      if (inFlight.size === 0 || (code !== CLOSE_CODES.bad_frame && code !== CLOSE_CODES.too_large)) return;
      unreadableCount += 1;
      if (unreadableCount >= UNREADABLE_TRIES) for (const cid of inFlight) refuse(cid, 'bad_frame');
    },

    seenInLog(cids, last) {
      unsent = unsent.filter(({ command: { cid } }) => {
        const isSeen = cids.has(cid) || (stored.get(cid) ?? Number.POSITIVE_INFINITY) <= last;
        if (isSeen) forget(cid);
        return !isSeen;
      });
      return unsent;
    },

    logReplaced: () => stored.clear(),
    unrefuse: (cid) => refuse(cid, null),
    discard: drop,
  };
}

/** The oldest items that may leave, as many as one frame takes. Nothing overtakes an item that is not on disk yet. */
function nextBatch(
  unsent: readonly Unsent[],
  kept: ReadonlySet<string>,
  stored: ReadonlyMap<string, number>,
): Command[] {
  const batch: Command[] = [];
  let bytes = 0;
  for (const { command, refusedAs } of unsent) {
    if (refusedAs !== null || stored.has(command.cid)) continue;
    if (!kept.has(command.cid)) break;
    bytes += utf8ByteCount(toJson(command)) + 1;
    if (batch.length === LIMITS.itemsPerSend || (batch.length > 0 && bytes > BATCH_BYTES)) break;
    batch.push(command);
  }
  return batch;
}

function refusalOf(command: Command, unsent: readonly Unsent[], shape: Shape<Command>): SendRefusal | null {
  try {
    shape(command, '');
  } catch (error) {
    return error instanceof ShapeError && error.isTooLarge ? 'too_large' : 'empty';
  }
  const bytes = unsent.reduce((sum, item) => sum + utf8ByteCount(toJson(item.command)), 0);
  return unsent.length >= LIMITS.outboxItems || bytes > LIMITS.outboxBytes ? 'outbox_full' : null;
}
