/** Photos of members, at most one each, known to the outside by the hash of their bytes. */
import type { Sql } from '../durable/sql.ts';

export interface Photo {
  /** Of pictures that browsers show and that hold no script. */
  type: string;
  bytes: ArrayBuffer;
}

export function memberPhotoStore(sql: Sql) {
  return {
    put(agent: string, hash: string, { type, bytes }: Photo): void {
      sql.all('INSERT OR REPLACE INTO member_photos VALUES (?, ?, ?, ?)', agent, hash, type, bytes);
    },

    remove(agent: string): void {
      sql.all('DELETE FROM member_photos WHERE agent = ?', agent);
    },

    /** Somebody's who is still a member; null when nobody has this one. */
    find(hash: string): Photo | null {
      const [row] = sql.all<{ type: string; bytes: ArrayBuffer }>(
        'SELECT p.type, p.bytes FROM member_photos p JOIN members m ON m.agent = p.agent WHERE p.hash = ?',
        hash,
      );
      return row ?? null;
    },
  };
}
