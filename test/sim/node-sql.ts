/** SQLite of Node behind the same narrow interface that a Durable Object's SQLite has. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type Migration, migrate } from '../../worker/durable/migrate.ts';
import type { Sql } from '../../worker/durable/sql.ts';

/** A migrated database that can be emptied, for runs by the thousand: opening and migrating costs more than a run. */
export function reusableSql(migrations: readonly Migration[]): Sql & { empty(): void } {
  const sql = nodeSql();
  migrate(sql, migrations);
  const tables = sql.all<{ name: string }>(
    // Runs search nothing, and what SQLite keeps for a search index must not be touched.
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'applied_migrations'
       AND name NOT IN ('words', 'names') AND name NOT LIKE 'words\\_%' ESCAPE '\\'
       AND name NOT LIKE 'names\\_%' ESCAPE '\\'`,
  );
  const empty = () => {
    for (const { name } of tables) sql.all(`DELETE FROM ${name}`);
  };
  return { ...sql, empty };
}

/** @param file where the database is kept; without it, in memory. */
export function nodeSql(file = ':memory:'): Sql & { close(): void } {
  const database = new DatabaseSync(file);
  const statements = new Map<string, StatementSync>();
  const prepare = (query: string) => {
    const known = statements.get(query);
    if (known) return known;
    const statement = database.prepare(query);
    statements.set(query, statement);
    return statement;
  };
  return {
    all: (query, ...parameters) => prepare(query).all(...(parameters as SQLInputValue[])) as never,
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
