/** Hands one message to a browser's push service (RFC 8030), signed as this installation (RFC 8292). */
import { importJWK, type JWK, SignJWT } from 'jose';
import { after } from '../durable/timer.ts';
import { lookupAddress } from '../lookup/lookup-address.ts';
import { encryptPush, type PushTarget } from './encrypt-push.ts';

/** Of this installation; both for P-256. */
export interface PushKeys {
  privateKey: JWK;
  /** The point as base64url. */
  publicKey: string;
}

export interface PushRequest {
  text: string;
  /** A newer message under the same topic takes the place of one that has not been delivered. 32 letters of base64url. */
  topic: string;
  /** So long may the push service keep it for a browser that is away. */
  ttlMs: number;
  /** Whom a push service can turn to: an https address. Null: nobody is named. */
  contact: string | null;
}

export type PushOutcome =
  | { is: 'accepted' }
  /** This browser does not want it any more. */
  | { is: 'gone' }
  /** Trying again would not help. */
  | { is: 'refused'; why: string }
  | { is: 'unreachable'; why: string; retryAfterMs: number };

const TIMEOUT_MS = 10_000;
/** At most 24 hours (RFC 8292, 2); clocks may differ. */
const TOKEN_S = 12 * 60 * 60;

export async function sendPush(
  target: PushTarget,
  keys: PushKeys,
  { text, topic, ttlMs, contact }: PushRequest,
): Promise<PushOutcome> {
  const url = pushAddress(target.endpoint);
  if (!url) return { is: 'refused', why: 'not a public address' };
  const abort = new AbortController();
  // Called off when there is an answer: a timer keeps the object from sleeping.
  const cancel = after(TIMEOUT_MS, () => abort.abort());
  try {
    const body = await encryptPush(text, target).catch(() => null);
    if (!body) return { is: 'refused', why: 'unusable keys' };
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `vapid t=${await tokenFor(url, keys.privateKey, contact)}, k=${keys.publicKey}`,
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        ttl: String(ttlMs / 1000),
        urgency: 'high',
        topic,
      },
      body,
      // Another address may be one that must not be called.
      redirect: 'manual',
      signal: abort.signal,
    });
    await response.body?.cancel();
    return outcomeOf(response);
  } catch (error) {
    return { is: 'unreachable', why: error instanceof Error ? error.name : 'no answer', retryAfterMs: 0 };
  } finally {
    cancel();
  }
}

/** Where the server may be made to send pushes: https, to a public host. Null: not there. */
export const pushAddress = (endpoint: string): URL | null => lookupAddress(endpoint, false);

function outcomeOf({ status, headers }: Response): PushOutcome {
  if (status >= 200 && status < 300) return { is: 'accepted' };
  if (status === 404 || status === 410) return { is: 'gone' };
  const why = `status ${status}`;
  if (status !== 429 && status < 500) return { is: 'refused', why };
  const seconds = Number(headers.get('retry-after'));
  return { is: 'unreachable', why, retryAfterMs: Number.isFinite(seconds) ? Math.max(0, seconds) * 1000 : 0 };
}

async function tokenFor(url: URL, privateKey: JWK, contact: string | null): Promise<string> {
  const claims = new SignJWT(contact === null ? {} : { sub: contact })
    .setProtectedHeader({ typ: 'JWT', alg: 'ES256' })
    .setAudience(url.origin)
    .setExpirationTime(Math.floor(Date.now() / 1000) + TOKEN_S);
  return claims.sign(await importJWK(privateKey, 'ES256'));
}
