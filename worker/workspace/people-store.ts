/** People on disk: what the team notes about visitors, who of them may not write, and which of them are one person. */
import type { Assignee } from '../../protocol/event.ts';
import { type Person, type PersonChange, personRequest } from '../../protocol/person.ts';
import { list, parseJson, text } from '../../protocol/shape.ts';
import type { Sql } from '../durable/sql.ts';
import { joinNotes, NOTHING, type PersonNotes } from './joined-notes.ts';

export interface Block extends NonNullable<Person['block']> {}

const fieldNames = list(text(16), Object.keys(NOTHING).length);

export type PeopleStore = ReturnType<typeof peopleStore>;

export function peopleStore(sql: Sql) {
  /** The visitor by whom a person is known. */
  const primaryOf = (visitor: string): string =>
    sql.all<{ person: string }>('SELECT person FROM merged_visitors WHERE visitor = ?', visitor)[0]?.person ??
    visitor;

  const ownNotesOf = (visitor: string): PersonNotes => {
    const [row] = sql.all<{ notes: string }>('SELECT notes FROM people WHERE visitor = ?', visitor);
    return row ? { ...NOTHING, ...parseJson(personRequest, row.notes) } : NOTHING;
  };

  /** What was noted of others before they were this person, but for what the team wrote anew since. */
  const notesOfMerged = (person: string): PersonNotes[] =>
    sql
      .all<{ notes: string; settled: string }>(
        `SELECT p.notes, m.settled FROM merged_visitors m JOIN people p ON p.visitor = m.visitor
         WHERE m.person = ? ORDER BY m.visitor`,
        person,
      )
      .map(({ notes, settled }) => {
        const isOpen = ([field]: [string, unknown]) => !parseJson(fieldNames, settled).includes(field);
        return {
          ...NOTHING,
          ...Object.fromEntries(Object.entries(parseJson(personRequest, notes)).filter(isOpen)),
        };
      });

  /** Of the person: what was noted of all the visitors who are. */
  const notesOf = (visitor: string): PersonNotes => {
    const person = primaryOf(visitor);
    return joinNotes([ownNotesOf(person), ...notesOfMerged(person)]);
  };

  const mergedInto = (person: string): string[] =>
    sql
      .all<{ visitor: string }>(
        'SELECT visitor FROM merged_visitors WHERE person = ? ORDER BY visitor',
        person,
      )
      .map(({ visitor }) => visitor);

  /** Everybody who is this person, the one they are known by first. */
  const visitorsOf = (visitor: string): string[] => {
    const person = primaryOf(visitor);
    return [person, ...mergedInto(person)];
  };

  return {
    primaryOf,
    notesOf,
    mergedInto,

    visitorsOf,

    isVip: (visitor: string): boolean => notesOf(visitor).isVip,

    /** Takes the place of what was noted of everybody who is this person; each has it again once taken apart. */
    note(visitor: string, change: PersonChange): void {
      const person = primaryOf(visitor);
      sql.all(
        'INSERT INTO people VALUES (?, ?) ON CONFLICT DO UPDATE SET notes = excluded.notes',
        person,
        JSON.stringify({ ...ownNotesOf(person), ...change }),
      );
      sql.all(
        `UPDATE merged_visitors SET settled = (SELECT json_group_array(value) FROM
           (SELECT value FROM json_each(settled) UNION SELECT value FROM json_each(?))) WHERE person = ?`,
        JSON.stringify(Object.keys(change)),
        person,
      );
    },

    /** Of the person: one blocked visitor of theirs blocks all. */
    block(visitor: string): Block | null {
      const [row] = sql.all<{
        reason: string;
        at: number;
        agent: string;
        agent_name: string;
        conversation: string | null;
      }>(
        'SELECT * FROM blocks WHERE visitor IN (SELECT value FROM json_each(?)) ORDER BY at DESC',
        JSON.stringify(visitorsOf(visitor)),
      );
      if (!row) return null;
      const { reason, at, agent: id, agent_name: name, conversation } = row;
      return { reason, at, by: { id, name }, conversation };
    },

    setBlock(visitor: string, block: (Omit<Block, 'by'> & { by: Assignee }) | null): void {
      for (const each of visitorsOf(visitor)) sql.all('DELETE FROM blocks WHERE visitor = ?', each);
      if (!block) return;
      const { reason, at, by, conversation } = block;
      sql.all(
        'INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)',
        primaryOf(visitor),
        reason,
        at,
        by.id,
        by.name,
        conversation,
      );
    },

    /** Who these visitors were proven to be, each once, the first proven first. */
    userIdsOf: (visitors: readonly string[]): string[] =>
      sql
        .all<{ user_id: string }>(
          `SELECT user_id FROM identities WHERE visitor IN (SELECT value FROM json_each(?))
           GROUP BY user_id ORDER BY MIN(at)`,
          JSON.stringify(visitors),
        )
        .map(({ user_id }) => user_id),

    /** The first who was proven to be this user. */
    visitorOfUser: (userId: string): string | null =>
      sql.all<{ visitor: string }>(
        'SELECT visitor FROM identities WHERE user_id = ? ORDER BY at, visitor LIMIT 1',
        userId,
      )[0]?.visitor ?? null,

    setUserId(visitor: string, userId: string, at: number): void {
      sql.all('INSERT INTO identities VALUES (?, ?, ?)', visitor, userId, at);
    },

    /** Also of whoever is merged with others already: they leave those. */
    merge(person: string, visitor: string): void {
      sql.all(
        `INSERT INTO merged_visitors (visitor, person) VALUES (?, ?)
         ON CONFLICT DO UPDATE SET person = excluded.person`,
        visitor,
        person,
      );
    },

    takeApart(visitor: string): void {
      sql.all('DELETE FROM merged_visitors WHERE visitor = ?', visitor);
    },
  };
}
