/**
 * What this person sends: given to the disk and sent in order, one batch at a time, and again until the log shows it.
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
  /** Takes up what this and other tabs left on disk, and sends it. Until then nothing leaves, so that nothing overtakes it. */
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
/** A disk that takes longer does not work: nobody waits for it. */
const DISK_MS = 3_000;
/** A batch leaves room for the frame around it. */
const BATCH_BYTES = LIMITS.frameBytes - 1024;

export function createSender({ clock, random }: Environment, options: SenderOptions): Sender {
  const { outbox, box } = options;
  /** Oldest first. */
  let unsent: readonly Unsent[] = [];
  let hasAdopted = false;
  /** Given to the disk, and so to be taken from it. */
  const onDisk = new Set<string>();
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
    const isIt = (item: Unsent) => item.command.cid === cid;
    // Mostly the log has shown it already, and nothing is drawn anew for that.
    if (unsent.some(isIt)) set(unsent.filter((item) => !isIt(item)));
  };

  const forget = (cid: string) => {
    stored.delete(cid);
    if (onDisk.delete(cid)) outbox.remove(box, cid).catch(() => {});
  };

  const refuse = (cid: string, refusedAs: Unsent['refusedAs']) =>
    set(unsent.map((item) => (item.command.cid === cid ? { ...item, refusedAs } : item)));

  /** The disk's answer, or a rejection when it takes too long. */
  const inTime = <T>(answer: Promise<T>): Promise<T> =>
    Promise.race([answer, new Promise<never>((_, reject) => clock.after(DISK_MS, () => reject(DISK_MS)))]);

  const flush = () => {
    if (!hasAdopted || !options.isOnline() || inFlight.size > 0) return;
    const items = nextBatch(unsent, stored);
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
      // Not waited for: a message that dies with the page before it is on disk was lost to it either way, and one that
      // arrives all the same is in the log. docs/decisions/0019-sending-does-not-wait.md
      if (body.kind !== 'read') {
        onDisk.add(cid);
        inTime(outbox.put(box, { command, createdAt })).catch(options.notKept);
      }
      set([...unsent, item]);
      flush();
      return { cid };
    },

    async adopt() {
      const found = await inTime(outbox.load(box)).catch(() => []);
      const known = new Set(unsent.map((item) => item.command.cid));
      const adopted = found.filter((item) => !known.has(item.command.cid));
      for (const { command } of adopted) onDisk.add(command.cid);
      if (adopted.length > 0) {
        const all = [...unsent, ...adopted.map((item) => ({ ...item, refusedAs: null }))];
        set(all.sort((a, b) => a.createdAt - b.createdAt));
      }
      hasAdopted = true;
      flush();
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

/** The oldest items that are to leave, as many as one frame takes. */
function nextBatch(unsent: readonly Unsent[], stored: ReadonlyMap<string, number>): Command[] {
  const batch: Command[] = [];
  let bytes = 0;
  for (const { command, refusedAs } of unsent) {
    if (refusedAs !== null || stored.has(command.cid)) continue;
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
