/** The messenger's one model: it owns the conversations and everything that outlives a drawing. Components only draw. */
import { type ConversationClient, createConversationClient } from '../client/conversation-client.ts';
import type { Cancel, Environment } from '../client/environment.ts';
import { ApiError } from '../client/http.ts';
import { toJson } from '../client/json.ts';
import type { OutboxStore } from '../client/outbox.ts';
import { type Readable, writable } from '../client/store.ts';
import type { CommandBody } from '../protocol/event.ts';
import { LIMITS } from '../protocol/limits.ts';
import { utf8ByteCount } from '../protocol/shape.ts';
import { conversationUrl, createBackend } from './backend.ts';
import type { Messenger, MessengerHost } from './contract.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import type { Detail, MessengerState, Talk } from './messenger-state.ts';
import { forgetTracked, pageContext, track } from './page-context.ts';
import type { SiteStorage } from './site-storage.ts';
import { conversationsOf, parseVisitor, type Visitor, withConversation } from './visitor.ts';

/** The conversation that is shown, once there is one. */
interface Begun {
  visitor: Visitor;
  conversation: string;
  client: ConversationClient;
}

export interface MessengerModel extends Omit<Messenger, 'speak' | 'ask'> {
  /** The stored visitor may have changed: another tab began the conversation, or forgot the visitor. */
  storageChanged(isFarewell?: boolean): void;
  readonly state: Readable<MessengerState>;
  /** What waits to be sent, by conversation. */
  readonly drafts: Drafts;
  /** The visitor changed the draft. */
  typed(draft: string): void;
  sendDraft(): void;
  /** Something other than a message, in the conversation that is shown. */
  send(body: CommandBody): void;
  /** The visitor and their connection, made now if there were none: somebody is about to write. */
  begin(): Begun;
  retry(cid: string): void;
  /** Ids, newest first. */
  conversations(): string[];
  /** Something that the visitor did, for agents to see. */
  track(event: string): void;
  patch(detail: Detail): void;
  /** Shows the list of conversations: see later/list.ts. */
  goHome(): void;
  /** Connects one of the visitor's conversations, if it is not. */
  connect(id: string): void;
  /** Shows a conversation; a new one without an id. */
  showConversation(id?: string | null, draft?: string): void;
}

/** The part of the loader's gift that needs no page. */
export type ModelHost = Pick<MessengerHost, 'site' | 'origin' | 'unreadChanged'> & { storage: SiteStorage };

const TICK_MS = 1_000;
const SITE_RETRY_MS = 4_000;
/** Agents are told where the visitor is at most so often: pages may track every step. */
const PAGE_MS = 500;
/** So many of the newest are connected. Older ones when somebody looks at the list, or at them. */
const CONNECTED = 5;

