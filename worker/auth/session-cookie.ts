/**
 * The agents' session cookie: `ACCOUNT.SECRET`, so that it finds its own Durable Object. On https its name begins with
 * `__Host-`, which pins it to this host; browsers refuse that name on plain http, where only localhost should be used.
 */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { AGENT_TIMES } from '../../protocol/limits.ts';
import { parseSecret, type Secret, writeSecret } from './routed-secret.ts';

const NAME = 'porchlight';

/** A proxy on the same machine says by header that the visitor's side is https. */
const isSecure = (c: Context): boolean =>
  new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https';

const options = (c: Context) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'Strict' as const,
  secure: isSecure(c),
  ...(isSecure(c) && { prefix: 'host' as const }),
});

export function readSession(c: Context): Secret | null {
  const value = isSecure(c) ? getCookie(c, NAME, 'host') : getCookie(c, NAME);
  return value ? parseSecret(value) : null;
}

export function writeSession(c: Context, secret: Secret): void {
  setCookie(c, NAME, writeSecret(secret), { ...options(c), maxAge: AGENT_TIMES.sessionMs / 1000 });
}

export function clearSession(c: Context): void {
  deleteCookie(c, NAME, options(c));
}
