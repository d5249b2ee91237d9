/** When what is to be pushed is tried, for agents and visitors alike. Rule NTF-7 of docs/SPEC.md. */
import { createHash } from 'node:crypto';

/** Tried again after so long; then given up. */
const RETRY_MS = [15_000, 60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000];
/** So long may a push service take; if the object that sends dies meanwhile, it sends again then. */
export const UNDER_WAY_MS = 30_000;

/**
 * After an attempt that reached nobody.
 * @param attempts those made, this one included. `until`: when it is not worth sending any more.
 * @returns when to try again; null: no more.
 */
export function nextAttemptAt(
  { attempts, until }: { attempts: number; until: number },
  retryAfterMs: number,
  now: number,
): number | null {
  const wait = RETRY_MS[attempts - 1];
  if (wait === undefined) return null;
  const nextAt = now + Math.max(wait, retryAfterMs);
  return nextAt > until ? null : nextAt;
}

/** The push service learns which messages are about the same, not about what. */
export const topicOf = (conversation: string): string =>
  createHash('sha256').update(conversation).digest('base64url').slice(0, 32);
