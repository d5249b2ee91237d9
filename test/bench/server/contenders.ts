/** Our server and the bare object as contenders: how a room is made, and how what comes back is read. */
import { ticketResponse } from '../../../protocol/api.ts';
import type { ClientFrame } from '../../../protocol/frames.ts';
import type { InboxClientFrame } from '../../../protocol/inbox.ts';
import { integer, list, object, oneOf, optional, parseJson, text } from '../../../protocol/shape.ts';
import { newId } from '../../../worker/new-id.ts';
import { hello, openConversation, signIn, ticketFor } from '../../support/wire.ts';
import { type Connection, type Contender, connect, type Reader, usedOnce } from './room.ts';

interface Started {
  origin: string;
  pid: number;
  stop(): Promise<void>;
}

/** @param started with the site, and its owner's link: agents send, because visitors are rate limited (LIM-3). */
export async function ours(started: Started & { siteKey: string; signInLink: string }): Promise<Contender> {
  const { origin, pid } = started;
  const cookie = await signIn(started);
  const enter = async (conversation: string, who: { cookie?: string; token?: string }, read: Reader) => {
    const ticket = await ticketFor(origin, conversation, who);
    const url = `${webSocket(origin)}/api/conversations/${conversation}/socket`;
    return connect(url, ['chat.v1', `ticket.${ticket}`], read, JSON.stringify(hello()));
  };
  const inbox = await watchInbox(origin, started.siteKey.slice(0, 10), cookie);
  return {
    pid,
    async openRoom(senderCount) {
      const { conversation, token } = await openConversation(started);
      const receiver = await enter(conversation, { token }, logReader('events'));
      return usedOnce(receiver, senderCount, () => enter(conversation, { cookie }, logReader('acks')));
    },
    stop() {
      inbox.close();
      return started.stop();
    },
  };
}

export function bare(started: Started): Contender {
  const { origin, pid } = started;
  const read: Reader = (frame) => parseJson(bareFrame, frame).items.map(({ cid }) => cid);
  return {
    pid,
    async openRoom(senderCount) {
      const enter = () => connect(room, [], read);
      const room = `${webSocket(origin)}/${newId(26)}`;
      return usedOnce(await enter(), senderCount, enter);
    },
    stop: started.stop,
  };
}

const bareFrame = object({ t: oneOf('send'), items: list(object({ cid: text(64) }), 20) });

/** As much of our frames as the bench needs: the full shapes would measure the client. */
const ownFrame = object({
  t: text(16),
  head: optional(integer()),
  events: optional(list(object({ seq: integer(1), cid: optional(text(64)) }), 200)),
  results: optional(list(object({ cid: text(64), outcome: text(16) }), 20)),
  code: optional(text(64)),
});

/** Follows the log as our client does (DLV-5), which the server takes for the sign that somebody reads. */
function logReader(report: 'events' | 'acks'): Reader {
  let last = 0;
  let syncingFrom = -1;
  return (text, send) => {
    const { head, events = [], results = [], code } = parseJson(ownFrame, text);
    if (code !== undefined || results.some(({ outcome }) => outcome !== 'stored'))
      throw new Error(`refused: ${text}`);
    const fresh = events.filter(({ seq }) => {
      if (seq !== last + 1) return false;
      last = seq;
      return true;
    });
    if (head !== undefined && head > last && syncingFrom !== last) {
      syncingFrom = last;
      send(JSON.stringify({ t: 'sync', since: last } satisfies ClientFrame));
    }
    return report === 'acks' ? results.map(({ cid }) => cid) : fresh.flatMap(({ cid }) => cid ?? []);
  };
}

/** An agent with the console open, as in real life: whatever happens is told to the inbox, too. */
async function watchInbox(origin: string, workspace: string, cookie: string): Promise<Connection> {
  const path = `/api/workspaces/${workspace}/inbox`;
  const answer = await fetch(`${origin}${path}/ticket`, { method: 'POST', headers: { cookie } });
  const { ticket } = parseJson(ticketResponse, await answer.text());
  const greeting: InboxClientFrame = { t: 'hello', v: 1, since: 0, epoch: null };
  const url = `${webSocket(origin)}${path}/socket`;
  return connect(url, ['chat.v1', `ticket.${ticket}`], inboxReader(), JSON.stringify(greeting));
}

const inboxFrame = object({ t: text(16), from: optional(integer()), head: optional(integer()) });

/** Keeps to INB-4: a frame covers the changes in `(from, head]`. */
function inboxReader(): Reader {
  let last = 0;
  let syncingFrom = -1;
  return (text, send) => {
    const { from = 0, head = last } = parseJson(inboxFrame, text);
    if (from <= last) last = Math.max(last, head);
    else if (syncingFrom !== last) {
      syncingFrom = last;
      send(JSON.stringify({ t: 'sync', since: last } satisfies InboxClientFrame));
    }
    return [];
  };
}

const webSocket = (origin: string): string => origin.replace('http', 'ws');
