import { signInLinkRequest, signInRequest } from '../../protocol/api.ts';
import type { SignInOutcome } from '../account/account-object.ts';
import { type AppContext, requireOwnOrigin, type Session } from '../auth/access.ts';
import { clientAddress } from '../auth/client-address.ts';
import { accountKey, parseSecret } from '../auth/routed-secret.ts';
import { clearSession, writeSession } from '../auth/session-cookie.ts';
import { hashToken } from '../auth/token-hash.ts';
import { accountStub, workspaceStub } from '../env.ts';
import { ProblemError } from '../problem.ts';
import { bodyOf } from './route.ts';

/** POST /api/sign-in. In: signInRequest. Out: me, and the session cookie. Errors: unauthenticated, rate_limited. */
export async function signIn(c: AppContext): Promise<Response> {
  requireOwnOrigin(c);
  const { email, password } = await bodyOf(c, signInRequest);
  const account = accountKey(email);
  return signedIn(
    c,
    account,
    await accountStub(c.env, account).signIn(password, clientAddress(c) ?? 'local'),
    'E-mail or password is wrong.',
  );
}

/** POST /api/sign-in/link. In: signInLinkRequest. Out: me, and the session cookie. Errors: unauthenticated. */
export async function signInByLink(c: AppContext): Promise<Response> {
  requireOwnOrigin(c);
  const link = parseSecret((await bodyOf(c, signInLinkRequest)).token);
  const outcome = link
    ? await accountStub(c.env, link.account).signInByLink(link.secret)
    : { is: 'refused' as const };
  return signedIn(c, link?.account ?? '', outcome, 'This link was used or has expired. Ask for a new one.');
}

/** POST /api/sign-out: the session ends, and its device is not called any more. Out: {}. */
export async function signOut(c: AppContext, session: Session): Promise<Response> {
  const of = { session: hashToken(session.secret) };
  await Promise.all(
    session.me.memberships.map(({ workspace, agent }) =>
      workspaceStub(c.env, workspace).endPushes(agent, of),
    ),
  );
  await accountStub(c.env, session.account).signOut(session.secret);
  clearSession(c);
  return c.json({});
}

/** GET /api/me. Out: me. Errors: unauthenticated. */
export const showMe = (c: AppContext, session: Session): Response => c.json(session.me);

async function signedIn(
  c: AppContext,
  account: string,
  outcome: SignInOutcome,
  refusal: string,
): Promise<Response> {
  switch (outcome.is) {
    case 'signed in':
      // Their invitations are over. If that can't be noted, the team sees them as invited until the next time.
      await Promise.all(
        outcome.me.memberships.map(({ workspace, agent }) =>
          workspaceStub(c.env, workspace).arrived(agent).catch(console.warn),
        ),
      );
      writeSession(c, { account, secret: outcome.session });
      return c.json(outcome.me);
    case 'refused':
      throw new ProblemError('unauthenticated', refusal);
    case 'too many':
      throw new ProblemError(
        'rate_limited',
        'Too many attempts. Wait, then try again.',
        outcome.retryAfterMs,
      );
  }
}
