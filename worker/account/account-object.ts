/**
 * The Durable Object of one person, by e-mail address: password, sessions, sign-in links, memberships, and the count of
 * failed attempts, which is atomic here however many guesses arrive at once.
 */
import { DurableObject } from 'cloudflare:workers';
import type { Me } from '../../protocol/api.ts';
import { ID_LENGTHS } from '../../protocol/ids.ts';
import { RATES, TIMES } from '../../protocol/limits.ts';
import { hashPassword, isPassword } from '../auth/password.ts';
import { hashToken } from '../auth/token-hash.ts';
import { isMigrated, migrate } from '../durable/migrate.ts';
import { objectSql } from '../durable/sql.ts';
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
    if (!this.#store.account()) this.#store.create(request.email, Date.now());
    this.#store.putMembership(request.membership);
    if (request.password !== undefined && this.#store.account()?.passwordHash === null)
      this.#store.setPasswordHash(await hashPassword(request.password));
  }

  /** @returns the secret part of a link that signs in once, within the hour. */
  async createLink(): Promise<string> {
    return this.#issue('link', TIMES.signInLinkMs);
  }

  /** The same for whoever invited them; null once this person has a password or signed in, for then it is theirs alone. */
  async createInvitationLink(): Promise<string | null> {
    const account = this.#store.account();
    return account && !account.hasSignedIn && account.passwordHash === null ? this.createLink() : null;
  }

  async signIn(password: string): Promise<SignInOutcome> {
    // Also for addresses without an account, or their absence would show by never being limited.
    this.#migrate();
    const now = Date.now();
    const { capacity, refillMs } = RATES.signInFailuresPerAccount;
    const failures = this.#store.failuresSince(now - refillMs);
    const oldest = failures.at(-capacity);
    if (oldest !== undefined) return { is: 'too many', retryAfterMs: oldest + refillMs - now };
    // Counted before the slow hash, so that guesses made meanwhile see it.
    this.#store.addFailure(now);
    await this.#sweepLater();
    if (!(await isPassword(this.#store.account()?.passwordHash ?? null, password))) return { is: 'refused' };
    this.#store.clearFailures();
    return this.#signedIn();
  }

  async signInByLink(secret: string): Promise<SignInOutcome> {
    const hash = hashToken(secret);
    if (!this.#isRegistered() || !this.#store.hasToken(hash, 'link', Date.now())) return { is: 'refused' };
    this.#store.removeToken(hash);
    return this.#signedIn();
  }

  /** Who holds this session? Null when it ended or never was. */
  async session(secret: string): Promise<Me | null> {
    if (!this.#isRegistered() || !this.#store.hasToken(hashToken(secret), 'session', Date.now())) return null;
    return this.#me();
  }

  async signOut(secret: string): Promise<void> {
    if (this.#isRegistered()) this.#store.removeToken(hashToken(secret));
  }

  /** Sets a new password and ends every other session. */
  async setPassword(secret: string, password: string): Promise<void> {
    this.#store.setPasswordHash(await hashPassword(password));
    this.#store.removeOtherSessions(hashToken(secret));
  }

  async rename(workspace: string, name: string): Promise<void> {
    const membership = this.#store.memberships().find((candidate) => candidate.workspace === workspace);
    if (membership) this.#store.putMembership({ ...membership, name });
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
    return isMigrated(objectSql(this.ctx.storage)) && this.#store.account() !== null;
  }

  async #sweepLater(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + SWEEP_MS);
  }

  #issue(kind: 'session' | 'link', forMs: number): string {
    const secret = newId(ID_LENGTHS.token);
    this.#store.addToken(hashToken(secret), kind, Date.now() + forMs);
    return secret;
  }

  #signedIn(): SignInOutcome {
    this.#store.noteSignIn(Date.now());
    return { is: 'signed in', session: this.#issue('session', TIMES.sessionMs), me: this.#me() };
  }

  #me(): Me {
    return { email: this.#store.account()?.email ?? '', memberships: this.#store.memberships() };
  }
}
