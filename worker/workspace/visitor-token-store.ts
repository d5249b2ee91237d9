/** Whose a visitor's id is: it is no secret, so the token that it first came with is kept, as its hash. */
import { isEqualHash } from '../auth/token-hash.ts';
import type { Sql } from '../durable/sql.ts';

export interface NewVisitor {
  id: string;
  /** Of their token. */
  tokenHash: string;
}

export function visitorTokenStore(sql: Sql) {
  return {
    /** False: this id came with another token before. */
    isTheirs({ id, tokenHash }: NewVisitor): boolean {
      const [row] = sql.all<{ token_hash: string }>(
        'SELECT token_hash FROM visitor_tokens WHERE visitor = ?',
        id,
      );
      return !row || isEqualHash(row.token_hash, tokenHash);
    },

    /** Only the first counts. */
    keep({ id, tokenHash }: NewVisitor): void {
      sql.all('INSERT INTO visitor_tokens VALUES (?, ?) ON CONFLICT DO NOTHING', id, tokenHash);
    },
  };
}
