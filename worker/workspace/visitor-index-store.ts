/** What the inbox's rows say of visitors: what they said of themselves, and which conversations are theirs. */
import type { Source } from '../../protocol/contact.ts';
import type { Person } from '../../protocol/person.ts';
import type { Sql } from '../durable/sql.ts';
import type { StoredRow } from './inbox-rows.ts';

/** What was said of a person, and by whom. */
export type PersonContact = Pick<Person, 'name' | 'nameBy' | 'email' | 'emailBy' | 'saidPhone'>;

export type VisitorIndexStore = ReturnType<typeof visitorIndexStore>;

export function visitorIndexStore(sql: Sql) {
  /** What was said of these visitors in the newest conversation; what is proven counts for more, an address less than a name. */
  const lastSaid = (visitors: readonly string[], text: keyof StoredRow, by: keyof StoredRow) =>
    sql.all<{ text: string; by: Source | null }>(
      `SELECT ${text} AS text, ${by} AS by FROM conversations WHERE visitor IN (SELECT value FROM json_each(?))
         AND ${text} IS NOT NULL
       ORDER BY ${by} IS 'verified' DESC, visitor_name IS visitor_email, created_at DESC, conversation LIMIT 1`,
      JSON.stringify(visitors),
    )[0];

  return {
    lastSaid,

    /** The newest conversations of these visitors. */
    ofVisitors: (visitors: readonly string[], limit: number): string[] =>
      sql
        .all<{ conversation: string }>(
          `SELECT conversation FROM conversations WHERE visitor IN (SELECT value FROM json_each(?))
           ORDER BY created_at DESC LIMIT ?`,
          JSON.stringify(visitors),
          limit,
        )
        .map(({ conversation }) => conversation),

    /** When these visitors began their first conversation, in milliseconds; 0 where there is none. */
    firstOf: (visitors: readonly string[]): number =>
      sql.all<{ at: number | null }>(
        'SELECT MIN(created_at) AS at FROM conversations WHERE visitor IN (SELECT value FROM json_each(?))',
        JSON.stringify(visitors),
      )[0]?.at ?? 0,

    /** What was last said of these visitors; what is proven counts for more. */
    contactOf(visitors: readonly string[]): PersonContact {
      const best = (text: keyof StoredRow, by: keyof StoredRow) => lastSaid(visitors, text, by);
      const name = best('visitor_name', 'name_by');
      const email = best('visitor_email', 'email_by');
      const phone = best('visitor_phone', 'phone_by');
      return {
        name: name?.text ?? null,
        nameBy: name?.by ?? null,
        email: email?.text ?? null,
        emailBy: email?.by ?? null,
        saidPhone: phone ? { text: phone.text, by: phone.by ?? 'page' } : null,
      };
    },

    /** Other visitors who said the same address or name, each with their newest conversation; same address first. */
    alike: (
      { name, email }: { name: string | null; email: string | null },
      except: readonly string[],
      limit: number,
    ) =>
      sql.all<{ visitor: string; name: string | null; email: string | null; conversation: string }>(
        `SELECT visitor, visitor_name AS name, visitor_email AS email, conversation, MAX(active_at) AS newest
         FROM conversations
         WHERE (visitor_email = ?1 COLLATE NOCASE OR visitor_name = ?2 COLLATE NOCASE)
           AND visitor <> '' AND visitor NOT IN (SELECT value FROM json_each(?3))
         GROUP BY visitor ORDER BY visitor_email = ?1 COLLATE NOCASE IS NOT 1, newest DESC LIMIT ?4`,
        email,
        name,
        JSON.stringify(except),
        limit,
      ),
  };
}
