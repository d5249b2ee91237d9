/**
 * What rows of the inbox say of their person: the name they are known by, whose word that is, and whether they are a VIP.
 * Nobody has one name here and another there, so what changes about a person is written into all rows of theirs.
 */
import type { ConversationSummary } from '../conversation/summary.ts';
import type { Sql } from '../durable/sql.ts';
import type { StoredRow } from './inbox-rows.ts';
import type { KeptView } from './places.ts';
import type { PlacingStore } from './placing-store.ts';
import type { VisitorIndexStore } from './visitor-index-store.ts';

/** What the index asks about the people in it. */
export interface KnownPeople {
  /** Whether a visitor is somebody special to the team. */
  isVip(visitor: string): boolean;
  /** Everybody who is this person, the one they are known by first. */
  visitorsOf(visitor: string): string[];
}

export const STRANGERS: KnownPeople = { isVip: () => false, visitorsOf: (visitor) => [visitor] };

export function personRowsStore(
  sql: Sql,
  { replace }: Pick<PlacingStore, 'replace'>,
  visitorIndex: Pick<VisitorIndexStore, 'lastSaid'>,
  people: KnownPeople,
) {
  /** @param limit the newest so many; -1: all. */
  const storedOf = (visitors: readonly string[], limit: number): StoredRow[] =>
    sql.all<StoredRow>(
      `SELECT * FROM conversations WHERE rowid IN (SELECT rowid FROM conversations
         WHERE visitor IN (SELECT value FROM json_each(?)) ORDER BY created_at DESC LIMIT ?)`,
      JSON.stringify(visitors),
      limit,
    );

  /** What a row says of its person. */
  const personOf = (visitor: string) => {
    const visitors = people.visitorsOf(visitor);
    const name = visitorIndex.lastSaid(visitors, 'visitor_name', 'name_by');
    return {
      person: visitors[0] ?? visitor,
      name: name?.text ?? null,
      nameBy: name?.by ?? null,
      isVip: people.isVip(visitor) ? 1 : 0,
    };
  };

  /**
   * Writes the rows of these visitors anew where they say something else of their person than is true now.
   * @param limit the newest so many; -1: all.
   */
  const rewrite = (
    visitors: readonly string[],
    views: readonly KeptView[],
    firstRev: number,
    limit: number,
  ) => {
    let rev = firstRev - 1;
    const conversations: string[] = [];
    const changed = new Set<string>();
    const known = new Map<string, ReturnType<typeof personOf>>();
    for (const row of storedOf(visitors, limit)) {
      const is = known.get(row.visitor) ?? personOf(row.visitor);
      known.set(row.visitor, is);
      const isSame =
        row.is_vip === is.isVip &&
        row.person === is.person &&
        row.person_name === is.name &&
        row.person_name_by === is.nameBy;
      if (isSame) continue;
      rev += 1;
      conversations.push(row.conversation);
      const writeRow = () =>
        sql.all(
          `UPDATE conversations SET is_vip = ?, person = ?, person_name = ?, person_name_by = ?, rev = ?
           WHERE conversation = ?`,
          is.isVip,
          is.person,
          is.name,
          is.nameBy,
          rev,
          row.conversation,
        );
      for (const key of replace(row, row.conversation, views, writeRow)) changed.add(key);
    }
    return { conversations, revs: conversations.map((_, index) => firstRev + index), changed };
  };

  return {
    personOf,
    rewrite,

    /** A row that was too old to change with its person catches up: the newest of theirs is always right. */
    catchUp: ({ conversation, visitor }: ConversationSummary) =>
      sql.all(
        `UPDATE conversations SET (person, person_name, person_name_by) =
           (SELECT person, person_name, person_name_by FROM conversations
            WHERE visitor IN (SELECT value FROM json_each(?)) ORDER BY created_at DESC LIMIT 1)
         WHERE conversation = ?`,
        JSON.stringify(people.visitorsOf(visitor)),
        conversation,
      ),
  };
}
