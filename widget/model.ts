/** The messenger's one model: it owns the conversation and everything that outlives a drawing. Components only draw. */
import { type ConversationClient, createConversationClient } from '../client/conversation-client.ts';
import type { Environment } from '../client/environment.ts';
import { ApiError } from '../client/http.ts';
import type { OutboxStore } from '../client/outbox.ts';
import { type Readable, writable } from '../client/store.ts';
import { LIMITS } from '../protocol/limits.ts';
import { utf8ByteCount } from '../protocol/shape.ts';
import { conversationUrl, createBackend } from './backend.ts';
import type { Messenger, MessengerHost } from './contract.ts';
import type { MessengerState } from './messenger-state.ts';
import { pageContext } from './page-context.ts';
import { makeVisitor, parseVisitor, type Visitor } from './visitor.ts';

interface Begun {
  visitor: Visitor;
  client: ConversationClient;
}

export interface MessengerModel extends Messenger {
  readonly state: Readable<MessengerState>;
  /** The visitor changed the draft. */
  typed(draft: string): void;
  sendDraft(): void;
  /** The visitor and their connection, made now if there were none: somebody is about to write. */
  begin(): Begun;
  retry(cid: string): void;
}

/** The part of the loader's gift that needs no page. */
export type ModelHost = Pick<MessengerHost, 'site' | 'origin' | 'storage' | 'unreadChanged'>;

const TICK_MS = 1_000;
const SITE_RETRY_MS = 4_000;

export function createMessengerModel(
  environment: Environment,
  { site, origin, storage, unreadChanged }: ModelHost,
  outbox: OutboxStore,
): MessengerModel {
  const { clock } = environment;
  const backend = createBackend(environment, origin, site);
  const state = writable<MessengerState>({
    isOpen: false,
    site: null,
    conversation: null,
    draft: storage.readDraft() ?? '',
    refusal: null,
    lostAt: null,
    retriedAt: 0,
    now: clock.now(),
    isRemembered: true,
  });
  let visitor: Visitor | null = null;
  let client: ConversationClient | undefined;
  let stopListening = () => {};
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

  const markRead = () => {
    if (state.get().isOpen && environment.isVisible()) client?.markRead();
  };
  const stopWaking = environment.onWake(markRead);

  const show = (conversation: MessengerState['conversation']) => {
    const before = state.get().conversation?.unread ?? 0;
    state.patch({ conversation });
    const unread = conversation?.unread ?? 0;
    if (unread !== before) unreadChanged(unread);
  };

  const takeUp = (known: Visitor, isNew: boolean) => {
    const httpUrl = conversationUrl(origin, known);
    const talking = createConversationClient(environment, {
      loadPollTransport: () => import('../client/poll-transport.ts'),
      conversation: known.conversation,
      httpUrl,
      socketUrl: `${httpUrl.replace('http', 'ws')}/socket`,
      self: { role: 'visitor', id: known.visitor },
      outbox,
      getTicket: backend.ticketSource(known, isNew),
      getContext: pageContext,
    });
    stopListening = talking.state.subscribe(() => {
      const conversation = talking.state.get();
      const { is } = conversation.connection;
      show(conversation);
      setReachable(is !== 'connecting' && is !== 'waiting');
      markRead();
    });
    visitor = known;
    client = talking;
    talking.start();
  };

  const setDraft = (draft: string) => state.patch({ draft, refusal: null });
  const typed = (draft: string) => {
    setDraft(draft);
    storage.writeDraft(draft);
    client?.typing(draft !== '');
  };

  const forget = () => {
    stopListening();
    for (const { command } of client?.state.get().unsent ?? []) client?.discard(command.cid);
    client?.stop();
    client = undefined;
    visitor = null;
    show(null);
    setReachable(true);
    typed('');
  };

  /** Who the visitor is, is what storage says: another tab may have begun, forgotten, or become somebody else. */
  const storageChanged = (isFarewell = false) => {
    const kept = storage.readVisitor();
    const stored = parseVisitor(kept);
    if (stored?.visitor === visitor?.visitor) return;
    // Data that was cleared under an open page is not brought back, but what was written here is not lost by it.
    if (visitor && !kept && !(isFarewell && state.get().isRemembered))
      return state.patch({ isRemembered: false });
    if (visitor) forget();
    if (stored) takeUp(stored, false);
  };

  const begin = () => {
    // A tab that was frozen has not been told yet.
    storageChanged();
    if (!client) {
      const made = makeVisitor(site, environment.random);
      state.patch({ isRemembered: storage.writeVisitor(JSON.stringify(made)) });
      takeUp(made, true);
    }
    return { visitor, client } as Begun;
  };

  /** The site's name and greeting; asked for when the messenger opens, until they come. */
  const loadSite = async () => {
    cancelSite();
    if (state.get().site || !state.get().isOpen) return;
    try {
      state.patch({ site: await backend.site() });
      if (!client) setReachable(true);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not_found') {
        state.patch({ site: 'unknown' });
        console.warn(`Porchlight: ${origin} has no site "${site}". Is the tag's data-site right?`);
      } else {
        cancelSite = clock.after(SITE_RETRY_MS, loadSite);
        if (!client) setReachable(false);
      }
    }
  };

  return {
    state,
    setDraft,
    typed,

    setOpen(isOpen) {
      state.patch({ isOpen });
      tick();
      loadSite();
      markRead();
      if (!isOpen) client?.typing(false);
    },

    begin,

    sendDraft() {
      const text = state.get().draft.trim();
      if (!text) return;
      if (utf8ByteCount(text) > LIMITS.textBytes) return state.patch({ refusal: 'too_large' });
      const outcome = begin().client.send({ kind: 'message', text });
      if ('refused' in outcome) return state.patch({ refusal: 'outbox_full' });
      typed('');
    },

    retry(cid) {
      state.patch({ retriedAt: clock.now() });
      if (client?.state.get().connection.is === 'refused') {
        client.stop();
        client.start();
      }
      client?.retry(cid);
    },

    storageChanged,
    pageChanged: () => client?.pageChanged(),
    visitorId: () => visitor?.visitor,

    shutdown() {
      forget();
      stopWaking();
      cancelTick();
      cancelSite();
    },
  };
}
