/** The owner's look-up on disk. */
import type { Sql } from '../durable/sql.ts';

export interface Lookup {
  url: string | null;
  secret: string;
}

export const lookupStore = (sql: Sql) => ({
  get: (): Lookup =>
    sql.all<{ url: string | null; secret: string }>('SELECT url, secret FROM lookup')[0] ?? NONE,

  set: ({ url, secret }: Lookup): void => {
    sql.all(
      'INSERT INTO lookup VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET url = excluded.url, secret = excluded.secret',
      url,
      secret,
    );
  },
});

const NONE: Lookup = { url: null, secret: '' };
