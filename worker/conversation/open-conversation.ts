/** A conversation and its way to the workspace's index, without the platform: the object opens it, and the simulation. */
import { createDelivery, type Delivery } from '../durable/delivery.ts';
import { shareAlarm } from '../durable/share-alarm.ts';
import type { PushTarget } from '../push/encrypt-push.ts';
import type { PushOutcome, PushRequest } from '../push/send-push.ts';
import { createAnswerPushes } from './answer-pushes.ts';
import { ConversationCore, type ConversationPorts } from './conversation-core.ts';
import type { ConversationRecord, ConversationStore } from './conversation-store.ts';
import { createScheduling } from './scheduling.ts';
import { type ConversationReport, summarise } from './summary.ts';

export interface ConversationHost extends Omit<ConversationPorts, 'committed' | 'rescheduled' | 'drafted'> {
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
  /**
   * Marks an agent's draft in the list, or takes the mark off. @param rev of two, the higher counts.
   * @returns false when the list does not know this conversation yet.
   */
  markDraft?(agent: string, isBegun: boolean, rev: number): Promise<boolean>;
  /** Whether this agent is in the team now. Throws when that can't be learned. */
  isMember(agent: string): Promise<boolean>;
  /** A scheduled reply could not be sent, and will be tried again. */
  notSent(error: unknown): void;
  /** Hands one message to a browser's push service. */
  push(target: PushTarget, request: PushRequest): Promise<PushOutcome>;
}

export interface OpenConversation {
  record: ConversationRecord;
  core: ConversationCore;
  delivery: Delivery;
  /** The alarm rang. */
  fire(): Promise<void>;
}

const INDEX = 'workspace index';
/** People in the conversation have a message on their screens by then. Decision record 0025. */
const LULL_MS = 150;

export function openConversation(
  store: ConversationStore,
  record: ConversationRecord,
  host: ConversationHost,
): OpenConversation {
  const alarm = shareAlarm(host);
  const core = new ConversationCore(store, record, {
    now: host.now,
    peers: host.peers,
    eventsPerPage: host.eventsPerPage,
    ...(host.erased && { erased: host.erased }),
    rescheduled: () => scheduling.arm(),
    drafted: (agent) => host.alongside(markDraft(agent)),
    committed(head, events) {
      host.answerPings(head);
      pushes.stored(events);
      const delivering = delivery.committed();
      if (delivering) host.alongside(delivering);
    },
  });
  /** What fails is done with the next change of the draft, or when its agent is here again. */
  const markDraft = async (agent: string) => {
    const { isBegun, rev } = store.drafts.begunBy(agent);
    try {
      if (!(await host.markDraft?.(agent, isBegun, rev))) return;
      store.drafts.told(agent, isBegun);
      // It may have been emptied, or begun, while that was told.
      if (store.drafts.begunBy(agent).isBegun !== isBegun) await markDraft(agent);
    } catch (error) {
      host.notIndexed(error);
    }
  };
  const delivery = createDelivery({
    now: host.now,
    after: host.after,
    head: () => core.snapshot.head,
    delivered: () => store.delivered(INDEX),
    setDelivered: (seq) => store.setDelivered(INDEX, seq),
    ...alarm.part(),
    lullMs: LULL_MS,
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
  const scheduling = createScheduling(store, {
    ...alarm.part(),
    now: host.now,
    isMember: host.isMember,
    perform: (author, item) => core.perform(author, [item]),
    failed: host.notSent,
  });
  const pushes = createAnswerPushes(record, store, {
    ...alarm.part(),
    now: host.now,
    snapshot: () => core.snapshot,
    isConnected: () => [...host.peers()].some(({ identity }) => identity.role === 'visitor'),
    send: host.push,
  });
  host.answerPings(core.snapshot.head);
  // Whatever alarm an earlier life set, for what the index has not been told either, this takes away.
  scheduling.arm();
  pushes.arm();
  if (store.delivered(INDEX) < core.snapshot.head) {
    const delivering = delivery.committed();
    if (delivering) host.alongside(delivering);
  }
  return {
    record,
    core,
    delivery,
    async fire() {
      alarm.rang();
      // First, so that it knows that its alarm is gone when a reply is sent.
      const delivering = delivery.fire();
      await Promise.all([delivering, scheduling.fire(), pushes.fire()]);
    },
  };
}
