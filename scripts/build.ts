// `npm run build`: dist/assets (what browsers get), dist/worker (what Cloudflare gets), dist/selfhost.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { commandLine } from '../selfhost/run-file.ts';
import { root } from '../selfhost/settings.ts';
import { buildAssets } from './build-assets.ts';
import { publish } from './publish.ts';
import { fingerprintPath, sourceFingerprint } from './source-fingerprint.ts';
import { staticServerBuild } from './vite-builds.ts';
import { bundleWorker, describeWorker } from './wrangler.ts';

// Taken before the build: a file changed meanwhile leaves dist/ stale, as it is.
const fingerprint = sourceFingerprint();
const dist = join(root, 'dist');
// Built aside and moved in when finished: a running server or a second build never sees half of it.
const staging = join(dist, `.staging-${process.pid}`);
removeLeftovers();
process.on('exit', () => rmSync(staging, { recursive: true, force: true }));
process.on('SIGTERM', () => process.exit(1));

// wrangler wants the folder of assets to exist, whatever is in it.
mkdirSync(join(dist, 'assets'), { recursive: true });
await Promise.all([
  bundleWorker(join(staging, 'worker')),
  buildAssets(join(staging, 'assets')),
  build(staticServerBuild(join(staging, 'selfhost'))),
]);
writeFileSync(join(staging, 'selfhost/worker.json'), JSON.stringify(await describeWorker()));

for (const part of ['assets', 'worker', 'selfhost']) publish(join(staging, part), join(dist, part));
writeFileSync(fingerprintPath, fingerprint);

/** What builds left behind that were killed. */
function removeLeftovers(): void {
  for (const name of existsSync(dist) ? readdirSync(dist) : []) {
    const [, pid] = name.match(/^\.staging-(\d+)$/) ?? [];
    if (pid && commandLine(Number(pid)) === '') rmSync(join(dist, name), { recursive: true, force: true });
  }
}
