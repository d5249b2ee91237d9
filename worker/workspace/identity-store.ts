/** What proves who a visitor is: each site's identity secret, and whether anything less counts. */
import type { IdentitySetting } from '../../protocol/identity.ts';
import type { Sql } from '../durable/sql.ts';

export interface SiteIdentity extends IdentitySetting {
  /** Empty: none was made yet. */
  secret: string;
}

const NONE: SiteIdentity = { secret: '', madeAt: null, isRequired: false };

export function identityStore(sql: Sql) {
  return {
    get(site: string): SiteIdentity {
      const [row] = sql.all<{ secret: string; made_at: number; is_required: number }>(
        'SELECT secret, made_at, is_required FROM site_identity WHERE site = ?',
        site,
      );
      return row ? { secret: row.secret, madeAt: row.made_at, isRequired: row.is_required === 1 } : NONE;
    },

    setSecret(site: string, secret: string, madeAt: number): void {
      sql.all(
        `INSERT INTO site_identity VALUES (?, ?, ?, 0)
         ON CONFLICT DO UPDATE SET secret = excluded.secret, made_at = excluded.made_at`,
        site,
        secret,
        madeAt,
      );
    },

    /** Of a site that has a secret. */
    setRequired(site: string, isRequired: boolean): void {
      sql.all('UPDATE site_identity SET is_required = ? WHERE site = ?', isRequired ? 1 : 0, site);
    },
  };
}
