/** Whether a page has proven who its visitor is. Rules IDN-1 to IDN-4 of docs/SPEC.md. */
import { createHmac } from 'node:crypto';
import type { ErrorCode } from '../../protocol/codes.ts';
import { RATES } from '../../protocol/limits.ts';
import { isEqualHash } from '../auth/token-hash.ts';
import { tokenBuckets } from '../durable/token-bucket.ts';
import type { SiteIdentity } from './identity-store.ts';

export interface IdentityClaim {
  site: string;
  visitor: string;
  userId: string | null;
  userHash: string | null;
  /** Whose wrong proofs are counted; null: nobody's, so they are counted by visitor. */
  network: string | null;
}

export type IdentityOutcome =
  | { is: 'verified' | 'claimed' }
  | { is: 'refused'; code: ErrorCode; message: string; retryAfterMs?: number };

interface IdentityPorts {
  now(): number;
  identityOf(site: string): SiteIdentity;
  /** @returns false when the visitor was proven to be somebody else before. */
  prove(visitor: string, userId: string): boolean;
}

export function identityCheck({ now, identityOf, prove }: IdentityPorts) {
  const wrong = tokenBuckets(RATES.wrongIdentities);

  return ({ site, visitor, userId, userHash, network }: IdentityClaim): IdentityOutcome => {
    const { secret, isRequired } = identityOf(site);
    if (userId === null || userHash === null) {
      if (userId !== null && isRequired)
        return refused('forbidden', 'This site takes no user without userHash.');
      if (userHash !== null) return refused('bad_frame', 'A userHash proves a userId: give that, too.');
      return { is: 'claimed' };
    }
    const guesser = network ?? visitor;
    const retryAfterMs = wrong.peek(guesser, now());
    if (retryAfterMs > 0)
      return { ...refused('rate_limited', 'Too many wrong hashes from this network.'), retryAfterMs };
    if (!secret) return refused('forbidden', 'This site has no identity secret: the console makes one.');
    const expected = createHmac('sha256', secret).update(userId).digest('hex');
    if (!isEqualHash(userHash.toLowerCase(), expected)) {
      wrong.take(guesser, now());
      return refused(
        'forbidden',
        'This userHash is not the HMAC-SHA256 of this userId with the site’s secret.',
      );
    }
    if (!prove(visitor, userId))
      return refused(
        'forbidden',
        'This browser is another user’s. Call shutdown, then boot, when users change.',
      );
    return { is: 'verified' };
  };
}

const refused = (code: ErrorCode, message: string) => ({ is: 'refused' as const, code, message });
