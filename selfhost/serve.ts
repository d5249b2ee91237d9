// `npm start`: the built Worker under workerd itself, with SQLite on local disk, and the demo shop beside it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from '../scripts/build-if-stale.ts';
import { announce, type Running } from './announce.ts';
import { readWorkerDescription, workerdConfig } from './config.ts';
import { serveDemo } from './demo-site.ts';
import { openDeployment } from './deployment.ts';
import { atEnd, end, endOnSignals, hasBegunToEnd } from './lifetime.ts';
import { addressesFor, assertPortFree } from './ports.ts';
import { claimDataFolder, removeRunFile, writeRunFile } from './run-file.ts';
import { readSettings } from './settings.ts';
import { callSetup } from './setup.ts';
import { inDataFolder, whatFailed } from './start-error.ts';
import { findWorkerd, startWorkerd, untilHealthy } from './workerd.ts';

// A rejection that nobody handles comes here, too. Without this, Node would leave workerd behind.
process.on('uncaughtException', fail);
try {
  await serve();
} catch (error) {
  await fail(error);
}

async function fail(error: unknown): Promise<void> {
  if (!hasBegunToEnd()) console.error(`porchlight: ${whatFailed(error)}`);
  await end(1);
}

async function serve(): Promise<void> {
  const settings = readSettings(process.env);
  const { port, demoPort, dataDir } = settings;
  const addresses = addressesFor(settings.host);
  const hosts = addresses.listen;
  endOnSignals(settings);

  await buildIfStale();
  const binary = findWorkerd(settings.workerdPath);
  const deployment = openDeployment(dataDir);
  const configPath = join(dataDir, 'workerd.capnp');
  await claimDataFolder(dataDir, configPath);
  atEnd(() => removeRunFile(dataDir));
  await assertPortFree(port, hosts, 'the server');
  await assertPortFree(demoPort, hosts, 'the demo shop');

  const config = workerdConfig({ worker: readWorkerDescription(), configPath, dataDir, hosts, port });
  inDataFolder(dataDir, () => writeFileSync(configPath, config));
  const workerdPid = startWorkerd(binary, configPath, deployment, settings.mail);
  writeRunFile(dataDir, { supervisorPid: process.pid, workerdPid });
  const ownOrigin = `http://${addresses.own}:${port}`;
  await untilHealthy(ownOrigin);
  const healthyAfterMs = performance.timeOrigin + performance.now() - settings.startedAt;

  const { siteKey, signInToken } = await callSetup(ownOrigin, deployment, settings);
  const origin = `http://${addresses.shown}:${port}`;
  const demoOrigin = `http://${addresses.shown}:${demoPort}`;
  await serveDemo({ port: demoPort, hosts, origin, siteKey });

  const signInLink = `${origin}/console#sign-in=${signInToken}`;
  const running: Running = { origin, demoOrigin, siteKey, signInLink, workerdPid };
  announce(running, settings, healthyAfterMs);
  // A test that started us with an IPC channel learns the same facts without reading the text.
  process.send?.(running);
}
