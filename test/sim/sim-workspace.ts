/** The workspace of a simulated run: the real inbox over the real index, and other conversations that change by themselves. */
import { clientFrames } from '../../protocol/frames.ts';
import { inboxHelloFrames } from '../../protocol/inbox.ts';
import { parseJson } from '../../protocol/shape.ts';
import type { ConversationSummary } from '../../worker/conversation/summary.ts';
import { type HttpAnswer, WaitingPeers } from '../../worker/durable/http-peers.ts';
import { InboxCore, type InboxPeer, type InboxViewer } from '../../worker/workspace/inbox-core.ts';
import { type InboxStore, inboxStore } from '../../worker/workspace/inbox-store.ts';
import { indexPace } from '../../worker/workspace/index-pace.ts';
import { WORKSPACE_MIGRATIONS } from '../../worker/workspace/workspace-migrations.ts';
import { reusableSql } from './node-sql.ts';
import { CONVERSATION, NOWHERE, SITE, VISITOR, WORKSPACE } from './sim-conversation.ts';
import type { SimSockets } from './sim-sockets.ts';
import type { World } from './world.ts';

export interface SimWorkspace {
  readonly store: InboxStore;
  index(summary: ConversationSummary): number;
  receive(peer: InboxPeer, frame: string): void;
  exchange(who: InboxViewer, body: unknown): HttpAnswer;
  poll(who: InboxViewer, body: unknown): Promise<HttpAnswer>;
  /** How much of our conversation's log the index knows. */
  readonly indexedHead: number;
  /** Something happens in another conversation. */
  stir(): void;
  reopen(): void;
}

interface Ports {
  now(): number;
  sockets: SimSockets<InboxViewer>;
}

const OTHER_COUNT = 9;
const sql = reusableSql(WORKSPACE_MIGRATIONS);

export function createSimWorkspace(world: World, { now, sockets }: Ports): SimWorkspace {
  sql.empty();
  const store = inboxStore(sql);
  const heads = Array.from({ length: OTHER_COUNT }, () => 0);
  const waiting = new WaitingPeers<InboxViewer>(world.after);

  const answerPings = () => {
    sockets.pong = `{"t":"pong","head":${store.head()}}`;
  };

  const open = () => {
    answerPings();
    // Small pages, so that many runs begin anew instead of catching up.
    return {
      pace: indexPace(),
      inbox: new InboxCore(store, 'first', {
        now,
        peers: () => [...sockets.peers, ...waiting],
        committed: answerPings,
        changesPerAnswer: 4,
        rowsPerPage: 4,
      }),
    };
  };
  let { inbox, pace } = open();

  const workspace: SimWorkspace = {
    store,
    get indexedHead() {
      const query = 'SELECT head FROM conversations WHERE conversation = ?';
      return sql.all<{ head: number }>(query, CONVERSATION)[0]?.head ?? 0;
    },
    index(summary) {
      inbox.put([summary]);
      return pace.next(now());
    },
    receive: (peer, frame) => inbox.receive(peer, frame),
    exchange: (who, body) => inbox.exchange(who, parseJson(clientFrames, JSON.stringify(body)).frames),
    async poll(who, body) {
      const [hello] = parseJson(inboxHelloFrames, JSON.stringify(body)).frames;
      const news = hello && inbox.newsSince(who.id, hello.since, hello.epoch);
      return news ? { frames: [news] } : waiting.wait(who);
    },
    stir() {
      const index = world.random.integer(0, OTHER_COUNT - 1);
      const head = (heads[index] ?? 0) + 1;
      heads[index] = head;
      workspace.index({
        conversation: `${WORKSPACE}-${String(index).repeat(26)}`,
        site: SITE,
        visitor: VISITOR,
        epoch: 'other',
        head,
        status: head % 3 === 0 ? 'resolved' : 'open',
        assignee: null,
        team: null,
        labels: [],
        priority: 'normal',
        snoozedUntil: null,
        returnedAt: null,
        mentions: {},
        createdAt: 0,
        activeAt: Math.max(0, now()),
        preview: `change ${head}`,
        previewRole: 'visitor',
        waitingSince: null,
        visitorName: null,
        nameBy: null,
        visitorEmail: null,
        emailBy: null,
        visitorPhone: null,
        phoneBy: null,
        visitorMessageCount: head,
        readCounts: {},
        context: NOWHERE,
      });
    },
    reopen() {
      ({ inbox, pace } = open());
    },
  };
  return workspace;
}
