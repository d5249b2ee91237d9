/** The Durable Object of one tenant: sites, members, and the inbox that agents watch. */
import { DurableObject } from 'cloudflare:workers';
import type { ActionResponse } from '../../protocol/actions.ts';
import type { Member, Role, SiteConfig } from '../../protocol/api.ts';
import type { ErrorCode } from '../../protocol/codes.ts';
import type { Desk } from '../../protocol/desk.ts';
import { PING, pong } from '../../protocol/frames.ts';
import type { IdentitySetting } from '../../protocol/identity.ts';
import { ID_LENGTHS } from '../../protocol/ids.ts';
import type { InboxPage } from '../../protocol/inbox.ts';
import { AGENT_TIMES, LIMITS, RATES, TIMES } from '../../protocol/limits.ts';
import type { Look } from '../../protocol/look.ts';
import type {
  LedgerEntry,
  NotificationPreferences,
  PageCall,
  PreferencesChange,
  PushDevice,
} from '../../protocol/notifications.ts';
import type { SearchPage } from '../../protocol/search.ts';
import { parseJson } from '../../protocol/shape.ts';
import type { SiteChange } from '../../protocol/sites.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import { accountKey } from '../auth/routed-secret.ts';
import { SYSTEM } from '../conversation/decide.ts';
import type { ConversationReport } from '../conversation/summary.ts';
import { gather } from '../durable/gather.ts';
import { type HttpAnswer, WaitingPeers } from '../durable/http-peers.ts';
import { isMigrated, migrate } from '../durable/migrate.ts';
import { answerClose, refusePeer, socketPeers, takeFrame } from '../durable/sockets.ts';
import { objectSql } from '../durable/sql.ts';
import { after } from '../durable/timer.ts';
import { tokenBuckets } from '../durable/token-bucket.ts';
import { accountStub, conversationStub, type Env, installationStub } from '../env.ts';
import { mailSender } from '../mail/send-mail.ts';
import { newId } from '../new-id.ts';
import type { PushKeys } from '../push/send-push.ts';
import { type ActionOutcome, commandsOf, type SharedAction } from './action-commands.ts';
import type { Place } from './bucket-store.ts';
import type { Device } from './calls-store.ts';
import type { DeskChange, DeskOutcome } from './desk-core.ts';
import { completeReport, type ReceivedReport } from './earlier-report.ts';
import type { Errand } from './errands.ts';
import type { IdentityClaim, IdentityOutcome } from './identity-check.ts';
import { InboxCore, type InboxPeer, type InboxViewer, inboxViewer } from './inbox-core.ts';
import { indexPace } from './index-pace.ts';
import type { Lookup } from './lookup-store.ts';
import type { Photo } from './member-photo-store.ts';
import type { PersonOutcome, PersonRequest } from './people-core.ts';
import { type SearchRequest, searchPageOf } from './search-page.ts';
import { isAllowedFrom, shownToVisitors, type Visit } from './site-settings.ts';
import { takeReports } from './take-reports.ts';
import type { InvitationOutcome, RemovalOutcome, RoleOutcome } from './team-core.ts';
import { planOf, type ViewQuery, writePlace } from './view-query.ts';
import type { NewVisitor } from './visitor-token-store.ts';
import { WORKSPACE_MIGRATIONS } from './workspace-migrations.ts';
import { workspaceParts } from './workspace-parts.ts';
import type { Site, WorkspaceRecord } from './workspace-store.ts';

/** Header by which the Worker says whose inbox is opened. */
export const VIEWER_HEADER = 'x-porchlight-viewer';

/** A deployment has reached every object by then. */
const OUTDATED_MS = 10 * 60_000;
const NOT_A_MEMBER = 'You are not in this team any more.';

