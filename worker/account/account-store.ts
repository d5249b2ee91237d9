/** One person's account on disk. */
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

export function accountStore(sql: Sql) {
  return {
    account(): { email: string; passwordHash: string | null; hasSignedIn: boolean } | null {
      const [row] = sql.all<{
        email: string;
        password_hash: string | null;
        first_signed_in_at: number | null;
      }>('SELECT * FROM account');
      if (!row) return null;
      return {
        email: row.email,
        passwordHash: row.password_hash,
        hasSignedIn: row.first_signed_in_at !== null,
      };
    },

    create(email: string, createdAt: number): void {
      sql.all('INSERT INTO account VALUES (1, ?, NULL, NULL, ?)', email, createdAt);
    },

    noteSignIn(at: number): void {
      sql.all('UPDATE account SET first_signed_in_at = COALESCE(first_signed_in_at, ?)', at);
    },

    setPasswordHash(hash: string): void {
      sql.all('UPDATE account SET password_hash = ?', hash);
    },

    memberships(): Membership[] {
      return sql
        .all<MembershipRow>('SELECT * FROM memberships ORDER BY rowid')
        .map(({ workspace_name, ...row }) => ({ ...row, workspaceName: workspace_name }));
    },

    putMembership({ workspace, workspaceName, agent, name, role }: Membership): void {
      sql.all(
        'INSERT OR REPLACE INTO memberships VALUES (?, ?, ?, ?, ?)',
        workspace,
        workspaceName,
        agent,
        name,
        role,
      );
    },

    addToken(hash: string, kind: TokenKind, expiresAt: number): void {
      sql.all('INSERT INTO tokens VALUES (?, ?, ?)', hash, kind, expiresAt);
    },

    /** Looked up by its hash, so the time that takes says nothing about the token. */
    hasToken(hash: string, kind: TokenKind, now: number): boolean {
      return (
        sql.all(
          'SELECT 1 AS found FROM tokens WHERE hash = ? AND kind = ? AND expires_at > ?',
          hash,
          kind,
          now,
        ).length > 0
      );
    },

    removeToken(hash: string): void {
      sql.all('DELETE FROM tokens WHERE hash = ?', hash);
    },

    /** Every session but one: after a change of password the others have to sign in again. */
    removeOtherSessions(hash: string): void {
      sql.all(`DELETE FROM tokens WHERE kind = 'session' AND hash <> ?`, hash);
    },

    addFailure(at: number): void {
      sql.all('INSERT INTO failures VALUES (?)', at);
    },

    /** When the failures since then happened, oldest first. */
    failuresSince(since: number): number[] {
      return sql
        .all<{ at: number }>('SELECT at FROM failures WHERE at > ? ORDER BY at', since)
        .map(({ at }) => at);
    },

    clearFailures(): void {
      sql.all('DELETE FROM failures');
    },

    removeExpired(now: number, failuresBefore: number): void {
      sql.all('DELETE FROM tokens WHERE expires_at <= ?', now);
      sql.all('DELETE FROM failures WHERE at <= ?', failuresBefore);
    },
  };
}
