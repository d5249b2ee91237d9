import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../selfhost/settings.ts';

/** Written last by a build: what dist/ was made of. */
export const fingerprintPath = join(root, 'dist/.fingerprint');

const inputs = [
  ...['protocol', 'client', 'widget', 'console', 'worker', 'selfhost', 'scripts'],
  ...['wrangler.toml', 'package-lock.json'],
];

/** By content, not by time: switching branches and fresh clones change times, not what is built. */
export function sourceFingerprint(): string {
  const hash = createHash('sha256');
  for (const path of inputs.flatMap(filesUnder))
    hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

function filesUnder(path: string): string[] {
  if (!existsSync(join(root, path))) return [];
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesUnder(`${path}/${name}`));
}
