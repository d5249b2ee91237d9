/**
 * The agents' list, kept in step: rows changed while we were away come in one welcome, older pages on request.
 * Rules INB-1 to INB-5 of docs/SPEC.md.
 */
import type { Desk } from '../protocol/desk.ts';
import {
  type InboxClientFrame,
  type InboxRow,
  type InboxServerFrame,
  inboxPage,
  inboxServerFrame,
  inboxServerFrames,
} from '../protocol/inbox.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { type ConnectionStatus, createConnection } from './connection.ts';
import type { Cancel, Environment } from './environment.ts';
import { call } from './http.ts';
import { ANSWER_MS } from './sender.ts';
import { openSocketTransport } from './socket-transport.ts';
import { type Readable, writable } from './store.ts';
import type { LoadPollTransport } from './transport.ts';

export interface InboxState {
  connection: ConnectionStatus;
  isLoaded: boolean;
  /** Newest activity first. */
  rows: readonly InboxRow[];
  /** Counts the times that everything began anew: pages fetched before are not among the rows any more. */
  resets: number;
  /** Whether older conversations exist on the server. */
  hasOlder: boolean;
  /** How many conversations each view holds, by its key (protocol/inbox-view.ts); 0 where there is none. */
  counts: Readonly<Record<string, number>>;
  desk: Desk;
}

export interface InboxOptions {
  /** `wss://HOST/api/workspaces/ID/inbox/socket` and `https://HOST/api/workspaces/ID/inbox`. */
  socketUrl: string;
  httpUrl: string;
  loadPollTransport: LoadPollTransport;
  getTicket(): Promise<string>;
}

export interface InboxClient {
  readonly state: Readable<InboxState>;
  start(): void;
  stop(): void;
  /** The page was shown or hidden. */
  lookedAt(): void;
  /**
   * Fetches a page of a view; its rows are among the others then.
   * @param query as `GET …/inbox` takes it. @param before what the page before ended with; null for the first.
   * @returns its rows in the view's order, and where the next begins. @throws ApiError
   */
  loadPage(
    query: readonly (readonly [name: string, value: string])[],
    before: string | null,
  ): Promise<{ rows: InboxRow[]; next: string | null }>;
}

export function createInboxClient(environment: Environment, options: InboxOptions): InboxClient {
  const { clock } = environment;
  const state = writable<InboxState>({
    connection: { is: 'stopped' },
    isLoaded: false,
    rows: [],
    resets: 0,
    hasOlder: false,
    counts: {},
    desk: {},
  });
  let epoch: string | null = null;
  /** The revision up to which every change has been applied. */
  let applied = 0;

  let isSyncing = false;
  let cancelSyncTimer: Cancel = () => {};

  const hello = (): InboxClientFrame => ({
    t: 'hello',
    v: PROTOCOL_VERSION,
    since: applied,
    epoch,
    visible: environment.isVisible(),
  });

  const connection = createConnection<InboxServerFrame, InboxClientFrame>(environment, {
    getTicket: options.getTicket,
    canPoll: true,
    hello,
    async openTransport(via, ticket, handlers) {
      if (via === 'socket')
        return openSocketTransport(environment, options.socketUrl, ticket, inboxServerFrame, handlers);
      const { openPollTransport } = await options.loadPollTransport();
      const { httpUrl: url, getTicket } = options;
      return openPollTransport(
        environment,
        { url, ticket, getTicket, hello, answer: inboxServerFrames },
        handlers,
      );
    },
    received,
    statusChanged(status) {
      if (status.is !== 'online') synced();
      state.patch({ connection: status });
    },
    hasUnsent: () => false,
  });

  function received(frame: InboxServerFrame): void {
    switch (frame.t) {
      case 'welcome': {
        synced();
        const rows = frame.reset ? merge([], frame.rows) : merge(state.get().rows, frame.rows);
        epoch = frame.epoch;
        applied = frame.head;
        const { counts = [], desk } = frame;
        state.patch({
          rows,
          isLoaded: true,
          counts: Object.fromEntries(counts.map(({ key, count }) => [key, count])),
          desk: { ...state.get().desk, ...desk },
          ...(frame.reset && { hasOlder: frame.more, resets: state.get().resets + 1 }),
        });
        return;
      }
      case 'rows':
        if (frame.head <= applied) return;
        if (frame.from > applied) return sync();
        applied = frame.head;
        state.patch({
          rows: merge(state.get().rows, frame.rows),
          ...(frame.counts && { counts: counted(state.get().counts, frame.counts) }),
          ...(frame.desk && { desk: { ...state.get().desk, ...frame.desk } }),
        });
        return;
      case 'pong':
        if (frame.head < applied) return connection.reconnect();
        if (frame.head > applied) sync();
        return;
      case 'goaway':
      case 'err':
        return;
    }
  }

  /** Asks for what is missing, once at a time, and again if the answer does not come. */
  function sync(): void {
    if (isSyncing) return;
    isSyncing = true;
    connection.send({ t: 'sync', since: applied });
    cancelSyncTimer = clock.after(ANSWER_MS, connection.reconnect);
  }

  function synced(): void {
    isSyncing = false;
    cancelSyncTimer();
  }

  return {
    state,
    start: connection.start,
    stop: connection.stop,
    lookedAt: () => connection.send({ t: 'visible', on: environment.isVisible() }),
    async loadPage(query, before) {
      const asked = new URLSearchParams(query.map(([name, value]) => [name, value]));
      if (before !== null) asked.set('before', before);
      const page = await call(environment, inboxPage, {
        method: 'GET',
        url: `${options.httpUrl}?${asked}`,
      });
      state.patch({ rows: merge(state.get().rows, page.rows) });
      return { rows: page.rows, next: page.next ?? null };
    },
  };
}

const counted = (
  known: Readonly<Record<string, number>>,
  changed: readonly { key: string; count: number }[],
): Record<string, number> => ({
  ...known,
  ...Object.fromEntries(changed.map(({ key, count }) => [key, count])),
});

/** The newer revision of a row wins, whichever way it came. */
function merge(known: readonly InboxRow[], incoming: readonly InboxRow[]): InboxRow[] {
  const rows = new Map(known.map((row) => [row.conversation, row]));
  for (const row of incoming) {
    const old = rows.get(row.conversation);
    if (!old || old.rev <= row.rev) rows.set(row.conversation, row);
  }
  return [...rows.values()].sort(
    (a, b) => b.activeAt - a.activeAt || (a.conversation > b.conversation ? -1 : 1),
  );
}