export function createMessengerModel(
  environment: Environment,
  { site, origin, storage, unreadChanged }: ModelHost,
  outbox: OutboxStore,
): MessengerModel {
  const { clock } = environment;
  const backend = createBackend(environment, origin, site);
  const drafts = createDrafts(storage);
  const state = writable<MessengerState>({
    isOpen: false,
    isHome: false,
    site: null,
    talks: [],
    shown: null,
    conversation: null,
    draft: drafts.of(null),
    refusal: null,
    lostAt: null,
    retriedAt: 0,
    now: clock.now(),
    isRemembered: true,
    detail: {},
  });
  const clients = new Map<string, ConversationClient>();
  let visitor: Visitor | null = null;
  let unread = 0;
  let cancelTick = () => {};
  let cancelSite = () => {};
  let cancelPage: Cancel | undefined;

  const shownClient = () => clients.get(state.get().shown ?? '');

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
    const { isOpen, isHome } = state.get();
    if (isOpen && !isHome && environment.isVisible()) shownClient()?.markRead();
  };
  const stopWaking = environment.onWake(markRead);

  /** Brings the state in line with what the conversations know. */
  const refresh = () => {
    const { shown } = state.get();
    const talks: Talk[] = (visitor ? conversationsOf(visitor) : []).flatMap((id) => {
      const client = clients.get(id);
      return client ? [{ id, state: client.state.get() }] : [];
    });
    const conversation = talks.find(({ id }) => id === shown)?.state ?? null;
    state.patch({ talks, conversation });
    const { is } = (conversation ?? talks[0]?.state)?.connection ?? { is: 'online' };
    setReachable(is !== 'connecting' && is !== 'waiting');
    markRead();
    const before = unread;
    unread = talks.reduce((sum, talk) => sum + talk.state.unread, 0);
    if (unread !== before) unreadChanged(unread);
  };

  const connect = (id: string, isNew = false) => {
    if (!visitor || clients.has(id)) return;
    const httpUrl = conversationUrl(origin, id);
    const client = createConversationClient(environment, {
      loadPollTransport: () => import('../client/poll-transport.ts'),
      conversation: id,
      httpUrl,
      socketUrl: `${httpUrl.replace('http', 'ws')}/socket`,
      self: { role: 'visitor', id: visitor.visitor },
      outbox,
      getTicket: backend.ticketSource(visitor, id, isNew),
      getContext: pageContext,
    });
    clients.set(id, client);
    client.state.subscribe(() => clients.get(id) === client && refresh());
    client.start();
  };

  const show = (shown: string | null, draft = drafts.of(shown)) => {
    if (shown) connect(shown);
    state.patch({ shown, draft, isHome: false, refusal: null });
    refresh();
  };

  const setDraft = (draft: string) => {
    state.patch({ draft, refusal: null });
    drafts.set(state.get().shown, draft);
  };

  const forget = () => {
    for (const client of clients.values()) {
      for (const { command } of client.state.get().unsent) client.discard(command.cid);
      client.stop();
    }
    clients.clear();
    visitor = null;
    forgetTracked();
    state.patch({ detail: {} });
    drafts.forget();
    show(null);
  };

  /** Who the visitor is, is what storage says: another tab may have begun, forgotten, or become somebody else. */
  const storageChanged = (isFarewell = false) => {
    const kept = storage.readVisitor();
    const stored = parseVisitor(kept);
    const isOther = stored?.visitor !== visitor?.visitor;
    // Data that was cleared under an open page is not brought back, but what was written here is not lost by it.
    if (isOther && visitor && !kept && !(isFarewell && state.get().isRemembered))
      return state.patch({ isRemembered: false });
    if (isOther && visitor) forget();
    if (!stored) return;
    visitor = stored;
    for (const id of conversationsOf(stored).slice(0, CONNECTED)) connect(id);
    // What is being typed in a new one stays there.
    if (isOther && !state.get().draft) show(stored.conversation);
    else refresh();
  };

  const begin = () => {
    // A tab that was frozen has not been told yet.
    storageChanged();
    if (!shownClient()) {
      const { draft } = state.get();
      setDraft('');
      visitor = withConversation(visitor, site, environment.random);
      state.patch({ isRemembered: storage.writeVisitor(toJson(visitor)) });
      connect(visitor.conversation, true);
      show(visitor.conversation, draft);
    }
    return { visitor, conversation: state.get().shown, client: shownClient() } as Begun;
  };

  /** The site's name and greeting; asked for when the messenger opens, until they come. */
  const loadSite = async () => {
    cancelSite();
    if (state.get().site || !state.get().isOpen) return;
    try {
      state.patch({ site: await backend.site() });
      if (!clients.size) setReachable(true);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not_found') {
        state.patch({ site: 'unknown' });
        console.warn(`Porchlight: ${origin} has no site "${site}". Is the tag's data-site right?`);
      } else {
        cancelSite = clock.after(SITE_RETRY_MS, loadSite);
        if (!clients.size) setReachable(false);
      }
    }
  };

  const pageChanged = () => {
    cancelPage ??= clock.after(PAGE_MS, () => {
      cancelPage = undefined;
      for (const client of clients.values()) client.pageChanged();
    });
  };

  return {
    state,
    drafts,
    typed(draft) {
      setDraft(draft);
      shownClient()?.typing(draft !== '');
    },

    setOpen(isOpen) {
      state.patch({ isOpen });
      tick();
      loadSite();
      markRead();
      if (!isOpen) shownClient()?.typing(false);
    },

    begin,

    sendDraft() {
      const text = state.get().draft.trim();
      if (!text) return;
      if (utf8ByteCount(text) > LIMITS.textBytes) return state.patch({ refusal: 'too_large' });
      const outcome = begin().client.send({ kind: 'message', text });
      if ('refused' in outcome) return state.patch({ refusal: 'outbox_full' });
      setDraft('');
      shownClient()?.typing(false);
    },

    send: (body) => void shownClient()?.send(body),
    conversations: () => (visitor ? conversationsOf(visitor) : []),
    track(event) {
      track(event);
      pageChanged();
    },

    retry(cid) {
      state.patch({ retriedAt: clock.now() });
      const client = shownClient();
      if (client?.state.get().connection.is === 'refused') {
        client.stop();
        client.start();
      }
      client?.retry(cid);
    },

    patch: (change) => state.patch({ detail: { ...state.get().detail, ...change } }),
    goHome: () => state.patch({ isHome: true }),
    connect: (id) => connect(id),
    showConversation: (id = null, draft) => show(id, draft),

    storageChanged,
    pageChanged,
    visitorId: () => visitor?.visitor,

    shutdown() {
      forget();
      stopWaking();
      cancelPage?.();
      cancelTick();
      cancelSite();
    },
  };
}