/** 260 bits. */
const IDENTITY_SECRET_LENGTH = 52;
export class WorkspaceObject extends DurableObject<Env> {
  readonly #sql = objectSql(this.ctx.storage);
  readonly #sendMail = mailSender(this.env);
  readonly #parts = workspaceParts(this.#sql, {
    id: () => this.#record?.id ?? '',
    inbox: () => this.#inbox,
    lastLooks: () => this.#lastLooks(),
    pushKeys: () => this.#pushKeys(),
    sendMail: this.#sendMail,
    perform: (errand) => this.#perform(errand),
    tellRole: (email, agent, role) =>
      accountStub(this.env, accountKey(email)).setRole(this.#record?.id ?? '', agent, role),
    leave: (email, agent) => accountStub(this.env, accountKey(email)).leave(this.#record?.id ?? '', agent),
    dismiss: (conversation, agent) => conversationStub(this.env, conversation).dismiss(agent),
    setAlarm: (at) => void this.ctx.storage.setAlarm(at),
    clearAlarm: () => void this.ctx.storage.deleteAlarm(),
    goOn: (work) => this.ctx.waitUntil(work),
  });
  readonly #newConversations = tokenBuckets(RATES.newConversationsPerAddress);
  readonly #pace = indexPace();
  readonly #gathered = gather<ConversationReport>(after, (reports) => this.#take(reports));
  readonly #peerOf = socketPeers(inboxViewer);
  readonly #waiting = new WaitingPeers<InboxViewer>(after);
  #record: WorkspaceRecord | null = null;
  #keys: Promise<PushKeys> | null = null;
  #inbox: InboxCore | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    if (!isMigrated(this.#sql)) return;
    migrate(this.#sql, WORKSPACE_MIGRATIONS);
    this.#open();
    // This build may want to know what an earlier one did not ask for.
    this.ctx.waitUntil(this.#parts.run());
    this.ctx.waitUntil(
      this.#parts.team
        .finishAll()
        .catch((error) => console.warn('a removal is not finished; it goes on at the next wake', error)),
    );
  }

  /** Makes the workspace with one site, or returns what was made before. */
  async create(request: { id: string; name: string }): Promise<{ siteKey: string }> {
    if (!this.#record) {
      migrate(this.#sql, WORKSPACE_MIGRATIONS);
      this.#parts.store.transaction(() => {
        this.#parts.store.create({ ...request, epoch: newId(16) }, Date.now());
        this.#parts.sites.add(request.id, request.name);
      });
      this.#open();
    }
    return { siteKey: this.#parts.store.sites()[0]?.key ?? '' };
  }

  /** Null when there is no such workspace. */
  async about(): Promise<{ name: string; sites: Site[]; members: Member[] } | null> {
    if (!this.#record) return null;
    return {
      name: this.#record.name,
      sites: this.#parts.store.sites(),
      members: this.#parts.store.members(),
    };
  }

  async member(agent: string): Promise<Member | null> {
    return this.#record && this.#parts.store.member(agent);
  }

  /** Adds a member, or returns the one with this address. */
  async addMember(request: { email: string; name: string; role: Role }): Promise<Member> {
    return this.#parts.team.add(request);
  }

  /**
   * Takes somebody out of the team, if the other one may. Their sessions and connections end, and what is open and theirs
   * goes back to the queue. Again, it finishes what was interrupted. @throws when something could not be finished now.
   */
  async removeMember(agent: string, by: string): Promise<RemovalOutcome> {
    const outcome = this.#parts.team.remove(agent, by);
    if (outcome.is === 'refused') return outcome;
    for (const peer of this.#peers())
      if (peer.identity.id === agent) refusePeer(peer, 'not_found', NOT_A_MEMBER);
    this.ctx.waitUntil(this.#parts.run());
    await this.#parts.team.finish(agent);
    return outcome;
  }

  /**
   * Gives a member another role, if the other one may. Again, it finishes what was interrupted. @throws when it could not be
   * finished now.
   */
  async changeRole(agent: string, role: Role, by: string): Promise<RoleOutcome> {
    const outcome = this.#parts.team.changeRole(agent, role, by);
    if (outcome.is === 'changed') await this.#parts.team.tellRoles();
    return outcome;
  }

  /** Adds a member, or finds the one with this address, if the other one may. */
  async inviteMember(
    request: { email: string; name: string; role: Role },
    by: string,
  ): Promise<InvitationOutcome> {
    return this.#parts.team.invite(request, by);
  }

  /**
   * An account has joined as this member, by what was known of them a moment ago: it is told what is true now.
   * @param until when their invitation ends.
   * @returns false when they are no member any more. @throws when their account could not be told.
   */
  async joined(agent: string, until: number): Promise<boolean> {
    const { store, team } = this.#parts;
    if (!store.member(agent)) return false;
    store.setInvited(agent, until);
    store.forgetRoleTold(agent);
    await team.tellRoles();
    return true;
  }

  /** They have signed in. */
  async arrived(agent: string): Promise<void> {
    this.#parts.store.setInvited(agent, null);
  }

  /** An agent is to be given the key to a conversation. @returns whether they may have it: they are a member. */
  async noteVisit(agent: string, conversation: string): Promise<boolean> {
    const now = Date.now();
    if (!this.#parts.store.member(agent)) return false;
    this.#parts.store.noteVisit(agent, conversation, now + TIMES.ticketMs + AGENT_TIMES.connectionMs, now);
    return true;
  }

  async renameMember(agent: string, name: string): Promise<void> {
    this.#parts.team.rename(agent, name);
  }

  /** The desk as this agent sees it. */
  async desk(agent: string): Promise<Desk | null> {
    return (this.#record && this.#parts.desk.seenBy(agent)) ?? null;
  }

  async changeDesk(agent: string, change: DeskChange): Promise<DeskOutcome> {
    return this.#parts.desk.change(agent, change);
  }

  /** What an action comes to in each conversation, if everybody and everything it names is here. */
  async prepare(agent: string, action: SharedAction, cid: string): Promise<ActionOutcome> {
    return commandsOf(action, cid, {
      member: (id) => this.#parts.store.member(id),
      team: (id) => this.#parts.deskRecords.teams().find((team) => team.id === id),
      label: (id) => this.#parts.deskRecords.labels().some((label) => label.id === id),
      author: this.#parts.store.member(agent),
    });
  }

  /** Reminds this agent of these at a time; null: not any more. */
  async remind(
    agent: string,
    conversations: string[],
    at: number | null,
  ): Promise<ActionResponse['results']> {
    return this.#parts.reminders.set(agent, conversations, at);
  }

  async markDraft(conversation: string, agent: string, isBegun: boolean, rev: number): Promise<boolean> {
    return this.#parts.markDraft(conversation, agent, isBegun, rev);
  }

  async setTitle(agent: string, title: string): Promise<void> {
    this.#parts.store.setTitle(agent, title);
  }

  async putPhoto(agent: string, hash: string, photo: Photo): Promise<void> {
    this.#parts.photos.put(agent, hash, photo);
  }

  async removePhoto(agent: string): Promise<void> {
    this.#parts.photos.remove(agent);
  }

  async photo(hash: string): Promise<Photo | null> {
    return this.#record && this.#parts.photos.find(hash);
  }

  /**
   * May a visitor start a conversation on this site, from this page and address? `not_found` also where the visitor's id is
   * somebody else's.
   */
  async admit(
    /** `visitor`: who wants a new conversation; null: nobody does. */
    request: Visit & { visitor?: NewVisitor | null },
  ): Promise<{ admitted: true } | { admitted: false; code: ErrorCode; retryAfterMs?: number }> {
    const site = this.#findSite(request.site);
    if (!site) return { admitted: false, code: 'not_found' };
    if (!isAllowedFrom(site, request)) return { admitted: false, code: 'forbidden' };
    const { visitor } = request;
    if (visitor && !this.#parts.visitorTokens.isTheirs(visitor))
      return { admitted: false, code: 'not_found' };
    if (visitor && this.#parts.peopleRecords.block(visitor.id)) return { admitted: false, code: 'blocked' };
    const retryAfterMs =
      request.address === null ? 0 : this.#newConversations.take(request.address, Date.now());
    if (retryAfterMs > 0) return { admitted: false, code: 'rate_limited', retryAfterMs };
    if (visitor) this.#parts.visitorTokens.keep(visitor);
    return { admitted: true };
  }

  /** Null when there are too many. */
  async addSite(name: string): Promise<Site | null> {
    return this.#record && this.#parts.sites.add(this.#record.id, name);
  }

  async changeSite(key: string, change: SiteChange): Promise<Site | null> {
    return this.#record && this.#parts.sites.change(key, change);
  }

  /** What the owner has set for a site. */
  async look(key: string): Promise<Look | null> {
    return this.#findSite(key)?.look ?? null;
  }

  /** What visitors may know of a site. */
  async site(key: string): Promise<SiteConfig | null> {
    const site = this.#findSite(key);
    return site && shownToVisitors(site, this.#parts.store.members(), this.#parts.index.answersWithin());
  }

  /**
   * Takes what a conversation says of itself. Idempotent.
   * @returns how long that conversation may keep further changes to itself, in milliseconds.
   */
  async index(report: ReceivedReport): Promise<number> {
    if (!this.#inbox) throw new Error('this workspace has not been created');
    // An earlier build's, which will say more once it runs this one.
    if (report.visitor === undefined)
      this.#parts.chores.add('report', report.conversation, Date.now() + OUTDATED_MS);
    await this.#gathered(completeReport(report));
    return this.#pace.next(Date.now());
  }

  #take(reports: readonly ConversationReport[]): void {
    takeReports(this.#parts, this.#inbox, reports);
    this.ctx.waitUntil(this.#parts.run());
  }

  /** @returns false when it was no longer so. */
  async #perform({ conversation, do: what }: Errand): Promise<boolean> {
    const stub = conversationStub(this.env, conversation);
    if ('command' in what) return (await stub.perform(SYSTEM, [what.command], what.onlyIf)) !== null;
    if (what.chore === 'report') return stub.reportAgain();
    const block = this.#parts.people.blockIn(conversation);
    if (block === undefined) return false;
    const author = block ? { role: 'agent' as const, ...block.by } : SYSTEM;
    const command = { cid: newId(ID_LENGTHS.cid), kind: 'block' as const, isBlocked: block !== null };
    return (await stub.perform(author, [{ ...command, reason: block?.reason ?? '' }])) !== null;
  }

  /** One page of what a query finds. Null when it narrows to a saved view that is not there. */
  async search(agent: string, request: SearchRequest): Promise<SearchPage | null> {
    const { view } = request;
    const plan = view && planOf(view, agent, this.#parts.desk.viewsOf(agent), this.#parts.desk.keptViews());
    if (view && !plan) return null;
    return searchPageOf(this.#parts.search, this.#parts.index, agent, {
      ...request,
      keys: plan?.keys ?? [],
    });
  }

  /** What is known of a person, and what the team does about them. */
  async person(agent: string, visitor: string, request: PersonRequest): Promise<PersonOutcome> {
    const member = this.#parts.store.member(agent);
    if (!member) return { is: 'refused', code: 'not_found', message: 'You are not a member.' };
    const outcome = this.#parts.people.handle({ id: member.agent, name: member.name }, visitor, request);
    this.ctx.waitUntil(this.#parts.run());
    return outcome;
  }

  /** A page says who its visitor is, with proof or without. Idempotent. */
  async identify(claim: IdentityClaim): Promise<IdentityOutcome> {
    const outcome = this.#parts.checkIdentity(claim);
    this.ctx.waitUntil(this.#parts.run());
    return outcome;
  }

  /** How the pages of a site prove who their visitors are; null when there is no such site. */
  async identitySetting(key: string): Promise<IdentitySetting | null> {
    if (!this.#findSite(key)) return null;
    const { secret: _, ...setting } = this.#parts.identities.get(key);
    return setting;
  }

  /** The new secret is told this once. */
  async makeIdentitySecret(key: string): Promise<(IdentitySetting & { secret: string }) | null> {
    if (!this.#findSite(key)) return null;
    this.#parts.identities.setSecret(key, newId(IDENTITY_SECRET_LENGTH), Date.now());
    return this.#parts.identities.get(key);
  }

  /** Null also when the site has no secret yet. */
  async requireIdentity(key: string, isRequired: boolean): Promise<IdentitySetting | null> {
    if (!this.#findSite(key) || this.#parts.identities.get(key).madeAt === null) return null;
    this.#parts.identities.setRequired(key, isRequired);
    return this.identitySetting(key);
  }

  /** Where the owner's own data is asked for. */
  async lookup(): Promise<Lookup> {
    return this.#parts.lookup.get();
  }

  async setLookup(lookup: Lookup): Promise<void> {
    this.#parts.lookup.set(lookup);
  }

  /** How this agent wants to be called, and where. */
  async notifications(agent: string): Promise<{
    preferences: NotificationPreferences | null;
    devices: PushDevice[];
    pushKey: string;
    hasMail: boolean;
  }> {
    return {
      preferences: this.#parts.callRecords.preferences(agent),
      devices: this.#parts.calls.devicesOf(agent),
      pushKey: (await this.#pushKeys()).publicKey,
      hasMail: this.#sendMail !== null,
    };
  }

  /** @param origin where the console is, for links to it. */
  async prefer(agent: string, change: PreferencesChange, origin: string): Promise<NotificationPreferences> {
    this.#parts.digestRecords.setOrigin(agent, origin);
    const preferences = this.#parts.calls.prefer(agent, change);
    this.ctx.waitUntil(this.#parts.run());
    return preferences;
  }

  async putPushDevice(device: Device): Promise<PushDevice[]> {
    this.#parts.callRecords.transaction(() => this.#parts.callRecords.putDevice(device));
    return this.#parts.calls.devicesOf(device.agent);
  }

  async removePushDevice(agent: string, device: string): Promise<PushDevice[]> {
    this.#parts.callRecords.removeDevice(agent, device);
    return this.#parts.calls.devicesOf(agent);
  }

  /** Somebody signed out: that session's devices are not called any more. Or all others, after a new password. */
  async endPushes(agent: string, of: { session: string } | { allBut: string }): Promise<void> {
    if (!this.#record) return;
    if ('session' in of) this.#parts.callRecords.removeSession(agent, of.session);
    else this.#parts.callRecords.removeOtherSessions(agent, of.allBut);
  }

  async callLedger(agent: string): Promise<LedgerEntry[]> {
    return this.#parts.calls.ledger(agent);
  }

  async noteCalls(agent: string, entries: readonly PageCall[]): Promise<void> {
    this.#parts.calls.note(agent, entries);
  }

  async noteOpened(agent: string, id: string): Promise<void> {
    this.#parts.callRecords.setOutcome(agent, id, 'opened');
  }

  /** @returns how many devices are told. */
  async testPush(agent: string): Promise<number> {
    return this.#parts.calls.test(agent);
  }

  /** The inbox's frames by HTTP, for networks that block WebSockets. */
  async exchange(who: InboxViewer, frames: unknown[]): Promise<HttpAnswer> {
    if (!this.#inbox || !this.#parts.store.member(who.id)) return { refused: 'not_found' };
    return this.#inbox.exchange(who, frames);
  }

  /** Waits until the inbox has something after `since`, but not for ever. */
  async poll(
    who: InboxViewer,
    { since, epoch, visible }: { since: number; epoch: string | null; visible?: boolean },
  ): Promise<HttpAnswer> {
    if (!this.#inbox || !this.#parts.store.member(who.id)) return { refused: 'not_found' };
    const news = this.#inbox.newsSince(who.id, since, epoch);
    return news ? { frames: [news] } : this.#waiting.wait(visible ? { ...who, seenAt: Date.now() } : who);
  }

  /** One page of the list, after the given row in its order: newest activity first. */
  async inboxPage(agent: string, after: { activeAt: number; conversation: string }): Promise<InboxPage> {
    const rows = this.#parts.index.newest(agent, after, LIMITS.inboxRowsPerPage + 1);
    return { rows: rows.slice(0, LIMITS.inboxRowsPerPage), more: rows.length > LIMITS.inboxRowsPerPage };
  }

  /** One page of a view. Null when there is no such saved view. */
  async viewPage(agent: string, query: ViewQuery, after: Place | null): Promise<InboxPage | null> {
    const plan = planOf(query, agent, this.#parts.desk.viewsOf(agent), this.#parts.desk.keptViews());
    if (!plan) return null;
    const { rows, next } = this.#parts.index.page(
      agent,
      plan.keys,
      plan.sort,
      after,
      LIMITS.inboxRowsPerPage,
    );
    return { rows, more: next !== null, ...(next && { next: writePlace(next) }) };
  }

  /** The WebSocket upgrade. The Worker has checked the ticket. */
  override async fetch(request: Request): Promise<Response> {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment(parseJson(inboxViewer, request.headers.get(VIEWER_HEADER) ?? ''));
    if (!this.#inbox) refusePeer(this.#peerOf(server), 'not_found', 'There is no such workspace.');
    // A ticket outlives the session that it was given to by a minute.
    else if (!this.#parts.store.member(this.#peerOf(server).identity.id))
      refusePeer(this.#peerOf(server), 'not_found', NOT_A_MEMBER);
    return new Response(null, {
      status: 101,
      webSocket: client,
      headers: { 'sec-websocket-protocol': SUBPROTOCOL },
    });
  }

  override async webSocketMessage(socket: WebSocket, frame: string | ArrayBuffer): Promise<void> {
    const peer = this.#peerOf(socket);
    takeFrame(peer, () => this.#inbox?.receive(peer, frame));
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    const { id, seenAt } = this.#peerOf(socket).identity;
    if (seenAt !== undefined && this.#record) this.#parts.digestRecords.seen(id, Date.now());
    answerClose(socket, code);
  }

  override async alarm(): Promise<void> {
    await this.#parts.rang();
  }

  /** Of the installation; asked for once a wake. A failure is not kept. */
  #pushKeys(): Promise<PushKeys> {
    this.#keys ??= installationStub(this.env)
      .pushKeys()
      .catch((error) => {
        this.#keys = null;
        throw error;
      });
    return this.#keys;
  }

  /** As far as it was heard of: a phone may fall asleep without a word. */
  #lastLooks(): Map<string, number> {
    const looks = new Map<string, number>();
    const looked = (agent: string, at: number) => looks.set(agent, Math.max(at, looks.get(agent) ?? 0));
    for (const socket of this.ctx.getWebSockets()) {
      const { id, seenAt } = this.#peerOf(socket).identity;
      if (seenAt === undefined || socket.readyState !== WebSocket.OPEN) continue;
      looked(id, Math.max(seenAt, this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0));
    }
    for (const { identity } of this.#waiting)
      if (identity.seenAt !== undefined) looked(identity.id, Date.now());
    return looks;
  }

  #findSite(key: string): Site | null {
    return this.#record && this.#parts.sites.find(key);
  }

  #open(): void {
    this.#record = this.#parts.store.record();
    if (!this.#record) return;
    this.#inbox = new InboxCore(this.#parts.index, this.#record.epoch, {
      now: () => Date.now(),
      peers: () => this.#peers(),
      committed: (head) => this.#answerPings(head),
      changesPerAnswer: LIMITS.eventsPerPage,
      rowsPerPage: LIMITS.inboxRowsPerPage,
      desk: (agent, since) => this.#parts.desk.seenBy(agent, since),
      looked: (agent) => this.#parts.digestRecords.seen(agent, Date.now()),
    });
    this.#parts.index.placeAll();
    // A crash may have eaten the alarm's last try.
    this.#parts.reminders.fire();
    this.#answerPings(this.#parts.index.head());
  }

  #answerPings(head: number): void {
    this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, pong(head)));
  }

  *#peers(): Iterable<InboxPeer> {
    for (const socket of this.ctx.getWebSockets()) yield this.#peerOf(socket);
    yield* this.#waiting;
  }
}
