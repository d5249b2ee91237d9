/**
 * A backend in memory for the console's tests: the routes and the two sockets, as far as a console can tell. It holds
 * one workspace and speaks real frames, so the real clients run against it.
 */
import type { Environment, HttpRequest, HttpResponse, SocketHandlers } from '../../client/environment.ts';
import { type ErrorCode, HTTP_STATUS } from '../../protocol/codes.ts';
import type { VisitorContext } from '../../protocol/context.ts';
import type { Desk } from '../../protocol/desk.ts';
import type { Command, ConversationEvent } from '../../protocol/event.ts';
import { type ClientFrame, PING } from '../../protocol/frames.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { KeptDraft } from '../../protocol/team-frames.ts';
import { bucketsOf } from '../../worker/workspace/places.ts';

export const WORKSPACE = 'w000000001';
export const AGENT = 'a000000001';
export const SITE = `${WORKSPACE}-site0001`;
export const conversationId = (short: string): string => `${WORKSPACE}-${short.padStart(26, '0')}`;

export const CONTEXT: VisitorContext = {
  page: 'https://shop.example/lamps/harbour',
  title: 'Harbour lamp',
  referrer: 'https://search.example/',
  locale: 'de-DE',
  timeZone: 'Europe/Berlin',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};

export const ME = {
  email: 'ana@porch.example',
  memberships: [
    {
      workspace: WORKSPACE,
      workspaceName: 'Larch & Lantern',
      agent: AGENT,
      name: 'Ana',
      role: 'owner' as const,
    },
  ],
};

type Answer = { status: number; body: unknown };
export const problem = (code: ErrorCode, retryAfterMs?: number): Answer => ({
  status: HTTP_STATUS[code],
  body: {
    type: `urn:porchlight:${code}`,
    title: code,
    status: HTTP_STATUS[code],
    detail: code,
    code,
    retryAfterMs,
  },
});

export function makeRow(short: string, fields: Partial<InboxRow> = {}): InboxRow {
  return {
    conversation: conversationId(short),
    site: SITE,
    rev: 1,
    status: 'open',
    visitor: 'v'.repeat(26),
    assignee: null,
    team: null,
    labels: [],
    priority: 'normal',
    snoozedUntil: null,
    returnedAt: null,
    mention: null,
    isVip: false,
    visitorName: null,
    createdAt: Date.now() - 600_000,
    activeAt: Date.now() - 60_000,
    preview: 'Hello?',
    previewRole: 'visitor',
    waitingSince: null,
    unread: 0,
    context: CONTEXT,
    ...fields,
  };
}

type EventFields = Omit<ConversationEvent, 'seq' | 'ts' | 'author'> &
  Partial<Pick<ConversationEvent, 'ts' | 'author'>>;

type SaidDraft = Extract<ClientFrame, { t: 'draft' }>;

interface Peer {
  handlers: SocketHandlers;
  conversation: string | null;
}

