/** Connections that do nothing wrong, beside the fuzzed ones. They must live through all of it and miss nothing. */
import type { ConversationEvent } from '../../../protocol/event.ts';
import { type InboxServerFrame, inboxServerFrame } from '../../../protocol/inbox.ts';
import { AGENT_TIMES } from '../../../protocol/limits.ts';
import { parseJson } from '../../../protocol/shape.ts';
import { newId } from '../../../worker/new-id.ts';
import { join, type Wire } from '../../support/wire.ts';
import { openFuzzSocket } from './fuzz-socket.ts';

export interface Watcher {
  /** Everything heard so far, one by one and without gaps. */
  readonly log: ConversationEvent[];
  readonly wire: Wire;
  /** Whether the log ends where the server last said that it ends. */
  isUpToDate(): boolean;
  /** Resolves when the log holds this cid. */
  hears(cid: string): Promise<ConversationEvent>;
  /** Says one thing and waits until it is acknowledged. */
  say(text: string): Promise<string>;
  /** Why this connection is not what it should be; null while it is. */
  fault(): string | null;
  close(): void;
}

/** Listens to a conversation over one connection. Its end is a fault: an object's reset would bring it about. */
export async function watch(
  origin: string,
  conversation: string,
  who: { cookie?: string; token?: string },
): Promise<Watcher> {
  const { wire, welcome } = await join(origin, conversation, who);
  const log = [...welcome.events];
  const waiting = new Map<string, (event: ConversationEvent) => void>();
  let fault: string | null = null;
  let isClosing = false;
  wire.closed.then((code) => {
    if (!isClosing) fault ??= `a healthy connection was closed with ${code}`;
  });
  let head = welcome.head;
  let isAsking = false;
  // As every client does [DLV-5]: a page may not be all, and who has been told much is only told where the log ends.
  const askOn = () => {
    if (log.length >= head || isAsking) return;
    isAsking = true;
    wire.send({ t: 'sync', since: log.length });
  };
  wire.listen((frame) => {
    if (frame.t === 'err') fault ??= `a healthy connection was refused: ${frame.code}`;
    if (frame.t !== 'events') return;
    isAsking = false;
    for (const event of frame.events) {
      if (event.seq !== log.length + 1) continue;
      log.push(event);
      if (event.cid) waiting.get(event.cid)?.(event);
    }
    head = Math.max(head, frame.head);
    askOn();
  });
  askOn();
  return {
    log,
    wire,
    isUpToDate: () => log.length >= head,
    fault: () => fault,
    hears: (cid) =>
      new Promise((resolve, reject) => {
        const known = log.find((event) => event.cid === cid);
        if (known) resolve(known);
        waiting.set(cid, resolve);
        wire.closed.then((code) => reject(new Error(`closed with ${code} before ${cid} was heard`)));
      }),
    async say(text) {
      const cid = newId(26);
      const ack = wire.next('ack');
      wire.send({ t: 'send', items: [{ cid, kind: 'message', text }] });
      const [result] = (await ack).results;
      if (result?.outcome !== 'stored' || result.cid !== cid)
        throw new Error(`a healthy message was not stored: ${JSON.stringify(result)}`);
      return cid;
    },
    close() {
      isClosing = true;
      wire.close();
    },
  };
}

export interface InboxWatcher {
  readonly rowCount: number;
  fault(): string | null;
  close(): void;
}

/** Listens to an inbox, and asks when a frame of rows begins beyond what it knows [INB-4]. */
export async function watchInbox(origin: string, workspace: string, ticket: string): Promise<InboxWatcher> {
  let rowCount = 0;
  let head = 0;
  let fault: string | null = null;
  const openedAt = performance.now();
  /** [AUT-13] Then it ends by itself, and has been watched long enough. */
  const isOver = () => performance.now() - openedAt >= AGENT_TIMES.connectionMs;
  const listen = (text: string) => {
    try {
      follow(parseJson(inboxServerFrame, text));
    } catch (error) {
      fault ??= `a healthy inbox got what it cannot read: ${error}: ${text.slice(0, 300)}`;
    }
  };
  const follow = (frame: InboxServerFrame) => {
    if (frame.t === 'err' && !isOver()) fault ??= `a healthy inbox was refused: ${frame.code}`;
    if (frame.t !== 'welcome' && frame.t !== 'rows') return;
    rowCount += frame.rows.length;
    if (frame.t === 'welcome' || frame.from <= head) head = Math.max(head, frame.head);
    else socket.send(JSON.stringify({ t: 'sync', since: head }));
  };
  const socket = await openFuzzSocket(origin, `/api/workspaces/${workspace}/inbox/socket`, ticket, listen);
  socket.send(JSON.stringify({ t: 'hello', v: 1, since: 0, epoch: null }));
  return {
    get rowCount() {
      return rowCount;
    },
    fault: () => fault ?? (socket.isOpen || isOver() ? null : 'a healthy inbox was closed'),
    close: () => socket.close(),
  };
}
