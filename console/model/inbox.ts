/** The conversation list: the client's rows in the view that is chosen, its pages, and how many people are unread. */
import type { Environment } from '../../client/environment.ts';
import { createInboxClient } from '../../client/inbox-client.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { Desk } from '../../protocol/desk.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import type { Backend } from './backend.ts';
import { nextReach, type Reach } from './reach.ts';
import type { Membership } from './session.ts';
import { FIRST_VIEW, listed, matches, positionOf, queryOf, STANDARD, type View } from './view.ts';

export interface InboxState {
  reach: Reach;
  isLoaded: boolean;
  view: View;
  /** All that are known, newest activity first. */
  all: readonly InboxRow[];
  /** Those of the view, in its order. */
  rows: readonly InboxRow[];
  /** By the keys of protocol/inbox-view.ts. */
  counts: Readonly<Record<string, number>>;
  desk: Desk;
  /** Open conversations with something unread: people, not messages. */
  unread: number;
  older: 'none' | 'some' | 'loading' | 'failed';
  /** Who has waited longest, of all that are open. */
  longestWait: InboxRow | null;
  /** Conversations that are marked, to do one thing to all of them. */
  selected: ReadonlySet<string>;
}

export interface Inbox {
  readonly state: Readable<InboxState>;
  start(): void;
  stop(): void;
  choose(view: View): void;
  /** The conversation on screen: it stays listed, and what arrives in it is read at once. */
  opened(conversation: string | null): void;
  loadOlder(): Promise<void>;
  toggle(conversation: string): void;
  selectAll(): void;
  clearSelection(): void;
}

/** How far a view is known. */
interface Reached {
  /** The position of the last row of the last page; Infinity at the end. */
  upTo: number;
  /** Where the next page begins; undefined before the first, null after the last. */
  next: string | null | undefined;
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
    view: FIRST_VIEW,
    all: [],
    rows: [],
    counts: {},
    desk: {},
    unread: 0,
    older: 'none',
    longestWait: null,
    selected: new Set(),
  });
  let open: string | null = null;
  let pinned: string | null = null;
  let reached: Reached = { upTo: Number.POSITIVE_INFINITY, next: undefined };
  let loading: 'some' | 'loading' | 'failed' = 'some';
  let hasAskedForWaiting = false;
  let resets = 0;

  /** What is on screen counts as read without waiting for the server to say so: no badge that blinks. */
  const readOnScreen = (row: InboxRow): InboxRow =>
    row.conversation === open && row.unread > 0 && environment.isVisible() ? { ...row, unread: 0 } : row;

  const refresh = (change: Partial<InboxState> = {}) => {
    const { connection, isLoaded, rows, hasOlder, counts, desk } = client.state.get();
    const { view } = { ...state.get(), ...change };
    if (client.state.get().resets !== resets) {
      resets = client.state.get().resets;
      hasAskedForWaiting = false;
      beginAnew();
    }
    // A small workspace is known whole: then no page is ever asked for.
    const isWhole = !hasOlder || reached.next === null;
    const all = rows.map(readOnScreen);
    state.set({
      ...state.get(),
      reach: nextReach(state.get().reach, connection),
      isLoaded,
      all,
      rows: listed(all, view, agent, pinned, isWhole ? Number.POSITIVE_INFINITY : reached.upTo),
      counts,
      desk,
      unread: all.filter((row) => row.status === 'open' && row.unread > 0).length,
      older: isWhole ? 'none' : loading,
      longestWait: longestWaiting(all, agent),
      ...change,
    });
    if (isLoaded && hasOlder) askForWaiting();
  };
  client.state.subscribe(() => refresh());

  const beginAnew = () => {
    reached = { upTo: Number.POSITIVE_INFINITY, next: undefined };
    loading = 'some';
  };

  const setLoading = (next: typeof loading) => {
    loading = next;
    refresh();
  };

  /** Who has waited longest may have written long ago: known only to the server. */
  const askForWaiting = () => {
    if (hasAskedForWaiting) return;
    hasAskedForWaiting = true;
    client.loadPage(queryOf({ filter: STANDARD.open, sort: 'waiting' }), null).catch(() => {
      hasAskedForWaiting = false;
    });
  };

  const loadOlder = async () => {
    const { view } = state.get();
    if (loading === 'loading' || reached.next === null) return;
    setLoading('loading');
    try {
      const page = await client.loadPage(queryOf(view), reached.next ?? null);
      // Somebody has chosen another view meanwhile.
      if (state.get().view !== view) return;
      const last = page.rows.at(-1);
      reached = {
        upTo: page.next === null ? Number.POSITIVE_INFINITY : last ? positionOf(last, view) : reached.upTo,
        next: page.next,
      };
      setLoading('some');
    } catch {
      if (state.get().view === view) setLoading('failed');
    }
  };

  return {
    state,
    start() {
      client.start();
      document.addEventListener('visibilitychange', client.lookedAt);
    },
    stop() {
      document.removeEventListener('visibilitychange', client.lookedAt);
      client.stop();
    },
    choose(view) {
      pinned = null;
      beginAnew();
      refresh({ view, selected: new Set() });
      // What is known of it by chance may have gaps.
      if (client.state.get().hasOlder) void loadOlder();
    },
    opened(conversation) {
      open = conversation;
      pinned = conversation;
      refresh();
    },
    loadOlder,
    toggle(conversation) {
      const selected = new Set(state.get().selected);
      if (!selected.delete(conversation)) selected.add(conversation);
      state.patch({ selected });
    },
    selectAll: () => state.patch({ selected: new Set(state.get().rows.map((row) => row.conversation)) }),
    clearSelection: () => state.patch({ selected: new Set() }),
  };
}

function longestWaiting(rows: readonly InboxRow[], agent: string): InboxRow | null {
  let longest: InboxRow | null = null;
  for (const row of rows) {
    if (row.waitingSince === null || !matches(row, STANDARD.open, agent)) continue;
    if ((longest?.waitingSince ?? Number.POSITIVE_INFINITY) > row.waitingSince) longest = row;
  }
  return longest;
}
