/**
 * Reminders: each agent's own, kept beside the index and not in the logs. One that is due counts as a mention of that
 * agent. Rule DSK-8 of docs/SPEC.md.
 */
import type { ActionResponse } from '../../protocol/actions.ts';
import type { ConversationSummary } from '../conversation/summary.ts';
import type { InboxChange, InboxStore } from './inbox-store.ts';
import type { ReminderStore } from './reminder-store.ts';

export interface ReminderPorts {
  store: ReminderStore;
  inbox: Pick<InboxStore, 'touch'>;
  now(): number;
  /** Called before reminders are due; what it returns, after. */
  watch(conversations: readonly string[]): () => void;
  /** Rows were written anew. */
  changed(change: InboxChange): void;
}

const BATCH = 200;

export class Reminders {
  readonly #ports: ReminderPorts;

  constructor(ports: ReminderPorts) {
    this.#ports = ports;
  }

  /** @param at in milliseconds; null: no reminder any more. */
  set(agent: string, conversations: readonly string[], at: number | null): ActionResponse['results'] {
    const { store } = this.#ports;
    const known = new Set(this.#touch(conversations, (each) => store.put(each, agent, at)));
    this.fire();
    return conversations.map((conversation) =>
      known.has(conversation)
        ? { outcome: 'stored', conversation, seq: 0 }
        : {
            outcome: 'refused',
            conversation,
            code: 'not_found',
            message: 'There is no such conversation.',
          },
    );
  }

  /** Those whose time has come are due. */
  fire(): void {
    const { store, now, watch } = this.#ports;
    const time = now();
    for (let due = store.coming(time, BATCH); due.length > 0; due = store.coming(time, BATCH)) {
      const call = watch(due);
      this.#touch(due, (conversation) => store.markDue(conversation, time));
      call();
    }
  }

  /** When to ring after this time; null: nobody is to be reminded. One that is due and has not rung yet: at once. */
  nextDue(now: number): number | null {
    const at = this.#ports.store.nextAt();
    return at === null ? null : Math.max(at, now + 1);
  }

  /**
   * Of conversations that are resolved by what is being reported, nobody is reminded.
   * @param put takes the reports.
   */
  around(reports: readonly ConversationSummary[], put: () => void): void {
    const { store } = this.#ports;
    const resolved = reports.filter(({ status }) => status === 'resolved');
    const done = resolved.length > 0 ? store.openOnes(resolved.map(({ conversation }) => conversation)) : [];
    put();
    if (done.length === 0) return;
    // A report may be older than what is known.
    const open = new Set(store.openOnes(done));
    const over = done.filter((conversation) => !open.has(conversation));
    if (over.length > 0) this.#touch(over, (conversation) => store.removeAll(conversation));
  }

  #touch(conversations: readonly string[], write: (conversation: string) => void): string[] {
    const change = this.#ports.inbox.touch([...new Set(conversations)], write);
    this.#ports.changed(change);
    return change.conversations;
  }
}
