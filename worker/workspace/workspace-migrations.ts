import type { Migration } from '../durable/migrate.ts';

export const WORKSPACE_MIGRATIONS: readonly Migration[] = [
  {
    id: '2026-11-workspace',
    statements: [
      `CREATE TABLE workspace (
         only INTEGER PRIMARY KEY CHECK (only = 1),
         id TEXT NOT NULL,
         name TEXT NOT NULL,
         epoch TEXT NOT NULL,
         created_at INTEGER NOT NULL
       ) STRICT`,
      // origins: a JSON list of the origins that may embed this site; empty means any.
      'CREATE TABLE sites (key TEXT PRIMARY KEY, name TEXT NOT NULL, greeting TEXT NOT NULL, origins TEXT NOT NULL) STRICT',
      `CREATE TABLE members (
         agent TEXT PRIMARY KEY,
         email TEXT NOT NULL UNIQUE,
         name TEXT NOT NULL,
         role TEXT NOT NULL
       ) STRICT`,
      `CREATE TABLE conversations (
         conversation TEXT PRIMARY KEY,
         site TEXT NOT NULL,
         epoch TEXT NOT NULL,
         head INTEGER NOT NULL,
         rev INTEGER NOT NULL UNIQUE,
         status TEXT NOT NULL,
         assignee_id TEXT,
         assignee_name TEXT,
         visitor_name TEXT,
         created_at INTEGER NOT NULL,
         active_at INTEGER NOT NULL,
         preview TEXT NOT NULL,
         preview_role TEXT NOT NULL,
         waiting_since INTEGER,
         visitor_message_count INTEGER NOT NULL,
         context TEXT NOT NULL
       ) STRICT`,
      'CREATE INDEX conversations_by_activity ON conversations (active_at DESC, conversation DESC)',
      `CREATE TABLE reads (
         conversation TEXT NOT NULL,
         agent TEXT NOT NULL,
         visitor_message_count INTEGER NOT NULL,
         PRIMARY KEY (conversation, agent)
       ) STRICT, WITHOUT ROWID`,
    ],
  },
  {
    id: '2026-11-answer-times',
    statements: ['CREATE TABLE answer_times (rev INTEGER PRIMARY KEY, ms INTEGER NOT NULL) STRICT'],
  },
  {
    id: '2026-11-photos',
    statements: [
      `ALTER TABLE members ADD COLUMN title TEXT NOT NULL DEFAULT ''`,
      // hash: of the bytes, and the name in the photo's address.
      'CREATE TABLE member_photos (agent TEXT PRIMARY KEY, hash TEXT NOT NULL, type TEXT NOT NULL, bytes BLOB NOT NULL) STRICT',
    ],
  },
  {
    id: '2026-11-looks',
    // JSON, protocol/look.ts.
    statements: [`ALTER TABLE sites ADD COLUMN look TEXT NOT NULL DEFAULT '{}'`],
  },
];
