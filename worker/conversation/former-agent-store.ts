/** Agents of whom this conversation was told that they have left the team. For good: whoever comes back has another id. */
import type { Sql } from '../durable/sql.ts';

export function formerAgentStore(sql: Sql) {
  return {
    add(agent: string): void {
      sql.all('INSERT INTO former_agents VALUES (?) ON CONFLICT DO NOTHING', agent);
    },

    has: (agent: string): boolean =>
      sql.all('SELECT 1 AS found FROM former_agents WHERE agent = ?', agent).length > 0,
  };
}
