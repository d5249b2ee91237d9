/** When each agent was last here, and when they may be written to, on disk. */
import type { NotificationPreferences } from '../../protocol/notifications.ts';
import type { Sql } from '../durable/sql.ts';
import { parsePreferences } from './calls-store.ts';

export interface Subscriber {
  agent: string;
  email: string;
  preferences: NotificationPreferences;
  /** Milliseconds since 1970: when they last had the console before their eyes; before when they are not written to. */
  seenAt: number;
  mailAt: number;
  /** Where the console is. */
  origin: string;
}

type Row = {
  agent: string;
  email: string;
  preferences: string;
  seenAt: number;
  mailAt: number;
  origin: string;
};

export type DigestStore = ReturnType<typeof digestStore>;

export const digestStore = (sql: Sql) => ({
  /** Members who want digests. */
  subscribers: (): Subscriber[] =>
    sql
      .all<Row>(
        `SELECT m.agent, m.email, p.preferences, COALESCE(d.seen_at, 0) AS seenAt, COALESCE(d.mail_at, 0) AS mailAt,
           COALESCE(d.origin, '') AS origin
         FROM members m JOIN notification_preferences p ON p.agent = m.agent LEFT JOIN digests d ON d.agent = m.agent
         ORDER BY m.rowid`,
      )
      .map((row) => ({ ...row, preferences: parsePreferences(row.preferences) }))
      .filter(({ preferences }) => preferences.digest !== 'never'),

  seen(agent: string, at: number): void {
    sql.all(
      'INSERT INTO digests (agent, seen_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at',
      agent,
      at,
    );
  },

  setMailAt(agent: string, at: number): void {
    sql.all(
      'INSERT INTO digests (agent, mail_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET mail_at = excluded.mail_at',
      agent,
      at,
    );
  },

  setOrigin(agent: string, origin: string): void {
    sql.all(
      'INSERT INTO digests (agent, origin) VALUES (?, ?) ON CONFLICT DO UPDATE SET origin = excluded.origin',
      agent,
      origin,
    );
  },
});
