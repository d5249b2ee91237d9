/** A conversation and its way to the workspace's index, without the platform: the object opens it, and the simulation. */
import { createDelivery, type Delivery } from '../durable/delivery.ts';
import { ConversationCore, type ConversationPorts } from './conversation-core.ts';
import type { ConversationRecord, ConversationStore } from './conversation-store.ts';
import { type ConversationReport, summarise } from './summary.ts';

export interface ConversationHost extends Omit<ConversationPorts, 'committed'> {
  /** Heartbeats are answered without us, and say where the log ends. */
  answerPings(head: number): void;
  setAlarm(at: number): void;
  clearAlarm(): void;
  /** Calls back later, unless this process dies before. */
  after(ms: number, run: () => void): () => void;
  /** Work that goes on after the answer. */
  alongside(work: Promise<void>): void;
  /** Idempotent. @returns how long the index would like to be left alone, in milliseconds. */
  index(report: ConversationReport): Promise<number>;
  notIndexed(error: unknown): void;
}

export interface OpenConversation {
  record: ConversationRecord;
  core: ConversationCore;
  delivery: Delivery;
}

const INDEX = 'workspace index';

export function openConversation(
  store: ConversationStore,
  record: ConversationRecord,
  host: ConversationHost,
): OpenConversation {
  const core = new ConversationCore(store, record, {
    now: host.now,
    peers: host.peers,
    eventsPerPage: host.eventsPerPage,
    ...(host.erased && { erased: host.erased }),
    committed(head) {
      host.answerPings(head);
      const delivering = delivery.committed();
      if (delivering) host.alongside(delivering);
    },
  });
  const delivery = createDelivery({
    now: host.now,
    after: host.after,
    head: () => core.snapshot.head,
    delivered: () => store.delivered(INDEX),
    setDelivered: (seq) => store.setDelivered(INDEX, seq),
    setAlarm: host.setAlarm,
    clearAlarm: host.clearAlarm,
    failed: host.notIndexed,
    async deliver(since) {
      const summary = summarise(record, core.snapshot, core.context, store);
      for (let from = since; ; ) {
        const { texts, next } = store.textsAfter(from);
        const pauseMs = await host.index({ ...summary, texts, isBlocked: core.snapshot.isBlocked });
        if (next === null) return pauseMs;
        from = next;
      }
    },
  });
  host.answerPings(core.snapshot.head);
  return { record, core, delivery };
}
