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
  {
    id: '2026-11-files',
    statements: [
      // arriving: bytes may be missing. stored: whole. erased: in the bucket only, to be removed there.
      `CREATE TABLE files (
         upload INTEGER PRIMARY KEY AUTOINCREMENT,
         id TEXT NOT NULL,
         state TEXT NOT NULL CHECK (state IN ('arriving', 'stored', 'erased')),
         author_id TEXT NOT NULL,
         name TEXT NOT NULL,
         type TEXT NOT NULL,
         bytes INTEGER NOT NULL,
         width INTEGER,
         height INTEGER,
         hash TEXT,
         created_at INTEGER NOT NULL,
         message INTEGER,
         is_in_bucket INTEGER NOT NULL
       ) STRICT`,
      `CREATE UNIQUE INDEX files_by_id ON files (id) WHERE state = 'stored'`,
      'CREATE INDEX files_by_state ON files (state)',
      'CREATE INDEX files_by_message ON files (message) WHERE message IS NOT NULL',
      `CREATE TABLE file_parts (
         upload INTEGER NOT NULL,
         position INTEGER NOT NULL,
         bytes BLOB NOT NULL,
         PRIMARY KEY (upload, position)
       ) STRICT`,
    ],
  },
  {
    id: '2026-11-trail',
    // JSON, protocol/team-frames.ts.
    statements: [`ALTER TABLE conversation ADD COLUMN trail TEXT NOT NULL DEFAULT '[]'`],
  },
  {
    id: '2026-11-drafts',
    statements: [
      `CREATE TABLE drafts (
         agent TEXT NOT NULL,
         mode TEXT NOT NULL CHECK (mode IN ('reply', 'note')),
         text TEXT NOT NULL,
         since INTEGER,
         PRIMARY KEY (agent, mode)
       ) STRICT`,
    ],
  },
  {
    id: '2026-11-former-agents',
    statements: ['CREATE TABLE former_agents (agent TEXT PRIMARY KEY) STRICT, WITHOUT ROWID'],
  },
  {
    id: '2026-11-draft-revisions',
    statements: [
      'ALTER TABLE drafts ADD COLUMN rev INTEGER NOT NULL DEFAULT 0',
      `ALTER TABLE drafts ADD COLUMN writer TEXT NOT NULL DEFAULT ''`,
    ],
  },
  {
    id: '2026-11-drafts-told',
    // Whether the workspace's list knows that there is one.
    statements: ['ALTER TABLE drafts ADD COLUMN is_told INTEGER NOT NULL DEFAULT 0'],
  },
  {
    id: '2026-11-visitor-push',
    statements: [
      `CREATE TABLE push_devices (
         number INTEGER PRIMARY KEY AUTOINCREMENT,
         device TEXT NOT NULL UNIQUE,
         endpoint TEXT NOT NULL,
         p256dh TEXT NOT NULL,
         auth TEXT NOT NULL,
         page TEXT NOT NULL,
         icon TEXT,
         contact TEXT
       ) STRICT`,
      `CREATE TABLE pushes (
         device TEXT PRIMARY KEY,
         seq INTEGER NOT NULL,
         since INTEGER NOT NULL,
         attempts INTEGER NOT NULL,
         next_at INTEGER NOT NULL,
         until INTEGER NOT NULL
       ) STRICT`,
    ],
  },
];
