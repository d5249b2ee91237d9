import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { WorkerDescription } from '../selfhost/config.ts';
import { root } from '../selfhost/settings.ts';

/** Keeps wrangler from asking the network for anything that a local run does not need. */
export const quietWrangler = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
};

/** To be run with our own Node: the one on the PATH may be older than wrangler wants. */
export const wranglerPath = join(root, 'node_modules/wrangler/bin/wrangler.js');

/** Runs wrangler and answers its exit code; what it prints comes out only if it fails, unless `isLoud`. */
export async function runWrangler(args: string[], { isLoud }: { isLoud: boolean }): Promise<number> {
  const wrangler = spawn(process.execPath, [wranglerPath, ...args], {
    cwd: root,
    stdio: isLoud ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...quietWrangler },
  });
  const output: Buffer[] = [];
  for (const stream of [wrangler.stdout, wrangler.stderr]) stream?.on('data', (chunk) => output.push(chunk));
  const [code] = await once(wrangler, 'close');
  if (code !== 0 && !isLoud) process.stderr.write(Buffer.concat(output));
  return code ?? 1;
}

/** Exactly the bundle that a deployment would upload. */
export async function bundleWorker(outDir: string): Promise<void> {
  const code = await runWrangler(['deploy', '--dry-run', '--outdir', outDir], { isLoud: false });
  if (code !== 0) throw new Error('wrangler could not bundle the Worker; its output is above.');
}

/** What selfhost/config.ts needs of wrangler.toml, read by wrangler itself. */
export async function describeWorker(): Promise<WorkerDescription> {
  // Imported here, because it takes a second: longer than a whole warm start.
  const { unstable_readConfig } = await import('wrangler');
  const config = unstable_readConfig({ config: join(root, 'wrangler.toml') });
  if (!config.compatibility_date) throw new Error('wrangler.toml has no compatibility_date.');
  return {
    compatibilityDate: config.compatibility_date,
    durableObjects: config.durable_objects.bindings.map((it: { name: string; class_name: string }) => ({
      binding: it.name,
      className: it.class_name,
    })),
    secrets: config.secrets?.required ?? [],
  };
}
