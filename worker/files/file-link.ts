/**
 * Addresses of files that work for an hour: `<img>` on a customer's page can send neither a token nor a cookie. The
 * signature is for one file and one time and opens nothing else. Decision record 0013.
 */
import { createHmac } from 'node:crypto';
import { FILE_LIMITS } from '../../protocol/file-limits.ts';
import { isEqualHash } from '../auth/token-hash.ts';

export interface FileLink {
  path: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Addresses made within half a lifetime are the same, so that browsers find what they have. */
const STEP_MS = FILE_LIMITS.linkMs / 2;

export function signFileLink(secret: string, conversation: string, file: string, now: number): FileLink {
  const expiresAt = (Math.floor(now / STEP_MS) + 2) * STEP_MS;
  const until = `${expiresAt / 1000}`;
  const query = new URLSearchParams({ until, key: signature(secret, conversation, file, until) });
  return { path: `/api/conversations/${conversation}/files/${file}?${query}`, expiresAt };
}

/** @returns until when the address works; null when it was not made by us, or is over. */
export function checkFileLink(
  secret: string,
  { conversation, file, until, key }: Record<'conversation' | 'file' | 'until' | 'key', string>,
  now: number,
): number | null {
  if (!isEqualHash(key, signature(secret, conversation, file, until))) return null;
  const expiresAt = Number(until) * 1000;
  return expiresAt > now ? expiresAt : null;
}

/** The first word keeps it apart from everything else that the secret signs. */
const signature = (secret: string, ...parts: string[]): string =>
  createHmac('sha256', secret)
    .update(['file-link', ...parts].join('\n'))
    .digest('base64url');
