/**
 * Fills the index of a stopped server's workspace: lists, counts and search as with so many conversations, in seconds.
 * The conversations themselves are not made, so none of these can be opened; `npm run seed` makes some that can.
 *
 *     npm run seed:index -- --conversations 100000
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { workspaceId } from '../../../protocol/ids.ts';
import { object, parseJson } from '../../../protocol/shape.ts';
import { migrate } from '../../../worker/durable/migrate.ts';
import type { Sql } from '../../../worker/durable/sql.ts';
import { inboxStore } from '../../../worker/workspace/inbox-store.ts';
import { searchStore } from '../../../worker/workspace/search-store.ts';
import { WORKSPACE_MIGRATIONS } from '../../../worker/workspace/workspace-migrations.ts';
import { workspaceStore } from '../../../worker/workspace/workspace-store.ts';
import { nodeSql } from '../../sim/node-sql.ts';
import { fill } from './fill.ts';

const { values } = parseArgs({ options: { conversations: { type: 'string', default: '100000' } } });
const dataDir = process.env.PORCHLIGHT_DATA || '.data';
const deployment = readFileSync(join(dataDir, 'deployment.json'), 'utf8');
const { workspace } = parseJson(object({ workspace: workspaceId }), deployment);

/** workerd names files by hashes: the workspace is the one that says so. */
function openWorkspace(): Sql {
  const folder = join(dataDir, 'objects');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.sqlite'),
  );
  for (const file of files) {
    const sql = nodeSql(join(folder, file));
    const isWorkspace = sql.all(`SELECT 1 AS found FROM sqlite_master WHERE name = 'members'`).length > 0;
    if (isWorkspace && workspaceStore(sql).record()?.id === workspace) return sql;
    sql.close();
  }
  throw new Error(`There is no workspace in ${dataDir}. Start the server once, then stop it.`);
}

const sql = openWorkspace();
migrate(sql, WORKSPACE_MIGRATIONS);
const store = workspaceStore(sql);
const [site] = store.sites();
const inbox = inboxStore(sql);
const labels = sql.all<{ id: string }>('SELECT id FROM labels').map(({ id }) => id);
const startedAt = performance.now();
const { messageCount } = fill(sql, inbox, searchStore(sql), Number(values.conversations), {
  site: site?.key ?? '',
  agents: store.members().map(({ agent, name }) => ({ id: agent, name })),
  labels: labels.length > 0 ? labels : ['label00000'],
});
inbox.placeAll();
console.log(
  `${values.conversations} conversations, ${messageCount} messages in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
);
