/**
 * Full-text search on disk: every message, note and contact of the workspace's conversations. The index itself holds no
 * text; what is shown comes from `texts`. Newest first, by the order in which texts came.
 */
import type { SearchHit } from '../../protocol/search.ts';
import type { SearchText } from '../conversation/search-texts.ts';
import type { Sql } from '../durable/sql.ts';
import { indexed, matchExpression, type Query, snippetOf } from './search-words.ts';

/** A text that was found. `ref` is the short name of its conversation. */
export type FoundText = {
  id: number;
  ref: number;
  seq: number;
  ts: number;
  kind: 'message' | 'note' | 'person';
  author_role: 'visitor' | 'agent' | 'system';
  author_id: string;
  author_name: string | null;
  text: string;
};

/** A beginning of so many words is left to SQLite. */
const COMPLETIONS = 200;

export type SearchStore = ReturnType<typeof searchStore>;

export function searchStore(sql: Sql) {
  const addWords = (id: number, text: string, kind: FoundText['kind']): void => {
    const words = indexed(text);
    sql.all('INSERT INTO words (rowid, text) VALUES (?, ?)', id, words);
    if (kind === 'person') sql.all('INSERT INTO names (rowid, text) VALUES (?, ?)', id, words);
    sql.all(
      'INSERT INTO vocabulary SELECT DISTINCT value FROM json_each(?) WHERE TRUE ON CONFLICT DO NOTHING',
      JSON.stringify(words.split(' ')),
    );
  };

  /** Forgets words that no text has any more. */
  const dropWords = (id: number, text: string): void => {
    sql.all('DELETE FROM words WHERE rowid = ?', id);
    sql.all('DELETE FROM names WHERE rowid = ?', id);
    sql.all(
      `DELETE FROM vocabulary WHERE word IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM words WHERE words MATCH '"' || vocabulary.word || '"')`,
      JSON.stringify(indexed(text).split(' ')),
    );
  };

  const completions = (beginning: string): string[] | null => {
    const words = sql.all<{ word: string }>(
      'SELECT word FROM vocabulary WHERE word > ? AND word < ? LIMIT ?',
      beginning,
      `${beginning}\u{10ffff}`,
      COMPLETIONS + 1,
    );
    return words.length > COMPLETIONS ? null : words.map(({ word }) => word);
  };

  /** @param ids a query for the ids of texts. */
  const find = (ids: string, ...parameters: (string | number)[]): FoundText[] =>
    sql.all<FoundText>(
      `SELECT texts.* FROM (${ids}) AS found JOIN texts ON texts.id = found.id ORDER BY texts.id DESC`,
      ...parameters,
    );

  return {
    /**
     * Takes what a conversation says it holds: each text unless a newer version of it is here. In any order, any number
     * of times. A text that is null is gone for good. To be called in a transaction.
     */
    put(ref: number, texts: readonly SearchText[]): void {
      for (const { seq, version, ts, kind, author, text } of texts) {
        const [known] = sql.all<{ id: number; version: number; text: string }>(
          'SELECT id, version, text FROM texts WHERE ref = ? AND seq = ?',
          ref,
          seq,
        );
        if (known && known.version >= version) continue;
        if (known) {
          dropWords(known.id, known.text);
          sql.all('UPDATE texts SET version = ?, text = ? WHERE id = ?', version, text ?? '', known.id);
          if (text) addWords(known.id, text, kind);
          continue;
        }
        const [row] = sql.all<{ id: number }>(
          `INSERT INTO texts (ref, seq, version, ts, kind, author_role, author_id, author_name, text)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
          ref,
          seq,
          version,
          ts,
          kind,
          author.role,
          author.id,
          author.name,
          text ?? '',
        );
        if (row && text) addWords(row.id, text, kind);
      }
    },

    /** Texts that a query finds, newest first, before a given one. */
    find: (query: Query, before: number, limit: number): FoundText[] =>
      find(
        'SELECT rowid AS id FROM words WHERE words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?',
        matchExpression(query, completions),
        before,
        limit,
      ),

    /** Names and addresses that a query finds, newest first. */
    findNames: (query: Query, limit: number): FoundText[] =>
      find(
        'SELECT rowid AS id FROM names WHERE names MATCH ? ORDER BY rowid DESC LIMIT ?',
        matchExpression(query, completions),
        limit,
      ),
  };
}

export const hitOf = (found: FoundText, conversation: string, query: Query): SearchHit => ({
  conversation,
  seq: found.seq,
  ts: found.ts,
  kind: found.kind,
  author: { role: found.author_role, id: found.author_id, name: found.author_name },
  parts: snippetOf(found.text, query),
});
