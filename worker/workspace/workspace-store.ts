/** The tenant on disk: its sites and members. */
import type { Member } from '../../protocol/api.ts';
import { type Look, look } from '../../protocol/look.ts';
import { list, parseJson, text } from '../../protocol/shape.ts';
import type { Sql } from '../durable/sql.ts';

export interface WorkspaceRecord {
  id: string;
  name: string;
  /** Names the inbox's revisions: a workspace restored from a backup gets another. */
  epoch: string;
}

export interface Site {
  key: string;
  name: string;
  greeting: string;
  /** Origins that may embed it; empty: any. */
  origins: string[];
  look: Look;
}

type MemberRow = {
  agent: string;
  email: string;
  name: string;
  role: Member['role'];
  title: string;
  invited_until: number | null;
  photo: string | null;
};

/** A photo is known by its address. */
const SELECT_MEMBERS = `
  SELECT m.agent, m.email, m.name, m.role, m.title, m.invited_until,
    '/api/photos/' || (SELECT id FROM workspace) || '/' || p.hash AS photo
  FROM members m LEFT JOIN member_photos p ON p.agent = m.agent`;

const originList = list(text(256), 100);

export type WorkspaceStore = ReturnType<typeof workspaceStore>;

export function workspaceStore(sql: Sql) {
  return {
    transaction: sql.transaction,

    record(): WorkspaceRecord | null {
      const [row] = sql.all<{ id: string; name: string; epoch: string }>(
        'SELECT id, name, epoch FROM workspace',
      );
      return row ?? null;
    },

    create({ id, name, epoch }: WorkspaceRecord, createdAt: number): void {
      sql.all('INSERT INTO workspace VALUES (1, ?, ?, ?, ?)', id, name, epoch, createdAt);
    },

    addSite({ key, name, greeting, origins, look }: Site): void {
      sql.all(
        'INSERT INTO sites (key, name, greeting, origins, look) VALUES (?, ?, ?, ?, ?)',
        key,
        name,
        greeting,
        JSON.stringify(origins),
        JSON.stringify(look),
      );
    },

    changeSite({ key, name, origins, look }: Site): void {
      sql.all(
        'UPDATE sites SET name = ?, origins = ?, look = ? WHERE key = ?',
        name,
        JSON.stringify(origins),
        JSON.stringify(look),
        key,
      );
    },

    sites(): Site[] {
      return sql
        .all<{ key: string; name: string; greeting: string; origins: string; look: string }>(
          'SELECT key, name, greeting, origins, look FROM sites ORDER BY rowid',
        )
        .map((row) => ({
          ...row,
          origins: parseJson(originList, row.origins),
          look: parseJson(look, row.look),
        }));
    },

    members(): Member[] {
      return sql.all<MemberRow>(`${SELECT_MEMBERS} ORDER BY m.rowid`).map(toMember);
    },

    member(agent: string): Member | null {
      return sql.all<MemberRow>(`${SELECT_MEMBERS} WHERE m.agent = ?`, agent).map(toMember)[0] ?? null;
    },

    memberByEmail(email: string): Member | null {
      return sql.all<MemberRow>(`${SELECT_MEMBERS} WHERE m.email = ?`, email).map(toMember)[0] ?? null;
    },

    addMember({ agent, email, name, role }: Member): void {
      sql.all('INSERT INTO members (agent, email, name, role) VALUES (?, ?, ?, ?)', agent, email, name, role);
    },

    /** Their account has still to be told. */
    setRole(agent: string, role: Member['role']): void {
      sql.all('UPDATE members SET role = ?, is_role_told = 0 WHERE agent = ?', role, agent);
    },

    /** Whose account may still think of another role. */
    untoldRoles: (): Pick<Member, 'agent' | 'email' | 'role'>[] =>
      sql.all<Pick<MemberRow, 'agent' | 'email' | 'role'>>(
        'SELECT agent, email, role FROM members WHERE is_role_told = 0',
      ),

    roleTold(agent: string, role: Member['role']): void {
      sql.all('UPDATE members SET is_role_told = 1 WHERE agent = ? AND role = ?', agent, role);
    },

    forgetRoleTold(agent: string): void {
      sql.all('UPDATE members SET is_role_told = 0 WHERE agent = ?', agent);
    },

    /** @param until when the invitation ends; null: they have signed in. */
    setInvited(agent: string, until: number | null): void {
      sql.all('UPDATE members SET invited_until = ? WHERE agent = ?', until, agent);
    },

    /** The desk's part of it goes, too; what they wrote stays. Their account has still to leave. */
    removeMember({ agent, email }: Pick<Member, 'agent' | 'email'>, leftAt: number): void {
      for (const table of ['members', 'member_photos', 'team_members', 'attendance'])
        sql.all(`DELETE FROM ${table} WHERE agent = ?`, agent);
      sql.all('DELETE FROM saved_views WHERE owner = ?', agent);
      sql.all('INSERT INTO former_members (agent, left_at, email) VALUES (?, ?, ?)', agent, leftAt, email);
    },

    formerMembers: (): string[] =>
      sql.all<{ agent: string }>('SELECT agent FROM former_members').map(({ agent }) => agent),

    /** Whose account this member had, as long as it has not left; null, too, when there was no such member. */
    accountToLeave: (agent: string): string | null =>
      sql.all<{ email: string | null }>('SELECT email FROM former_members WHERE agent = ?', agent)[0]
        ?.email ?? null,

    accountLeft(agent: string): void {
      sql.all('UPDATE former_members SET email = NULL WHERE agent = ?', agent);
    },

    /** An agent may have a conversation open until then. */
    noteVisit(agent: string, conversation: string, until: number, now: number): void {
      sql.all('DELETE FROM agent_visits WHERE agent = ? AND until < ?', agent, now);
      sql.all(
        `INSERT INTO agent_visits VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET until = excluded.until`,
        agent,
        conversation,
        until,
      );
    },

    /** The conversations that they may have open. */
    visits: (agent: string, now: number): string[] =>
      sql
        .all<{ conversation: string }>(
          'SELECT conversation FROM agent_visits WHERE agent = ? AND until >= ?',
          agent,
          now,
        )
        .map(({ conversation }) => conversation),

    endVisit(agent: string, conversation: string): void {
      sql.all('DELETE FROM agent_visits WHERE agent = ? AND conversation = ?', agent, conversation);
    },

    renameMember(agent: string, name: string): void {
      sql.all('UPDATE members SET name = ? WHERE agent = ?', name, agent);
    },

    /** @param title empty for none. */
    setTitle(agent: string, title: string): void {
      sql.all('UPDATE members SET title = ? WHERE agent = ?', title, agent);
    },
  };
}

const toMember = ({ title, photo, invited_until, ...member }: MemberRow): Member => ({
  ...member,
  ...(invited_until !== null && { invitedUntil: invited_until }),
  ...(title && { title }),
  ...(photo && { photo }),
});
