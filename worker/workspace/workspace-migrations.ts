import type { Migration } from '../durable/migrate.ts';
import type { Sql } from '../durable/sql.ts';
import { indexed } from './search-words.ts';

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
    id: '2026-11-views',
    statements: [
      `ALTER TABLE conversations ADD COLUMN visitor TEXT NOT NULL DEFAULT ''`,
      'ALTER TABLE conversations ADD COLUMN team_id TEXT',
      'ALTER TABLE conversations ADD COLUMN team_name TEXT',
      `ALTER TABLE conversations ADD COLUMN labels TEXT NOT NULL DEFAULT '[]'`,
      `ALTER TABLE conversations ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal'`,
      'ALTER TABLE conversations ADD COLUMN snoozed_until INTEGER',
      'ALTER TABLE conversations ADD COLUMN returned_at INTEGER',
      'ALTER TABLE conversations ADD COLUMN is_vip INTEGER NOT NULL DEFAULT 0',
      'CREATE INDEX conversations_by_snooze ON conversations (snoozed_until) WHERE snoozed_until > 0',
      'CREATE INDEX conversations_by_visitor ON conversations (visitor, created_at)',
      `CREATE TABLE mentions (
         conversation TEXT NOT NULL,
         agent TEXT NOT NULL,
         is_new INTEGER NOT NULL,
         PRIMARY KEY (conversation, agent)
       ) STRICT, WITHOUT ROWID`,
      // A short name for each conversation, for tables that have many rows for each.
      'CREATE TABLE refs (ref INTEGER PRIMARY KEY, conversation TEXT NOT NULL UNIQUE) STRICT',
      // agent: who may know of it; null: everybody.
      `CREATE TABLE buckets (
         id INTEGER PRIMARY KEY,
         key TEXT NOT NULL UNIQUE,
         agent TEXT,
         count INTEGER NOT NULL
       ) STRICT`,
      `CREATE TABLE places (
         bucket INTEGER NOT NULL,
         sort INTEGER NOT NULL,
         position INTEGER NOT NULL,
         ref INTEGER NOT NULL,
         PRIMARY KEY (bucket, sort, position, ref)
       ) STRICT, WITHOUT ROWID`,
      'CREATE TABLE placing (only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL) STRICT',
    ],
  },
  {
    id: '2026-11-desk',
    statements: [
      'CREATE TABLE desk_parts (part TEXT PRIMARY KEY, rev INTEGER NOT NULL) STRICT',
      'CREATE TABLE teams (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT',
      `CREATE TABLE team_members (
         team TEXT NOT NULL,
         agent TEXT NOT NULL,
         PRIMARY KEY (team, agent)
       ) STRICT, WITHOUT ROWID`,
      'CREATE TABLE labels (id TEXT PRIMARY KEY, name TEXT NOT NULL, color TEXT NOT NULL) STRICT',
      `CREATE TABLE saved_replies (
         id TEXT PRIMARY KEY,
         shortcut TEXT NOT NULL,
         title TEXT NOT NULL,
         text TEXT NOT NULL
       ) STRICT`,
      // owner null: everybody's. filter: JSON, protocol/inbox-view.ts.
      `CREATE TABLE saved_views (
         id TEXT PRIMARY KEY,
         owner TEXT,
         name TEXT NOT NULL,
         filter TEXT NOT NULL,
         sort TEXT NOT NULL
       ) STRICT`,
      // max_open null: as many as come.
      'CREATE TABLE attendance (agent TEXT PRIMARY KEY, availability TEXT NOT NULL, max_open INTEGER) STRICT',
      `CREATE TABLE assignment_rule (
         only INTEGER PRIMARY KEY CHECK (only = 1),
         mode TEXT NOT NULL,
         max_open INTEGER,
         last_agent TEXT
       ) STRICT`,
    ],
  },
  {
    id: '2026-11-search',
    statements: [
      `CREATE TABLE texts (
         id INTEGER PRIMARY KEY,
         ref INTEGER NOT NULL,
         seq INTEGER NOT NULL,
         version INTEGER NOT NULL,
         ts INTEGER NOT NULL,
         kind TEXT NOT NULL,
         author_role TEXT NOT NULL,
         author_id TEXT NOT NULL,
         author_name TEXT,
         text TEXT NOT NULL
       ) STRICT`,
      'CREATE UNIQUE INDEX texts_by_event ON texts (ref, seq)',
      // Without the texts themselves, which stand above. Marks belong to words, or Hindi would be taken apart.
      `CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, prefix = '1 2 3',
         tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'")`,
      'CREATE TABLE vocabulary (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID',
    ],
  },
  {
    id: '2026-11-looks',
    // JSON, protocol/look.ts.
    statements: [`ALTER TABLE sites ADD COLUMN look TEXT NOT NULL DEFAULT '{}'`],
  },
  {
    id: '2026-11-people',
    statements: [
      'ALTER TABLE conversations ADD COLUMN visitor_email TEXT',
      // notes: JSON, protocol/person.ts.
      'CREATE TABLE people (visitor TEXT PRIMARY KEY, notes TEXT NOT NULL) STRICT',
      `CREATE TABLE blocks (
         visitor TEXT PRIMARY KEY,
         reason TEXT NOT NULL,
         at INTEGER NOT NULL,
         agent TEXT NOT NULL,
         agent_name TEXT NOT NULL,
         conversation TEXT
       ) STRICT`,
      'CREATE TABLE merged_visitors (visitor TEXT PRIMARY KEY, person TEXT NOT NULL) STRICT',
      'CREATE INDEX merged_visitors_by_person ON merged_visitors (person)',
    ],
  },
  {
    id: '2026-11-alike',
    statements: [
      `CREATE INDEX conversations_by_email ON conversations (visitor_email COLLATE NOCASE)
       WHERE visitor_email IS NOT NULL`,
      `CREATE INDEX conversations_by_name ON conversations (visitor_name COLLATE NOCASE)
       WHERE visitor_name IS NOT NULL`,
    ],
  },
  {
    id: '2026-11-lookup',
    statements: [
      // secret: signs what we ask, so it is kept as it is.
      'CREATE TABLE lookup (only INTEGER PRIMARY KEY CHECK (only = 1), url TEXT, secret TEXT NOT NULL) STRICT',
    ],
  },
  {
    id: '2026-11-notifications',
    statements: [
      // preferences: JSON, protocol/notifications.ts.
      'CREATE TABLE notification_preferences (agent TEXT PRIMARY KEY, preferences TEXT NOT NULL) STRICT',
      // session: the hash of the session's secret that asked for it, and when that ends. contact: the console's origin.
      `CREATE TABLE push_devices (
         agent TEXT NOT NULL,
         device TEXT NOT NULL,
         name TEXT NOT NULL,
         endpoint TEXT NOT NULL UNIQUE,
         p256dh TEXT NOT NULL,
         auth TEXT NOT NULL,
         contact TEXT,
         session TEXT NOT NULL,
         expires_at INTEGER NOT NULL,
         PRIMARY KEY (agent, device)
       ) STRICT`,
      // id: of the ledger's entry. conversation: empty for a test. message: JSON, what the device is told.
      `CREATE TABLE pushes (
         id TEXT PRIMARY KEY,
         agent TEXT NOT NULL,
         device TEXT NOT NULL,
         conversation TEXT NOT NULL,
         message TEXT NOT NULL,
         attempts INTEGER NOT NULL,
         next_at INTEGER NOT NULL,
         until INTEGER NOT NULL,
         UNIQUE (agent, device, conversation)
       ) STRICT`,
      'CREATE INDEX pushes_by_time ON pushes (next_at)',
      `CREATE TABLE calls (
         number INTEGER PRIMARY KEY,
         agent TEXT NOT NULL,
         id TEXT NOT NULL,
         at INTEGER NOT NULL,
         conversation TEXT,
         visitor_name TEXT,
         occasion TEXT NOT NULL,
         way TEXT NOT NULL,
         device TEXT,
         outcome TEXT NOT NULL,
         detail TEXT,
         UNIQUE (agent, id)
       ) STRICT`,
      'CREATE INDEX calls_by_agent ON calls (agent, number)',
      // seen_at: when they last had the console before their eyes. mail_at: not before then. origin: of the console.
      `CREATE TABLE digests (
         agent TEXT PRIMARY KEY,
         seen_at INTEGER NOT NULL DEFAULT 0,
         mail_at INTEGER NOT NULL DEFAULT 0,
         origin TEXT NOT NULL DEFAULT ''
       ) STRICT`,
    ],
  },
  {
    id: '2026-11-identity',
    statements: [
      // Whose word each is: protocol/contact.ts. Null: not known, or nobody's.
      'ALTER TABLE conversations ADD COLUMN name_by TEXT',
      'ALTER TABLE conversations ADD COLUMN email_by TEXT',
      'ALTER TABLE conversations ADD COLUMN visitor_phone TEXT',
      'ALTER TABLE conversations ADD COLUMN phone_by TEXT',
      // secret: proves what pages say, so it is kept as it is.
      `CREATE TABLE site_identity (
         site TEXT PRIMARY KEY,
         secret TEXT NOT NULL,
         made_at INTEGER NOT NULL,
         is_required INTEGER NOT NULL
       ) STRICT`,
      // Who a visitor was proven to be.
      'CREATE TABLE identities (visitor TEXT PRIMARY KEY, user_id TEXT NOT NULL, at INTEGER NOT NULL) STRICT',
      'CREATE INDEX identities_by_user ON identities (user_id, at)',
    ],
  },
  {
    id: '2026-11-reminders',
    statements: [
      `CREATE TABLE reminders (
         conversation TEXT NOT NULL,
         agent TEXT NOT NULL,
         at INTEGER NOT NULL,
         is_due INTEGER NOT NULL DEFAULT 0,
         PRIMARY KEY (conversation, agent)
       ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX reminders_by_time ON reminders (at) WHERE is_due = 0',
    ],
  },
  {
    id: '2026-11-persons',
    statements: [
      // What is theirs in all conversations: by whom they are known, and what they are called.
      `ALTER TABLE conversations ADD COLUMN person TEXT NOT NULL DEFAULT ''`,
      'ALTER TABLE conversations ADD COLUMN person_name TEXT',
      'ALTER TABLE conversations ADD COLUMN person_name_by TEXT',
      `UPDATE conversations SET
         person = COALESCE((SELECT m.person FROM merged_visitors m WHERE m.visitor = conversations.visitor), visitor),
         person_name = COALESCE(visitor_name, (SELECT other.visitor_name FROM conversations other
           WHERE conversations.visitor <> '' AND other.visitor = conversations.visitor
             AND other.visitor_name IS NOT NULL ORDER BY other.created_at DESC LIMIT 1))`,
    ],
  },
  {
    id: '2026-11-former-members',
    statements: [
      // Whose conversations go back to the queue, also those that come back later.
      'CREATE TABLE former_members (agent TEXT PRIMARY KEY, left_at INTEGER NOT NULL) STRICT',
      // Which conversations an agent may have open, and until when: connections are closed when they leave.
      `CREATE TABLE agent_visits (
         agent TEXT NOT NULL,
         conversation TEXT NOT NULL,
         until INTEGER NOT NULL,
         PRIMARY KEY (agent, conversation)
       ) STRICT, WITHOUT ROWID`,
    ],
  },
  {
    id: '2026-11-chores',
    statements: [
      `CREATE TABLE chores (
         what TEXT NOT NULL,
         conversation TEXT NOT NULL,
         due_at INTEGER NOT NULL,
         attempts INTEGER NOT NULL DEFAULT 0,
         PRIMARY KEY (what, conversation)
       ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX chores_by_time ON chores (what, due_at, conversation)',
      // Whoever reported before this may not have said who the visitor is, nor what was written.
      `INSERT INTO chores (what, conversation, due_at) SELECT 'report', conversation, 0 FROM conversations`,
    ],
  },
  {
    id: '2026-11-visitor-tokens',
    statements: [
      // Who was here before this has none: theirs is the first that comes.
      'CREATE TABLE visitor_tokens (visitor TEXT PRIMARY KEY, token_hash TEXT NOT NULL) STRICT, WITHOUT ROWID',
    ],
  },
  {
    id: '2026-11-joined-notes',
    statements: [
      // JSON: which fields of their notes the team wrote anew for the whole person.
      `ALTER TABLE merged_visitors ADD COLUMN settled TEXT NOT NULL DEFAULT '[]'`,
    ],
  },
  {
    id: '2026-11-removals',
    // Whose account has still to leave this workspace; null once it has.
    statements: ['ALTER TABLE former_members ADD COLUMN email TEXT'],
  },
  {
    id: '2026-11-names',
    statements: [
      // Who people are, apart from what they say, so that they can be found first.
      `CREATE VIRTUAL TABLE names USING fts5 (text, content = '', contentless_delete = 1, prefix = '1 2 3',
         tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'")`,
      fillNames,
    ],
  },
  {
    id: '2026-11-roles',
    statements: [
      // Whether a member's account knows their role.
      'ALTER TABLE members ADD COLUMN is_role_told INTEGER NOT NULL DEFAULT 1',
      // Null: they have signed in, or were there before this was kept.
      'ALTER TABLE members ADD COLUMN invited_until INTEGER',
    ],
  },
  {
    id: '2026-11-draft-marks',
    statements: [
      `CREATE TABLE draft_marks (
         conversation TEXT NOT NULL,
         agent TEXT NOT NULL,
         is_begun INTEGER NOT NULL,
         rev INTEGER NOT NULL,
         PRIMARY KEY (conversation, agent)
       ) STRICT, WITHOUT ROWID`,
    ],
  },
];

const NAMES_AT_ONCE = 500;

/** By code, because words of scripts without spaces are taken apart before they reach the index. */
function fillNames(sql: Sql): void {
  const after = (id: number) =>
    sql.all<{ id: number; text: string }>(
      `SELECT id, text FROM texts WHERE kind = 'person' AND text <> '' AND id > ? ORDER BY id LIMIT ?`,
      id,
      NAMES_AT_ONCE,
    );
  for (let rows = after(0); rows.length > 0; rows = after(rows.at(-1)?.id ?? 0))
    for (const { id, text } of rows)
      sql.all('INSERT INTO names (rowid, text) VALUES (?, ?)', id, indexed(text));
}
