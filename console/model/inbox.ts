/** The conversation list: the client's rows, the chosen tab, and how many people are unread. */
import type { Environment } from '../../client/environment.ts';
import { createInboxClient } from '../../client/inbox-client.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { Desk } from '../../protocol/desk.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import type { Backend } from './backend.ts';
import { countsOf, type Filter, listed, unreadConversations } from './inbox-filter.ts';
import { nextReach, type Reach } from './reach.ts';
import type { Membership } from './session.ts';

export interface InboxState {
  reach: Reach;
  isLoaded: boolean;
  filter: Filter;
  /** All that are known, newest activity first. */
  all: readonly InboxRow[];
  /** Those of the chosen tab. */
  rows: readonly InboxRow[];
  /** Null while older conversations are not loaded: then a count would be wrong. */
  counts: Record<Filter, number> | null;
  unread: number;
  older: 'none' | 'some' | 'loading' | 'failed';
  desk: Desk;
}

export interface Inbox {
  readonly state: Readable<InboxState>;
  start(): void;
  stop(): void;
  choose(filter: Filter): void;
  /** The conversation on screen: it stays listed, and what arrives in it is read at once. */
  opened(conversation: string | null): void;
  loadOlder(): Promise<void>;
}

export function createInbox(
  environment: Environment,
  backend: Backend,
  { workspace, agent }: Membership,
): Inbox {
  const client = createInboxClient(environment, {
    ...backend.inboxAddress(workspace),
    loadPollTransport: () => import('../../client/poll-transport.ts'),
    getTicket: () => backend.inboxTicket(workspace),
  });
  const state = writable<InboxState>({
    reach: { is: 'connecting' },
    isLoaded: false,
    filter: 'open',
    all: [],
    rows: [],
    counts: null,
    unread: 0,
    older: 'none',
    desk: {},
  });
  let open: string | null = null;
  let pinned: string | null = null;
  let loading: 'some' | 'loading' | 'failed' = 'some';

  /** What is on screen counts as read without waiting for the server to say so: no badge that blinks. */
  const readOnScreen = (row: InboxRow): InboxRow =>
    row.conversation === open && row.unread > 0 && environment.isVisible() ? { ...row, unread: 0 } : row;

  const refresh = (filter = state.get().filter) => {
    const { connection, isLoaded, rows, hasOlder } = client.state.get();
    const isAll = !hasOlder;
    const all = rows.map(readOnScreen);
    state.set({
      reach: nextReach(state.get().reach, connection),
      isLoaded,
      filter,
      all,
      rows: listed(all, filter, agent, pinned),
      counts: isAll ? countsOf(all, agent) : null,
      unread: unreadConversations(all),
      older: isAll ? 'none' : loading,
      desk: client.state.get().desk,
    });
  };
  client.state.subscribe(() => refresh());

  const setLoading = (next: typeof loading) => {
    loading = next;
    refresh();
  };

  return {
    state,
    start: client.start,
    stop: client.stop,
    choose(filter) {
      pinned = null;
      refresh(filter);
    },
    opened(conversation) {
      open = conversation;
      pinned = conversation;
      refresh();
    },
    async loadOlder() {
      if (loading === 'loading') return;
      setLoading('loading');
      const isDone = await client.loadOlder().then(
        () => true,
        () => false,
      );
      setLoading(isDone ? 'some' : 'failed');
    },
  };
}
