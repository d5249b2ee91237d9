/** One e-mail address on disk. Passwords, links and sessions belong to a workspace each; see account-object.ts. */
import type { Me } from '../../protocol/api.ts';
import type { Sql } from '../durable/sql.ts';

export type Membership = Me['memberships'][number];
export type TokenKind = 'session' | 'link';

type MembershipRow = {
  workspace: string;
  workspace_name: string;
  agent: string;
  name: string;
  role: Membership['role'];
};

const COLUMNS = 'm.workspace, m.workspace_name, m.agent, m.name, m.role';

export function accountStore(sql: Sql) {
  return {
    email(): string | null {
      return sql.all<{ email: string }>('SELECT email FROM account')[0]?.email ?? null;
    },

    create(email: string, createdAt: number): void {
      sql.all('INSERT INTO account VALUES (1, ?, ?)', email, createdAt);
    },

    /** Of a member that it has already, the role stays: the workspace tells it, see setRole. */
    putMembership({ workspace, workspaceName, agent, name, role }: Membership): void {
      sql.all(
        `INSERT INTO memberships (workspace, workspace_name, agent, name, role) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (workspace) DO UPDATE SET workspace_name = excluded.workspace_name, name = excluded.name`,
        workspace,
        workspaceName,
        agent,
        name,
        role,
      );
    },

    /** As whom this account is a member; null: it is none. */
    agentIn: (workspace: string): string | null =>
      sql.all<{ agent: string }>('SELECT agent FROM memberships WHERE workspace = ?', workspace)[0]?.agent ??
      null,

    removeMembership(workspace: string): void {
      sql.all('DELETE FROM tokens WHERE workspace = ?', workspace);
      sql.all('DELETE FROM memberships WHERE workspace = ?', workspace);
    },

    rename(workspace: string, name: string): void {
      sql.all('UPDATE memberships SET name = ? WHERE workspace = ?', name, workspace);
    },

    setRole(workspace: string, agent: string, role: Membership['role']): void {
      sql.all('UPDATE memberships SET role = ? WHERE workspace = ? AND agent = ?', role, workspace, agent);
    },

    /** What a token opens, now. Looked up by its hash, so the time that takes says nothing about the token. */
    openedBy(hash: string, kind: TokenKind, now: number): Membership[] {
      return sql
        .all<MembershipRow>(
          `SELECT ${COLUMNS} FROM memberships m JOIN tokens t ON t.workspace = m.workspace
           WHERE t.hash = ? AND t.kind = ? AND t.expires_at > ? ORDER BY m.rowid`,
          hash,
          kind,
          now,
        )
        .map(({ workspace_name, ...row }) => ({ ...row, workspaceName: workspace_name }));
    },

    /** The passwords there are, by workspace. */
    passwordHashes(): { workspace: string; hash: string }[] {
      return sql.all<{ workspace: string; hash: string }>(
        'SELECT workspace, password_hash AS hash FROM memberships WHERE password_hash IS NOT NULL ORDER BY rowid',
      );
    },

    setPasswordHash(workspace: string, hash: string): void {
      sql.all('UPDATE memberships SET password_hash = ? WHERE workspace = ?', hash, workspace);
    },

    /** Whether somebody has been here before: has a password, or signed in. */
    isTaken(workspace: string): boolean {
      const taken = '(password_hash IS NOT NULL OR first_signed_in_at IS NOT NULL)';
      return (
        sql.all(`SELECT 1 AS found FROM memberships WHERE workspace = ? AND ${taken}`, workspace).length > 0
      );
    },

    noteSignIn(workspace: string, at: number): void {
      sql.all(
        'UPDATE memberships SET first_signed_in_at = COALESCE(first_signed_in_at, ?) WHERE workspace = ?',
        at,
        workspace,
      );
    },

    addToken(hash: string, kind: TokenKind, workspace: string, expiresAt: number): void {
      sql.all('INSERT INTO tokens VALUES (?, ?, ?, ?)', hash, kind, workspace, expiresAt);
    },

    /** When a session or link ends, in milliseconds since 1970; null when there is none. */
    expiresAt(hash: string): number | null {
      return (
        sql.all<{ at: number | null }>('SELECT MAX(expires_at) AS at FROM tokens WHERE hash = ?', hash)[0]
          ?.at ?? null
      );
    },

    removeToken(hash: string): void {
      sql.all('DELETE FROM tokens WHERE hash = ?', hash);
    },

    removeLinks(workspace: string): void {
      sql.all(`DELETE FROM tokens WHERE workspace = ? AND kind = 'link'`, workspace);
    },

    /** Every session and link of a workspace but one session: after a new password nothing old opens it. */
    removeOtherTokens(workspace: string, hash: string): void {
      sql.all('DELETE FROM tokens WHERE workspace = ? AND hash <> ?', workspace, hash);
    },

    addFailure(at: number, network: string): void {
      sql.all('INSERT INTO failures VALUES (?, ?)', at, network);
    },

    /** When the failures since then happened, oldest first; from one network, or from all. */
    failuresSince(since: number, network: string | null): number[] {
      return sql
        .all<{ at: number }>(
          'SELECT at FROM failures WHERE at > ?1 AND (?2 IS NULL OR network = ?2) ORDER BY at',
          since,
          network,
        )
        .map(({ at }) => at);
    },

    clearFailures(network: string): void {
      sql.all('DELETE FROM failures WHERE network = ?', network);
    },

    removeExpired(now: number, failuresBefore: number): void {
      sql.all('DELETE FROM tokens WHERE expires_at <= ?', now);
      sql.all('DELETE FROM failures WHERE at <= ?', failuresBefore);
    },
  };
}
