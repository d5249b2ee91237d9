/**
 * Brings an object's database up to date: an append-only list of statements and a table of what was applied.
 * (`PRAGMA user_version` would be simpler, but Durable Object SQLite refuses it.)
 */
import type { Sql } from './sql.ts';

export interface Migration {
  /** Never changed once released. */
  id: string;
  /** Where SQL alone cannot say it: a function, which reads and writes in bounded steps. */
  statements: (string | ((sql: Sql) => void))[];
}

/** False for an object that nobody has created yet. (Asking leaves an empty database behind: see `misses` in app.ts.) */
export const isMigrated = (sql: Sql): boolean =>
  sql.all(`SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = 'applied_migrations'`)
    .length > 0;

/** @throws when the database was written by a newer build, or history was rewritten. */
export function migrate(sql: Sql, migrations: readonly Migration[]): void {
  sql.all(
    'CREATE TABLE IF NOT EXISTS applied_migrations (position INTEGER PRIMARY KEY, id TEXT NOT NULL) STRICT',
  );
  const applied = sql.all<{ id: string }>('SELECT id FROM applied_migrations ORDER BY position');
  for (const [position, { id }] of applied.entries()) {
    if (migrations[position]?.id !== id)
      throw new Error(
        `database has migration ${id} at ${position}, this build has ${migrations[position]?.id ?? 'none'}`,
      );
  }
  for (const [offset, migration] of migrations.slice(applied.length).entries()) {
    sql.transaction(() => {
      for (const statement of migration.statements) {
        if (typeof statement === 'string') sql.all(statement);
        else statement(sql);
      }
      sql.all('INSERT INTO applied_migrations VALUES (?, ?)', applied.length + offset, migration.id);
    });
  }
}
