/** The built server over a workspace that holds so many conversations. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../selfhost/settings.ts';
import { type Server, startServer } from '../../support/server.ts';

/** @param realCount conversations that can be opened; the others are in the index only. */
export async function startSeeded(
  count: number,
  realCount: number,
): Promise<{ server: Server; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'porchlight-'));
  const server = await startServer({ dataDir });
  if (realCount > 0)
    await run('test/support/seed.ts', ['--conversations', `${realCount}`, '--at', server.origin], dataDir);
  await server.stop();
  await run('test/bench/inbox/seed-index.ts', ['--conversations', `${count - realCount}`], dataDir);
  await server.restart();
  return {
    server,
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function run(script: string, args: string[], dataDir: string): Promise<void> {
  const child = spawn(process.execPath, [join(root, script), ...args], {
    env: { ...process.env, PORCHLIGHT_DATA: dataDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
}
