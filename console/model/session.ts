/** Who uses this browser: found out once at the start, then changed by signing in and out. */
import type { Cancel, Environment } from '../../client/environment.ts';
import { ApiError, type ApiErrorCode } from '../../client/http.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { Me } from '../../protocol/api.ts';
import { type Backend, createBackend } from './backend.ts';
import { forgetKeptDrafts } from './drafts.ts';

export type Membership = Me['memberships'][number];

/** Why the sign-in screen is shown; each has its own words. */
export type SignedOutReason = 'new' | 'link-used' | 'expired' | 'removed' | 'no-workspace' | 'asked';

export type SessionState =
  | { is: 'checking'; isUnreachable: boolean }
  | { is: 'signed-out'; because: SignedOutReason }
  | { is: 'signed-in'; me: Me; membership: Membership };

export interface Session {
  readonly state: Readable<SessionState>;
  readonly backend: Backend;
  /** Exchanges a sign-in link's token if there is one, then asks who we are; tries until there is an answer. */
  start(linkToken: string | null): void;
  signedIn(me: Me): void;
  leave(because: SignedOutReason): void;
  /** Nothing of an agent's drafts stays in this browser that the server keeps. */
  signOut(): Promise<void>;
  /** What has to be done first. @returns what calls that off. */
  beforeSignOut(run: () => Promise<unknown>): Cancel;
  /** Shows another of this person's workspaces. */
  enter(workspace: string): void;
  renamed(name: string): void;
  /** Somebody has given this agent another role. */
  gotRole(role: Membership['role']): void;
}

const RETRY_MS = 3_000;

export function createSession(
  environment: Environment,
  origin: string,
  preferredWorkspace?: string,
): Session {
  const state = writable<SessionState>({ is: 'checking', isUnreachable: false });
  const before = new Set<() => Promise<unknown>>();
  const leave = (because: SignedOutReason) => state.set({ is: 'signed-out', because });
  const backend = createBackend(environment, origin, () => {
    // A late answer to somebody who has already left changes nothing.
    if (state.get().is === 'signed-in') leave('expired');
  });

  const signedIn = (me: Me) => {
    const membership =
      me.memberships.find(({ workspace }) => workspace === preferredWorkspace) ?? me.memberships[0];
    if (membership) state.set({ is: 'signed-in', me, membership });
    else leave('no-workspace');
  };

  const ask = async (because: SignedOutReason): Promise<void> => {
    try {
      signedIn(await backend.me());
    } catch (error) {
      if (isPassing(error)) retry(() => ask(because));
      else leave(because);
    }
  };

  const exchange = async (token: string): Promise<void> => {
    try {
      signedIn(await backend.signInByLink(token));
    } catch (error) {
      // A used link in the hands of somebody who is signed in anyway is no reason to stop them.
      if (isPassing(error)) retry(() => exchange(token));
      else await ask('link-used');
    }
  };

  const retry = (again: () => Promise<void>) => {
    state.set({ is: 'checking', isUnreachable: true });
    const run = () => {
      cancelTimer();
      cancelWake();
      void again();
    };
    const cancelTimer = environment.clock.after(RETRY_MS, run);
    const cancelWake = environment.onWake(run);
  };

  const change = (fields: Partial<Membership>) => {
    const current = state.get();
    if (current.is === 'signed-in')
      state.set({ ...current, membership: { ...current.membership, ...fields } });
  };

  return {
    state,
    backend,
    start: (linkToken) => void (linkToken ? exchange(linkToken) : ask('new')),
    signedIn,
    leave,
    beforeSignOut(run) {
      before.add(run);
      return () => void before.delete(run);
    },
    async signOut() {
      await Promise.all([...before].map((run) => run()));
      const current = state.get();
      try {
        await backend.signOut();
      } catch (error) {
        // A session that has ended already is what was asked for.
        if (!(error instanceof ApiError && error.code === 'unauthenticated')) throw error;
      }
      leave('asked');
      if (current.is === 'signed-in') for (const { agent } of current.me.memberships) forgetKeptDrafts(agent);
    },
    enter(workspace) {
      const current = state.get();
      if (current.is !== 'signed-in') return;
      const membership = current.me.memberships.find((each) => each.workspace === workspace);
      if (membership) state.set({ ...current, membership });
    },
    renamed: (name) => change({ name }),
    gotRole: (role) => change({ role }),
  };
}

const PASSING: ReadonlySet<ApiErrorCode> = new Set(['unreachable', 'overloaded', 'goaway', 'rate_limited']);

/** Worth asking again without the person doing anything. */
const isPassing = (error: unknown): boolean => !(error instanceof ApiError) || PASSING.has(error.code);
