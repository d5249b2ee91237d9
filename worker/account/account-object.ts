/**
 * The Durable Object of one e-mail address. Nobody has proved that address: a workspace vouches for it when it hands
 * over a link. So every credential belongs to the workspace that issued it and opens no other; without this, whoever
 * invites an address could sign in as it elsewhere (SPEC, AUT-12). Failed attempts are counted here, atomically,
 * however many guesses arrive at once.
 */
import { DurableObject } from 'cloudflare:workers';
import type { Me, Role } from '../../protocol/api.ts';
import { ID_LENGTHS } from '../../protocol/ids.ts';
import { AGENT_TIMES, RATES } from '../../protocol/limits.ts';
import { hashPassword, isPassword } from '../auth/password.ts';
import { hashToken } from '../auth/token-hash.ts';
import { isMigrated, migrate } from '../durable/migrate.ts';
import { objectSql } from '../durable/sql.ts';
import { type Rate, tokenBuckets } from '../durable/token-bucket.ts';
import type { Env } from '../env.ts';
import { newId } from '../new-id.ts';
import { ACCOUNT_MIGRATIONS } from './account-migrations.ts';
import { accountStore, type Membership } from './account-store.ts';

export type SignInOutcome =
  | { is: 'signed in'; session: string; me: Me }
  /** Wrong password, no such account, no password yet: all the same from outside. */
  | { is: 'refused' }
  | { is: 'too many'; retryAfterMs: number };

const SWEEP_MS = 24 * 60 * 60_000;

/** Shared by all objects of this process. */
const passwordHashes = tokenBuckets(RATES.passwordHashes);

