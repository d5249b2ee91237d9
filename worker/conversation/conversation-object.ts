/** The Durable Object of one conversation: connects the core to sockets, SQLite, alarms and the workspace. */
import { DurableObject } from 'cloudflare:workers';
import type { Author } from '../../protocol/event.ts';
import { type AckResult, type ClientFrame, PING, pong } from '../../protocol/frames.ts';
import { workspaceOf } from '../../protocol/ids.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { parseJson } from '../../protocol/shape.ts';
import type { TeamCommand } from '../../protocol/team-event.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import { isEqualHash } from '../auth/token-hash.ts';
import { type HttpAnswer, WaitingPeers } from '../durable/http-peers.ts';
import { isMigrated, migrate } from '../durable/migrate.ts';
import { answerClose, refusePeer, socketPeers, takeFrame } from '../durable/sockets.ts';
import { objectSql } from '../durable/sql.ts';
import { after } from '../durable/timer.ts';
import { type Env, installationStub, workspaceStub } from '../env.ts';
import { newId } from '../new-id.ts';
import { type PushKeys, sendPush } from '../push/send-push.ts';
import type { Expected } from './conversation-core.ts';
import { CONVERSATION_MIGRATIONS } from './conversation-migrations.ts';
import { type ConversationRecord, conversationStore } from './conversation-store.ts';
import { FileShelf, type FoundFile, type Upload, type UploadOutcome } from './file-shelf.ts';
import { mayRead } from './may-read.ts';
import { type OpenConversation, openConversation } from './open-conversation.ts';
import { type ConversationPeer, type Participant, participant } from './participant.ts';
import type { VisitorDevice } from './push-store.ts';

/** Header by which the Worker says who is connecting. Nobody else can reach an object. */
export const PARTICIPANT_HEADER = 'x-porchlight-participant';

type Hello = Extract<ClientFrame, { t: 'hello' }>;

