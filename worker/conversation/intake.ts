/**
 * Takes what somebody says: batches, each all or nothing, each item once however often it comes. Rules DLV-1 to DLV-4 and
 * LIM-3 of docs/SPEC.md.
 */
import type { ErrorCode } from '../../protocol/codes.ts';
import { isRetryable } from '../../protocol/codes.ts';
import { attachedFiles } from '../../protocol/files.ts';
import type { AckResult } from '../../protocol/frames.ts';
import { cid as cidShape } from '../../protocol/ids.ts';
import { RATES } from '../../protocol/limits.ts';
import { object, ShapeError } from '../../protocol/shape.ts';
import { type TeamCommand, type TeamEvent, teamCommand } from '../../protocol/team-event.ts';
import { tokenBuckets } from '../durable/token-bucket.ts';
import { Batch, type Sender } from './batch.ts';
import { type ConversationStore, isDuplicate, type StoredCommand } from './conversation-store.ts';
import { decide } from './decide.ts';
import type { Participant } from './participant.ts';
import { isSame } from './same-command.ts';
import type { Snapshot } from './snapshot.ts';

/** What became of a batch. */
export interface Taken {
  events: TeamEvent[];
  snapshot: Snapshot;
  results: AckResult[];
}

export class Intake {
  readonly #store: ConversationStore;
  readonly #now: () => number;
  readonly #messageRate = tokenBuckets(RATES.visitorMessages);
  readonly #contactRate = tokenBuckets(RATES.visitorContacts);

  constructor(store: ConversationStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** @param snapshot what the conversation is before. */
  takeAll(from: Participant | Sender, items: unknown[], snapshot: Snapshot): Taken {
    const { role, id, name } = from;
    const sender: Sender = { role, id, name, isTrusted: 'isTrusted' in from && from.isTrusted };
    const cids = items.map(cidOf);
    const take = (known: ReadonlyMap<string, StoredCommand> | null): Taken => {
      const batch = new Batch(sender, known, this.#store, snapshot, this.#now());
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
        (command.kind === 'message' || command.kind === 'schedule' || command.kind === 'note') &&
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
    // Also what the page says for them: it is the visitor's browser that says so. What is known already is free.
    if (sender.role === 'visitor' && command.kind === 'contact') {
      const waitMs = this.#contactRate.take(sender.id, batch.now);
      if (waitMs > 0)
        return refused('rate_limited', `Too many new names. Wait ${Math.ceil(waitMs / 1000)} s.`, waitMs);
    }
    return { outcome: 'stored', cid, seq: batch.add(cid, decision.drafts) };
  }
}

const identified = object({ cid: cidShape });
const cidOf = (item: unknown): string => identified(item, 'item').cid;
const isOnlyText = (item: unknown): boolean => {
  const { kind, attachments } = item as { kind?: unknown; attachments?: unknown };
  return kind === 'message' && attachments === undefined;
};