export class AccountObject extends DurableObject<Env> {
  readonly #store = accountStore(objectSql(this.ctx.storage));

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    if (isMigrated(objectSql(ctx.storage))) this.#migrate();
  }

  /** Makes the account if need be and puts it into a workspace. The password counts only if there is none yet. */
  async join(request: {
    email: string;
    membership: Membership;
    password?: string | undefined;
  }): Promise<void> {
    this.#migrate();
    const { email, membership, password } = request;
    if (this.#store.email() === null) this.#store.create(email, Date.now());
    // Whoever is invited again is a new member, also while the old one has not quite left.
    if (![null, membership.agent].includes(this.#store.agentIn(membership.workspace)))
      this.#store.removeMembership(membership.workspace);
    this.#store.putMembership(membership);
    const hasPassword = this.#store
      .passwordHashes()
      .some(({ workspace }) => workspace === membership.workspace);
    if (password !== undefined && !hasPassword)
      this.#store.setPasswordHash(membership.workspace, await hashPassword(password));
  }

  /** @returns the secret part of a link that signs in to one workspace, once, within the hour. */
  async createLink(workspace: string): Promise<string> {
    return this.#issue('link', [workspace], AGENT_TIMES.signInLinkMs);
  }

  /**
   * The same for whoever invited them, within seven days, in the place of the one before; null once somebody signed in there,
   * for then it is theirs alone.
   */
  async createInvitationLink(workspace: string): Promise<string | null> {
    if (this.#store.isTaken(workspace)) return null;
    this.#store.removeLinks(workspace);
    return this.#issue('link', [workspace], AGENT_TIMES.invitationMs);
  }

  /** @param network where the attempt comes from: one network's guesses do not lock out another's owner. */
  async signIn(password: string, network: string): Promise<SignInOutcome> {
    // Also for addresses without an account, or their absence would show by never being limited.
    this.#migrate();
    const now = Date.now();
    const retryAfterMs = Math.max(
      this.#waitMs(RATES.signInFailuresPerNetwork, network, now),
      this.#waitMs(RATES.signInFailuresPerAccount, null, now),
    );
    if (retryAfterMs > 0) return { is: 'too many', retryAfterMs };
    // Hashing is slow on purpose; without a limit for all, guesses would keep everybody else waiting.
    const busyMs = passwordHashes.take('all', now);
    if (busyMs > 0) return { is: 'too many', retryAfterMs: busyMs };
    // Counted before the slow hash, so that guesses made meanwhile see it.
    this.#store.addFailure(now, network);
    await this.#sweepLater();
    const opened: string[] = [];
    for (const { workspace, hash } of this.#passwords())
      if (await isPassword(hash, password)) opened.push(workspace);
    if (opened.length === 0) return { is: 'refused' };
    this.#store.clearFailures(network);
    return this.#signedIn(opened);
  }

  async signInByLink(secret: string): Promise<SignInOutcome> {
    const hash = hashToken(secret);
    const opened = this.#isRegistered() ? this.#store.openedBy(hash, 'link', Date.now()) : [];
    if (opened.length === 0) return { is: 'refused' };
    this.#store.removeToken(hash);
    return this.#signedIn(opened.map(({ workspace }) => workspace));
  }

  /** Who holds this session, and what does it open? Null when it ended or never was. */
  async session(secret: string): Promise<Me | null> {
    if (!this.#isRegistered()) return null;
    const memberships = this.#store.openedBy(hashToken(secret), 'session', Date.now());
    return memberships.length > 0 ? { email: this.#store.email() ?? '', memberships } : null;
  }

  /** When a session ends by itself, in milliseconds since 1970; null when it has ended. */
  async sessionEndsAt(secret: string): Promise<number | null> {
    return this.#isRegistered() ? this.#store.expiresAt(hashToken(secret)) : null;
  }

  async signOut(secret: string): Promise<void> {
    if (this.#isRegistered()) this.#store.removeToken(hashToken(secret));
  }

  /** Sets a new password for one workspace and ends every other session and link of it. */
  async setPassword(secret: string, workspace: string, password: string): Promise<void> {
    this.#store.setPasswordHash(workspace, await hashPassword(password));
    this.#store.removeOtherTokens(workspace, hashToken(secret));
  }

  async rename(workspace: string, name: string): Promise<void> {
    this.#store.rename(workspace, name);
  }

  /** What this member may do in a workspace, from now on. Idempotent. */
  async setRole(workspace: string, agent: string, role: Role): Promise<void> {
    if (this.#isRegistered()) this.#store.setRole(workspace, agent, role);
  }

  /** This member's account leaves a workspace: password, sessions and links of it are gone at once. Idempotent. */
  async leave(workspace: string, agent: string): Promise<void> {
    if (this.#isRegistered() && this.#store.agentIn(workspace) === agent)
      this.#store.removeMembership(workspace);
  }

  /** Forgets what has expired; an object that only ever saw guesses at an unknown address goes altogether. */
  override async alarm(): Promise<void> {
    const now = Date.now();
    if (!this.#isRegistered()) return this.ctx.storage.deleteAll();
    this.#store.removeExpired(now, now - RATES.signInFailuresPerAccount.refillMs);
    await this.#sweepLater();
  }

  #migrate(): void {
    migrate(objectSql(this.ctx.storage), ACCOUNT_MIGRATIONS);
  }

  #isRegistered(): boolean {
    return isMigrated(objectSql(this.ctx.storage)) && this.#store.email() !== null;
  }

  /** One to try also where there is none, so that the time taken does not tell. */
  #passwords(): { workspace: string; hash: string | null }[] {
    const known = this.#store.passwordHashes();
    return known.length > 0 ? known : [{ workspace: '', hash: null }];
  }

  #waitMs({ capacity, refillMs }: Rate, network: string | null, now: number): number {
    const oldest = this.#store.failuresSince(now - refillMs, network).at(-capacity);
    return oldest === undefined ? 0 : oldest + refillMs - now;
  }

  async #sweepLater(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + SWEEP_MS);
  }

  async #issue(kind: 'session' | 'link', workspaces: string[], forMs: number): Promise<string> {
    const secret = newId(ID_LENGTHS.token);
    for (const workspace of workspaces)
      this.#store.addToken(hashToken(secret), kind, workspace, Date.now() + forMs);
    await this.#sweepLater();
    return secret;
  }

  async #signedIn(workspaces: string[]): Promise<SignInOutcome> {
    for (const workspace of workspaces) this.#store.noteSignIn(workspace, Date.now());
    const session = await this.#issue('session', workspaces, AGENT_TIMES.sessionMs);
    const me = await this.session(session);
    return me ? { is: 'signed in', session, me } : { is: 'refused' };
  }
}
