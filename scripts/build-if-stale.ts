import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unlessEnding } from '../selfhost/lifetime.ts';
import { root } from '../selfhost/settings.ts';
import { StartError } from '../selfhost/start-error.ts';
import { spawnGroup } from './child-group.ts';
import { fingerprintPath, sourceFingerprint } from './source-fingerprint.ts';

/** Builds when the sources are not those that dist/ was made of. */
export async function buildIfStale(): Promise<void> {
  if (existsSync(fingerprintPath) && readFileSync(fingerprintPath, 'utf8') === sourceFingerprint()) return;
  process.stderr.write('Building …\n');
  // In a process of its own: the bundler's memory is not the server's to keep.
  const build = spawnGroup(process.execPath, [join(root, 'scripts/build.ts')], {
    stdio: 'inherit',
    // Within vitest it would say `test`, and the bundler would make a build for that.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [code] = await once(build, 'exit');
  await unlessEnding();
  if (code !== 0) throw new StartError('The build failed; its output is above.');
}