export function createFakeBackend() {
  const rows = new Map<string, InboxRow>();
  const logs = new Map<string, ConversationEvent[]>();
  const commands: Command[] = [];
  const requests: HttpRequest[] = [];
  const frames: ClientFrame[] = [];
  const answers = new Map<string, Answer>([
    ['GET /api/me', { status: 200, body: ME }],
    ['POST /api/sign-in', { status: 200, body: ME }],
    ['POST /api/sign-in/link', { status: 200, body: ME }],
    ['POST /api/sign-out', { status: 200, body: {} }],
    [`GET /api/workspaces/${WORKSPACE}/search`, { status: 200, body: { hits: [], rows: [], next: null } }],
    [
      `GET /api/workspaces/${WORKSPACE}/sites`,
      { status: 200, body: { sites: [{ site: SITE, name: 'Shop', origins: [], look: {} }] } },
    ],
  ]);
  let peers: Peer[] = [];
  let head = 0;
  let desk: Desk = { members: [], teams: [], labels: [], replies: [], views: [] };
  let isDown = false;
  let isAcknowledging = true;
  let isQuiet = false;

  const say = ({ handlers }: Peer, frame: unknown) => handlers.received(JSON.stringify(frame));
  const peersOf = (conversation: string | null) => peers.filter((peer) => peer.conversation === conversation);

  const append = (conversation: string, fields: EventFields): ConversationEvent => {
    const log = logs.get(conversation) ?? [];
    logs.set(conversation, log);
    const visitor = { role: 'visitor' as const, id: 'v'.repeat(26), name: null };
    const event = {
      seq: log.length + 1,
      ts: Date.now(),
      author: visitor,
      ...fields,
    } as ConversationEvent;
    log.push(event);
    for (const peer of peersOf(conversation)) say(peer, { t: 'events', events: [event], head: event.seq });
    return event;
  };

  /** By the server's own rules; those that fell to nothing are said, too. */
  const known = new Set<string>();
  const counts = () => {
    const tally = new Map([...known].map((key) => [key, 0]));
    for (const row of rows.values()) {
      const placed = { ...row, assignee: row.assignee?.id ?? null, team: row.team?.id ?? null };
      const isNew = row.mention === 'new' || row.reminder?.isDue === true;
      const mentions = new Map(row.mention || isNew ? [[AGENT, isNew]] : []);
      for (const key of bucketsOf({ ...placed, isUnread: row.unread > 0, mentions }, []).keys())
        tally.set(key, (tally.get(key) ?? 0) + 1);
    }
    for (const key of tally.keys()) known.add(key);
    return [...tally].map(([key, count]) => ({ key, count }));
  };

  const put = (...changed: InboxRow[]) => {
    const from = head;
    head += 1;
    const revised = changed.map((row) => ({ ...row, rev: head }));
    for (const row of revised) rows.set(row.conversation, row);
    for (const peer of peersOf(null)) say(peer, { t: 'rows', from, head, rows: revised, counts: counts() });
  };

  const putDesk = (parts: Desk) => {
    const from = head;
    head += 1;
    desk = { ...desk, ...parts };
    for (const peer of peersOf(null)) say(peer, { t: 'rows', from, head, rows: [], desk: parts });
  };

  const store = (peer: Peer, items: Command[]) => {
    commands.push(...items);
    const isRead = items.every(({ kind }) => kind === 'read');
    if ((!isAcknowledging && !isRead) || peer.conversation === null) return;
    const results = items.map((item) => {
      const author = { role: 'agent' as const, id: AGENT, name: 'Ana' };
      const since = 'since' in item && item.kind === 'status' ? (item.since as number) : Number.MAX_VALUE;
      const isUnseen = ({ kind, seq, author }: ConversationEvent) =>
        kind === 'message' && seq > since && author.role === 'visitor';
      if (logs.get(peer.conversation ?? '')?.some(isUnseen))
        return { outcome: 'refused', cid: item.cid, code: 'overtaken', message: '', retryable: false };
      const target = 'replaces' in item ? item.replaces : undefined;
      if (target) append(peer.conversation ?? '', { kind: 'unschedule', target, author } as never);
      const { seq } = append(peer.conversation ?? '', { ...item, author } as EventFields);
      return { outcome: 'stored', cid: item.cid, seq };
    });
    say(peer, { t: 'ack', results });
  };

  const page = (conversation: string, since: number) => {
    const log = logs.get(conversation) ?? [];
    const events = log.slice(since, since + LIMITS.eventsPerPage);
    return { events, head: log.length, more: since + events.length < log.length };
  };

  const welcome = (peer: Peer) => {
    const shared = { t: 'welcome', v: 1, epoch: 'epoch', jitterMs: 0 };
    if (peer.conversation === null) {
      return say(peer, {
        ...shared,
        from: 0,
        head,
        rows: [...rows.values()],
        reset: true,
        more: false,
        counts: counts(),
        desk,
      });
    }
    say(peer, { ...shared, ...page(peer.conversation, 0), context: CONTEXT });
    if (!isQuiet) say(peer, { t: 'drafts', drafts: drafts.get(peer.conversation) ?? [] });
  };

  const heard = (peer: Peer, data: string) => {
    if (data === PING)
      return say(peer, { t: 'pong', head: logs.get(peer.conversation ?? '')?.length ?? head });
    const frame: ClientFrame = JSON.parse(data);
    if (peer.conversation) frames.push(frame);
    if (frame.t === 'hello') welcome(peer);
    if (frame.t === 'sync' && peer.conversation) {
      const { events, head } = page(peer.conversation, frame.since);
      say(peer, { t: 'events', events, head });
    }
    if (frame.t === 'send') store(peer, frame.items as Command[]);
    if (frame.t === 'draft' && !isDown) keep(peer, frame);
  };

  /** What came last, for a console that has heard of all others. */
  const drafts = new Map<string, KeptDraft[]>();
  const keep = ({ conversation }: Peer, { mode, text, since, writer }: SaidDraft) => {
    const known = drafts.get(`${conversation}`) ?? [];
    const rev = (known.find((draft) => draft.mode === mode)?.rev ?? 0) + 1;
    const next = [...known.filter((draft) => draft.mode !== mode), { mode, text, since, writer, rev }];
    drafts.set(`${conversation}`, next);
    if (!isQuiet) for (const peer of peersOf(conversation)) say(peer, { t: 'drafts', drafts: next });
  };

  const answer = (request: HttpRequest): Answer => {
    const path = new URL(request.url).pathname;
    if (path.endsWith('/ticket'))
      return { status: 200, body: { ticket: 'ticket', expiresAt: Date.now() + 60_000 } };
    return answers.get(`${request.method} ${path}`) ?? problem('not_found');
  };

  const environment: Environment = {
    clock: {
      now: () => Date.now(),
      after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)), unit: () => 0.01 },
    openSocket(url, _protocols, handlers) {
      const conversation = /\/conversations\/([^/]+)\/socket/.exec(url)?.[1] ?? null;
      const peer: Peer = { handlers, conversation };
      queueMicrotask(() => {
        if (isDown) return handlers.closed(1006);
        peers.push(peer);
        handlers.opened();
      });
      return {
        send: (data) => queueMicrotask(() => heard(peer, data)),
        close: () => {
          peers = peers.filter((each) => each !== peer);
        },
      };
    },
    async request(request): Promise<HttpResponse> {
      requests.push(request);
      if (isDown) throw new Error('down');
      const { status, body } = answer(request);
      return { status, text: JSON.stringify(body) };
    },
    isVisible: () => document.visibilityState === 'visible',
    onWake: () => () => {},
  };

  return {
    environment,
    /** Every command that reached the server, in order. */
    commands,
    requests,
    frames,
    answers,
    logs,
    append,
    put,
    putDesk,
    say: (conversation: string | null, frame: unknown) => {
      for (const peer of peersOf(conversation)) say(peer, frame);
    },
    /** The conversations whose sockets are open. */
    live: () => peers.flatMap(({ conversation }) => conversation ?? []),
    goDown() {
      isDown = true;
      for (const { handlers } of peers.splice(0)) handlers.closed(1006);
    },
    comeBack() {
      isDown = false;
    },
    /** Takes drafts, and says nothing of them. */
    keepQuiet() {
      isQuiet = true;
    },
    /** Takes commands and never says so; only what was read is still acknowledged. */
    swallow() {
      isAcknowledging = false;
    },
    swallowNoMore() {
      isAcknowledging = true;
    },
  };
}

export type FakeBackend = ReturnType<typeof createFakeBackend>;
