/** The messenger's one model: it owns the conversation and everything that outlives a drawing. Components only draw. */
import { type ConversationClient, createConversationClient } from '../client/conversation-client.ts';
import type { Environment } from '../client/environment.ts';
import { ApiError } from '../client/http.ts';
import type { OutboxStore } from '../client/outbox.ts';
import { type Readable, writable } from '../client/store.ts';
import { conversationUrl, createBackend } from './backend.ts';
import { draftKey, readItem, writeItem } from './browser-storage.ts';
import type { Messenger, MessengerHost } from './contract.ts';
import type { MessengerState } from './messenger-state.ts';
import { pageContext } from './page-context.ts';
import { keepVisitor, makeVisitor, readVisitor, type Visitor } from './visitor.ts';

export interface MessengerModel extends Messenger {
  readonly state: Readable<MessengerState>;
  sendDraft(): void;
  retry(cid: string): void;
}

const TICK_MS = 1_000;
const SITE_RETRY_MS = 4_000;

export function createMessengerModel(
  environment: Environment,
  { site, origin, unreadChanged }: Pick<MessengerHost, 'site' | 'origin' | 'unreadChanged'>,
  outbox: OutboxStore,
): MessengerModel {
  const { clock } = environment;
  const backend = createBackend(environment, origin, site);
  const state = writable<MessengerState>({
    isOpen: false,
    site: null,
    conversation: null,
    draft: readItem('sessionStorage', draftKey(site)) ?? '',
    refusal: null,
    lostAt: null,
    retriedAt: 0,
    now: clock.now(),
    isRemembered: true,
  });
  let visitor: Visitor | null = null;
  let client: ConversationClient | undefined;
  let unread = 0;
  let cancelTick = () => {};
  let cancelSite = () => {};

  const tick = () => {
    cancelTick();
    const { isOpen, lostAt } = state.get();
    if (isOpen && lostAt !== null) cancelTick = clock.after(TICK_MS, tick);
    state.patch({ now: clock.now() });
  };

  const setReachable = (isReachable: boolean) => {
    const { lostAt } = state.get();
    if (isReachable === (lostAt === null)) return;
    state.patch({ lostAt: isReachable ? null : clock.now() });
    tick();
  };
