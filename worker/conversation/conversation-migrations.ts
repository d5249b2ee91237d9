import type { Migration } from '../durable/migrate.ts';

export const CONVERSATION_MIGRATIONS: readonly Migration[] = [
  {
    id: '2026-11-log',
    statements: [
      `CREATE TABLE conversation (
         only INTEGER PRIMARY KEY CHECK (only = 1),
         id TEXT NOT NULL,
         site TEXT NOT NULL,
         epoch TEXT NOT NULL,
         visitor TEXT NOT NULL,
         token_hash TEXT NOT NULL,
         created_at INTEGER NOT NULL,
         context TEXT NOT NULL
       ) STRICT`,
      `CREATE TABLE events (
         seq INTEGER PRIMARY KEY,
         ts INTEGER NOT NULL,
         author_role TEXT NOT NULL,
         author_id TEXT NOT NULL,
         author_name TEXT,
         cid TEXT,
         kind TEXT NOT NULL,
         body TEXT NOT NULL,
         is_erased INTEGER NOT NULL DEFAULT 0
       ) STRICT`,
      'CREATE UNIQUE INDEX events_by_cid ON events (author_id, cid) WHERE cid IS NOT NULL',
      // Messages are most of the log and are read in order; only the rest is looked up by kind.
      `CREATE INDEX events_by_kind ON events (kind, seq) WHERE kind <> 'message'`,
      // The log is the outbox: each subscriber has a cursor into it.
      'CREATE TABLE cursors (subscriber TEXT PRIMARY KEY, delivered INTEGER NOT NULL) STRICT',
    ],
  },
];
