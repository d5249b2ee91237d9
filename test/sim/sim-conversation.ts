/** The conversation of a simulated run: the real core, store and delivery. Its disk outlives it. */
import { clientFrames, helloFrames } from '../../protocol/frames.ts';
import { parseJson } from '../../protocol/shape.ts';
import { CONVERSATION_MIGRATIONS } from '../../worker/conversation/conversation-migrations.ts';
import { type ConversationStore, conversationStore } from '../../worker/conversation/conversation-store.ts';
import { type OpenConversation, openConversation } from '../../worker/conversation/open-conversation.ts';
import type { Participant } from '../../worker/conversation/participant.ts';
import type { ConversationSummary } from '../../worker/conversation/summary.ts';
import { type HttpAnswer, WaitingPeers } from '../../worker/durable/http-peers.ts';
import { reusableSql } from './node-sql.ts';
import type { SimSockets } from './sim-sockets.ts';
import type { World } from './world.ts';

export const WORKSPACE = 'w'.repeat(10);
export const CONVERSATION = `${WORKSPACE}-${'c'.repeat(26)}`;
export const SITE = `${WORKSPACE}-${'s'.repeat(8)}`;
export const VISITOR = 'v'.repeat(26);
export const NOWHERE = { page: '', title: '', referrer: '', locale: '', timeZone: '', userAgent: '' };

export interface SimConversation extends OpenConversation {
  readonly store: ConversationStore;
  /** Every message's words as they were first stored, in log order, also of those deleted since. */
  readonly saidTexts: readonly string[];
  exchange(who: Participant, body: unknown): HttpAnswer;
  poll(who: Participant, body: unknown): Promise<HttpAnswer>;
  /** Memory is gone; another one opens the same disk. */
  reopen(): void;
}

interface Ports {
  now(): number;
  sockets: SimSockets<Participant>;
  /** Right after a commit, before anything about it leaves. */
  committed(): void;
  index(summary: ConversationSummary): Promise<number>;
}

const sql = reusableSql(CONVERSATION_MIGRATIONS);

export function createSimConversation(world: World, ports: Ports): SimConversation {
  sql.empty();
  const said: string[] = [];
  const plainStore = conversationStore(sql);
  const store: ConversationStore = {
    ...plainStore,
    // Remembered outside the log, because a deletion takes the words out of it.
    append(events) {
      plainStore.append(events);
      for (const event of events) if (event.kind === 'message') said.push(event.text);
    },
  };
  store.create({
    id: CONVERSATION,
    site: SITE,
    epoch: 'first',
    visitor: VISITOR,
    tokenHash: '',
    createdAt: 0,
    context: NOWHERE,
  });

  let life = 0;
  let isOpening = false;
  const waiting = new WaitingPeers<Participant>(world.after);
  let cancelAlarm = () => {};

  const open = (): OpenConversation => {
    life += 1;
    const mine = life;
    isOpening = true;
    const record = store.record();
    if (!record) throw new Error('the conversation is gone');
    const opened = openConversation(store, record, {
      now: ports.now,
      peers: () => [...ports.sockets.peers, ...waiting],
      // Small, so that every run needs several pages.
      eventsPerPage: 7,
      answerPings(head) {
        ports.sockets.pong = `{"t":"pong","head":${head}}`;
        if (!isOpening) ports.committed();
      },
      setAlarm(at) {
        if (mine !== life) return;
        cancelAlarm();
        // On disk: it rings whoever is awake then.
        cancelAlarm = world.after(at - ports.now(), () => void conversation.fire());
      },
      clearAlarm() {
        if (mine === life) cancelAlarm();
      },
      after: (ms, run) => world.after(ms, () => mine === life && run()),
      alongside() {},
      index: ports.index,
      notIndexed() {},
      isMember: async () => true,
      notSent(error) {
        throw error;
      },
      push: async () => ({ is: 'gone' }),
    });
    isOpening = false;
    return opened;
  };

  let conversation: OpenConversation = open();
  return {
    store,
    saidTexts: said,
    get record() {
      return conversation.record;
    },
    get core() {
      return conversation.core;
    },
    get delivery() {
      return conversation.delivery;
    },
    fire: () => conversation.fire(),
    exchange(who, body) {
      return conversation.core.exchange(who, parseJson(clientFrames, JSON.stringify(body)).frames);
    },
    async poll(who, body) {
      const [hello] = parseJson(helloFrames, JSON.stringify(body)).frames;
      const news = hello && conversation.core.newsSince(hello.since, hello.epoch, who.role);
      return news ? { frames: [news] } : waiting.wait(who);
    },
    reopen() {
      conversation = open();
      void conversation.delivery.fire();
    },
  };
}
