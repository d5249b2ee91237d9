import type { Migration } from '../durable/migrate.ts';

export const ACCOUNT_MIGRATIONS: readonly Migration[] = [
  {
    id: '2026-11-account',
    statements: [
      `CREATE TABLE account (
         only INTEGER PRIMARY KEY CHECK (only = 1),
         email TEXT NOT NULL,
         password_hash TEXT,
         first_signed_in_at INTEGER,
         created_at INTEGER NOT NULL
       ) STRICT`,
      `CREATE TABLE memberships (
         workspace TEXT PRIMARY KEY,
         workspace_name TEXT NOT NULL,
         agent TEXT NOT NULL,
         name TEXT NOT NULL,
         role TEXT NOT NULL
       ) STRICT`,
      // kind: a session lasts, a link is used once.
      'CREATE TABLE tokens (hash TEXT PRIMARY KEY, kind TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT',
      'CREATE TABLE failures (at INTEGER NOT NULL) STRICT',
    ],
  },
];
