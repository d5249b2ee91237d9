import type { Migration } from '../durable/migrate.ts';

export const ACCOUNT_MIGRATIONS: readonly Migration[] = [
  {
    id: '2026-11-account',
    statements: [
      'CREATE TABLE account (only INTEGER PRIMARY KEY CHECK (only = 1), email TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT',
      `CREATE TABLE memberships (
         workspace TEXT PRIMARY KEY,
         workspace_name TEXT NOT NULL,
         agent TEXT NOT NULL,
         name TEXT NOT NULL,
         role TEXT NOT NULL,
         password_hash TEXT,
         first_signed_in_at INTEGER
       ) STRICT`,
      // kind: a session lasts, a link is used once. Each opens one workspace only.
      `CREATE TABLE tokens (
         hash TEXT NOT NULL,
         kind TEXT NOT NULL,
         workspace TEXT NOT NULL,
         expires_at INTEGER NOT NULL,
         PRIMARY KEY (hash, workspace)
       ) STRICT, WITHOUT ROWID`,
      'CREATE TABLE failures (at INTEGER NOT NULL, network TEXT NOT NULL) STRICT',
    ],
  },
];
