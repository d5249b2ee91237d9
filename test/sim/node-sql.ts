/** SQLite of Node behind the same narrow interface that a Durable Object's SQLite has. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Sql } from '../../worker/durable/sql.ts';

export function nodeSql(): Sql & { close(): void } {
  const database = new DatabaseSync(':memory:');
  const statements = new Map<string, StatementSync>();
  const prepare = (query: string) => {
    const known = statements.get(query);
    if (known) return known;
    const statement = database.prepare(query);
    statements.set(query, statement);
    return statement;
  };
  return {
    all: (query, ...parameters) => prepare(query).all(...parameters) as never,
    transaction(run) {
      prepare('BEGIN').run();
      try {
        const result = run();
        prepare('COMMIT').run();
        return result;
      } catch (error) {
        prepare('ROLLBACK').run();
        throw error;
      }
    },
    close: () => database.close(),
  };
}
