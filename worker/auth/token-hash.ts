/** Tokens are stored hashed and compared in constant time. They are random and long, so a plain SHA-256 is enough. */
import { createHash, timingSafeEqual } from 'node:crypto';

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

export function isEqualHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
