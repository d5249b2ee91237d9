/**
 * The items of one `send` on their way into the log. What they become is gathered and written in one statement, unless
 * an item asks what the log says: then everything before it is written first.
 */
import type { Author } from '../../protocol/event.ts';
import { attachedFiles } from '../../protocol/files.ts';
import type { TeamEvent } from '../../protocol/team-event.ts';
import type { ConversationStore, StoredCommand } from './conversation-store.ts';
import type { AttachableFile, Draft, LogLookup, ScheduledReply, TargetMessage } from './decide.ts';
import { afterEvent, type Snapshot } from './snapshot.ts';

/** Whose items these are. `isTrusted`: the workspace vouches for what they say. */
export interface Sender extends Author {
  isTrusted: boolean;
}

export class Batch implements LogLookup {
  readonly sender: Sender;
  readonly now: number;
  /** What was added so far. */
  readonly events: TeamEvent[] = [];
  snapshot: Snapshot;
  readonly #store: ConversationStore;
  /** Null: nothing is looked up, in the belief that all are new. If one is not, writing fails, and nothing was written. */
  readonly #known: ReadonlyMap<string, StoredCommand> | null;
  readonly #added = new Set<string>();
  #writtenCount = 0;

  constructor(
    sender: Sender,
    known: ReadonlyMap<string, StoredCommand> | null,
    store: ConversationStore,
    snapshot: Snapshot,
    now: number,
  ) {
    this.sender = sender;
    this.now = now;
    this.snapshot = snapshot;
    this.#store = store;
    this.#known = known;
  }

  /** The command that was stored under this cid, before or earlier in this batch. */
  stored(cid: string): StoredCommand | undefined {
    if (!this.#added.has(cid)) return this.#known?.get(cid);
    this.write();
    return this.#store.findCommands(this.sender.id, [cid]).get(cid);
  }

  /** @returns the number of the event that the command itself became. */
  add(cid: string, drafts: readonly Draft[]): number {
    for (const draft of drafts) {
      const event: TeamEvent = { seq: this.snapshot.head + 1, ts: this.now, ...draft };
      this.events.push(event);
      this.snapshot = afterEvent(this.snapshot, event);
      if (event.kind === 'message' || event.kind === 'schedule' || event.kind === 'note')
        for (const { id } of attachedFiles(event.attachments, 'attachments') ?? [])
          this.#store.files.attach(id, event.seq);
      if (event.kind === 'redact') {
        this.write();
        this.#store.erase(event.target);
      }
      if (event.kind === 'unschedule' || event.kind === 'release') {
        this.write();
        this.#store.scheduled.end(event.target, event.author.id, this.now);
      }
    }
    this.#added.add(cid);
    return this.events.findLast((event) => event.cid === cid)?.seq ?? this.snapshot.head;
  }

  /** Puts on disk what is not there yet. */
  write(): void {
    const unwritten = this.events.slice(this.#writtenCount);
    if (unwritten.length > 0) this.#store.append(unwritten);
    this.#writtenCount = this.events.length;
  }

  findMessage(seq: number): TargetMessage | null {
    this.write();
    return this.#store.findMessage(seq);
  }

  findFile(id: string): AttachableFile | null {
    return this.#store.files.find(id);
  }

  findScheduled(seq: number): ScheduledReply | null {
    this.write();
    return this.#store.scheduled.find(seq);
  }

  scheduledCount(): number {
    this.write();
    return this.#store.scheduled.waiting().length;
  }

  hasMessageOfOthers(reader: Author, after: number, upTo: number): boolean {
    this.write();
    return this.#store.hasMessageOfOthers(reader, after, upTo);
  }

  hasVisitorMessageAfter(seq: number): boolean {
    this.write();
    return this.#store.visitorMessageCountAfter(seq) > 0;
  }
}