export class ConversationObject extends DurableObject<Env> {
  readonly #sql = objectSql(this.ctx.storage);
  readonly #store = conversationStore(this.#sql);
  readonly #peerOf = socketPeers(participant);
  readonly #waiting = new WaitingPeers<Participant>(after);
  #opened: OpenConversation | null = null;
  #shelf: FileShelf | null = null;
  #keys: PushKeys | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    if (!isMigrated(this.#sql)) return;
    migrate(this.#sql, CONVERSATION_MIGRATIONS);
    this.#open();
    // A crash may have eaten an alarm's last try.
    this.ctx.waitUntil(this.#opened?.delivery.fire() ?? Promise.resolve());
  }

  /**
   * Makes the conversation, or does nothing if the same visitor made it before.
   * @returns false when it belongs to somebody else.
   */
  async create(request: Omit<ConversationRecord, 'epoch' | 'createdAt'>): Promise<boolean> {
    if (this.#opened) return this.#isVisitor(request.tokenHash);
    migrate(this.#sql, CONVERSATION_MIGRATIONS);
    this.#store.create({ ...request, epoch: newId(16), createdAt: Date.now() });
    this.#open();
    return true;
  }

  /** @returns the visitor's id and site if the token is theirs; null also when there is no such conversation. */
  async authenticateVisitor(tokenHash: string): Promise<{ visitor: string; site: string } | null> {
    if (!this.#opened || !this.#isVisitor(tokenHash)) return null;
    return { visitor: this.#opened.record.visitor, site: this.#opened.record.site };
  }

  async exists(): Promise<boolean> {
    return this.#opened !== null;
  }

  /** Frames that came by HTTP. Answers leave as text: an error's class would not survive the way to the Worker. */
  async exchange(who: Participant, frames: unknown[]): Promise<HttpAnswer> {
    if (this.#isDismissed(who.id)) return { refused: 'unauthenticated' };
    return this.#opened?.core.exchange(who, frames) ?? { refused: 'not_found' };
  }

  /** Waits until there is something after `since`, but not for ever. */
  async poll(who: Participant, { since, epoch }: Pick<Hello, 'since' | 'epoch'>): Promise<HttpAnswer> {
    if (this.#isDismissed(who.id)) return { refused: 'unauthenticated' };
    const news = this.#opened?.core.newsSince(since, epoch, who.role);
    if (news) return { frames: [news] };
    return this.#waiting.wait(who);
  }

  /**
   * What the workspace asks for, in an agent's name or the system's: it vouches for it. Idempotent by the items' cids.
   * @param onlyIf what must still be so; if not, nothing is stored. @returns null then, or when there is no such conversation.
   */
  async perform(author: Author, items: TeamCommand[], onlyIf?: Expected): Promise<AckResult[] | null> {
    return this.#opened?.core.perform(author, items, onlyIf) ?? null;
  }

  /**
   * The workspace wants to be told all of it again. What can't be told now follows by itself.
   * @returns false when there is no such conversation.
   */
  async reportAgain(): Promise<boolean> {
    await this.#opened?.delivery.again();
    return this.#opened !== null;
  }

  /** An agent is not in the team any more: their connections end, and tickets that they still have open none. */
  async dismiss(agent: string): Promise<void> {
    if (!this.#opened) return;
    this.#store.formerAgents.add(agent);
    for (const peer of this.#peers()) if (peer.identity.id === agent) this.#refuse(peer);
  }

  #isDismissed(id: string): boolean {
    return this.#opened !== null && this.#store.formerAgents.has(id);
  }

  #refuse(peer: ConversationPeer): void {
    refusePeer(peer, 'unauthenticated', 'You are not in this team any more.');
  }

  /** A file that comes by HTTP. The Worker has checked who sends it. */
  async putFile(
    author: Pick<Participant, 'role' | 'id'>,
    upload: Upload,
    body: ReadableStream<Uint8Array>,
  ): Promise<UploadOutcome> {
    if (author.role === 'visitor' && this.#opened?.core.snapshot.isBlocked)
      return { is: 'refused', code: 'blocked', message: 'The team takes nothing more from you here.' };
    if (this.#shelf) return this.#shelf.take(author, upload, body);
    return { is: 'refused', code: 'not_found', message: 'There is no such conversation.' };
  }

  async file(id: string): Promise<FoundFile | null> {
    return this.#shelf?.find(id) ?? null;
  }

  /** Which of these files there are for this reader. */
  async knownFiles(ids: string[], reader: Pick<Participant, 'role' | 'id'>): Promise<string[]> {
    return ids.filter((id) => {
      const file = this.#store.files.find(id);
      return file && mayRead(reader, file, this.#store);
    });
  }

  /** The visitor wants to be told of answers there. @returns false when the team takes nothing more from them. */
  async putPushDevice(device: VisitorDevice): Promise<boolean> {
    if (!this.#opened || this.#opened.core.snapshot.isBlocked) return false;
    this.#store.transaction(() => this.#store.pushes.put(device));
    return true;
  }

  async removePushDevice(device: string): Promise<void> {
    if (this.#opened) this.#store.transaction(() => this.#store.pushes.remove(device));
  }

  /** The WebSocket upgrade. The Worker has checked the ticket. */
  override async fetch(request: Request): Promise<Response> {
    const who = parseJson(participant, request.headers.get(PARTICIPANT_HEADER) ?? '');
    const { 0: client, 1: server } = new WebSocketPair();
    this.#makeRoom(this.ctx.getWebSockets(who.id).map(this.#peerOf));
    this.ctx.acceptWebSocket(server, [who.id]);
    server.serializeAttachment(who);
    if (!this.#opened) refusePeer(this.#peerOf(server), 'not_found', 'There is no such conversation.');
    else if (this.#isDismissed(who.id)) this.#refuse(this.#peerOf(server));
    return new Response(null, {
      status: 101,
      webSocket: client,
      headers: { 'sec-websocket-protocol': SUBPROTOCOL },
    });
  }

  /** The oldest of a person's connections goes when there are too many: it may have been dead for long. */
  #makeRoom(connected: ConversationPeer[]): void {
    for (const peer of connected.slice(0, Math.max(0, connected.length - LIMITS.socketsPerVisitor + 1)))
      refusePeer(peer, 'rate_limited', `At most ${LIMITS.socketsPerVisitor} tabs can be connected.`);
  }

  override async webSocketMessage(socket: WebSocket, frame: string | ArrayBuffer): Promise<void> {
    const peer = this.#peerOf(socket);
    takeFrame(peer, () => this.#opened?.core.receive(peer, frame));
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    this.#opened?.core.left(this.#peerOf(socket));
    answerClose(socket, code);
  }

  override async alarm(): Promise<void> {
    await this.#opened?.fire();
  }

  #isVisitor(tokenHash: string): boolean {
    return this.#opened !== null && isEqualHash(this.#opened.record.tokenHash, tokenHash);
  }

  #open(): void {
    const record = this.#store.record();
    if (!record) return;
    this.#shelf = new FileShelf({
      store: this.#store.files,
      transaction: this.#store.transaction,
      bucket: this.env.FILES ?? null,
      name: record.id,
      now: () => Date.now(),
      alongside: (work) => this.ctx.waitUntil(work),
    });
    this.#opened = openConversation(this.#store, record, {
      now: () => Date.now(),
      peers: () => this.#peers(),
      eventsPerPage: LIMITS.eventsPerPage,
      // Even while this object sleeps.
      answerPings: (head) =>
        this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, pong(head))),
      setAlarm: (at) => void this.ctx.storage.setAlarm(at),
      clearAlarm: () => void this.ctx.storage.deleteAlarm(),
      after,
      alongside: (work) => this.ctx.waitUntil(work),
      erased: () => this.#shelf?.sweep(),
      index: (summary) => workspaceStub(this.env, workspaceOf(record.id)).index(summary),
      notIndexed: (error) =>
        console.warn('the workspace did not take the summary; the alarm tries again', error),
      markDraft: (agent, isBegun, rev) =>
        workspaceStub(this.env, workspaceOf(record.id)).markDraft(record.id, agent, isBegun, rev),
      isMember: async (agent) =>
        (await workspaceStub(this.env, workspaceOf(record.id)).member(agent)) !== null,
      notSent: (error) => console.warn('a scheduled reply did not leave; the alarm tries again', error),
      push: async (target, request) => {
        this.#keys ??= await installationStub(this.env).pushKeys();
        return sendPush(target, this.#keys, request);
      },
    });
  }

  *#peers(): Iterable<ConversationPeer> {
    for (const socket of this.ctx.getWebSockets()) yield this.#peerOf(socket);
    yield* this.#waiting;
  }
}
