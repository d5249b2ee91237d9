// `npm run dev`: wrangler's development server, rebuilding on change, with the demo shop beside it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type InlineConfig, type Rolldown } from 'vite';
import { announce } from '../selfhost/announce.ts';
import { serveDemo } from '../selfhost/demo-site.ts';
import { type Deployment, openDeployment } from '../selfhost/deployment.ts';
import { atEnd, end, endOnSignals, hasBegunToEnd } from '../selfhost/lifetime.ts';
import { addressesFor, assertPortFree } from '../selfhost/ports.ts';
import { readSettings, root } from '../selfhost/settings.ts';
import { callSetup } from '../selfhost/setup.ts';
import { StartError } from '../selfhost/start-error.ts';
import { untilHealthy } from '../selfhost/workerd.ts';
import { writeAssetRules } from './build-assets.ts';
import { spawnGroup } from './child-group.ts';
import { writeLanguages } from './languages.ts';
import { consoleBuild, loaderBuild, messengerBuild, pushWorkerBuild, sideBuild } from './vite-builds.ts';
import { quietWrangler, wranglerPath } from './wrangler.ts';

try {
  await develop();
} catch (error) {
  console.error(error instanceof StartError ? `porchlight: ${error.message}` : error);
  await end(1);
}

async function develop(): Promise<void> {
  // A folder of its own inside the data folder: what is tried here stays away from real conversations.
  const settings = { ...readSettings(process.env), dataDir: join(readSettings(process.env).dataDir, 'dev') };
  const { port, demoPort, dataDir } = settings;
  const hosts = addressesFor(undefined).listen;
  endOnSignals(settings);
  await assertPortFree(port, hosts, 'the server');
  await assertPortFree(demoPort, hosts, 'the demo shop');

  const deployment = openDeployment(dataDir);
  const assets = join(root, 'dist/dev');
  await watchAssets(assets);
  startWrangler(port, dataDir, assets, deployment);
  const origin = `http://localhost:${port}`;
  await untilHealthy(origin);
  const healthyAfterMs = performance.timeOrigin + performance.now() - settings.startedAt;

  const { siteKey, signInToken } = await callSetup(origin, deployment, settings);
  await serveDemo({ port: demoPort, hosts, origin, siteKey });
  const signInLink = `${origin}/console#sign-in=${signInToken}`;
  announce(
    { origin, demoOrigin: `http://localhost:${demoPort}`, siteKey, signInLink },
    settings,
    healthyAfterMs,
  );
}

async function watchAssets(outDir: string): Promise<void> {
  mkdirSync(outDir, { recursive: true });
  writeAssetRules(outDir);
  const options = { outDir, isWatching: true };
  await watch(messengerBuild(options));
  await watch(sideBuild(options));
  await watch(pushWorkerBuild(options));
  await writeLanguages(outDir);
  await watch(loaderBuild(options, '/m/messenger.js'));
  await watch(consoleBuild(options));
}

/** Resolves after the first build; the later ones happen by themselves. */
async function watch(config: InlineConfig): Promise<void> {
  const watcher = (await build(config)) as Rolldown.RolldownWatcher;
  atEnd(() => watcher.close());
  await new Promise<void>((resolve, reject) => {
    watcher.on('event', (event) => {
      if (event.code === 'END') resolve();
      if (event.code === 'ERROR') reject(event.error);
    });
  });
}

function startWrangler(port: number, dataDir: string, assets: string, secrets: Deployment): void {
  const envFile = join(dataDir, 'secrets.env');
  const lines = [`PORCHLIGHT_SECRET=${secrets.secret}`, `PORCHLIGHT_SETUP_TOKEN=${secrets.setupToken}`];
  writeFileSync(envFile, lines.join('\n'), { mode: 0o600 });
  const args = ['dev', '--port', String(port), '--persist-to', dataDir, '--assets', assets];
  args.push('--env-file', envFile, '--show-interactive-dev-session=false');
  const wrangler = spawnGroup(process.execPath, [wranglerPath, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...quietWrangler },
  });
  wrangler.on('exit', (code) => {
    if (!hasBegunToEnd()) console.error(`porchlight: wrangler ended (${code ?? 'by a signal'}).`);
    void end(1);
  });
}
