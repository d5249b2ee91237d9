/** workerd, started by the bench itself: for the bare object, and for our Worker when it is counted or profiled. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readWorkerDescription, workerdConfig } from '../../../selfhost/config.ts';
import { openDeployment } from '../../../selfhost/deployment.ts';
import { callSetup } from '../../../selfhost/setup.ts';
import { findWorkerd, untilHealthy } from '../../../selfhost/workerd.ts';
import { freePortPair } from '../../support/server.ts';

export interface WorkerdProcess {
  origin: string;
  pid: number;
  /** Where V8's inspector listens, by service name. */
  inspector: string;
  stop(): Promise<void>;
}

interface Place {
  dataDir: string;
  configPath: string;
  port: number;
}

const here = import.meta.dirname;
const HOST = '127.0.0.1';

export function startBare(): Promise<WorkerdProcess> {
  const { compatibilityDate } = readWorkerDescription();
  return startWorkerd(({ dataDir, configPath, port }) => ({
    config: `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "bare", worker = (
      modules = [(name = "bare-object.js", esModule = ${embed(configPath, join(here, 'bare-object.js'))})],
      compatibilityDate = "${compatibilityDate}",
      bindings = [(name = "ROOM", durableObjectNamespace = "Room")],
      durableObjectNamespaces = [(className = "Room", uniqueKey = "bare-Room", enableSql = true)],
      durableObjectStorage = (localDisk = "objects"),
    )),
    (name = "objects", disk = (path = ${JSON.stringify(join(dataDir, 'objects'))}, writable = true)),
  ],
  sockets = [(name = "http", address = "${HOST}:${port}", service = "bare", http = ())],
);
`,
  }));
}

export interface OwnProcess extends WorkerdProcess {
  siteKey: string;
  signInLink: string;
}

/**
 * Our built Worker as `npm start` configures it, in a process of the bench's own.
 * @param isCounted with counting-worker.js around it.
 */
export async function startOwn(isCounted: boolean): Promise<OwnProcess> {
  const worker = readWorkerDescription();
  const owner = { email: 'owner@localhost', password: undefined, name: undefined };
  let setUp: (origin: string) => ReturnType<typeof callSetup> = () =>
    Promise.reject(new Error('not started'));
  const started = await startWorkerd((place) => {
    const deployment = openDeployment(place.dataDir);
    setUp = (origin) => callSetup(origin, deployment, { name: 'Our team', owner });
    const config = workerdConfig({ worker, ...place, hosts: [HOST] });
    const env = { PORCHLIGHT_SECRET: deployment.secret, PORCHLIGHT_SETUP_TOKEN: deployment.setupToken };
    return { config: isCounted ? withCounting(config, place.configPath) : config, env };
  });
  const { siteKey, signInToken } = await setUp(started.origin);
  return { ...started, siteKey, signInLink: `${started.origin}/console#sign-in=${signInToken}` };
}

function withCounting(config: string, configPath: string): string {
  const modules = 'modules = [(name = "index.js"';
  if (!config.includes(modules))
    throw new Error('selfhost/config.ts no longer begins its modules as known here');
  const counting = `(name = "counting-worker.js", esModule = ${embed(configPath, join(here, 'counting-worker.js'))})`;
  return config.replace(modules, `modules = [${counting}, (name = "index.js"`);
}

/** Starts with a fresh folder, and resolves when /health answers. */
async function startWorkerd(
  configure: (place: Place) => { config: string; env?: Record<string, string> },
): Promise<WorkerdProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'porchlight-bench-'));
  mkdirSync(join(dataDir, 'objects'));
  const port = await freePortPair();
  const place = { dataDir, configPath: join(dataDir, 'workerd.capnp'), port };
  const { config, env = {} } = configure(place);
  writeFileSync(place.configPath, config);
  const inspector = `${HOST}:${port + 1}`;
  const child = spawn(
    findWorkerd(process.env.PORCHLIGHT_WORKERD),
    ['serve', place.configPath, '--inspector-addr', inspector],
    { stdio: ['ignore', 'ignore', 'inherit'], env },
  );
  const endAtOnce = () => {
    child.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.on('exit', endAtOnce);
  const origin = `http://${HOST}:${port}`;
  await untilHealthy(origin);
  return {
    origin,
    pid: child.pid ?? 0,
    inspector,
    async stop() {
      process.off('exit', endAtOnce);
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** workerd reads embedded files relative to its configuration. */
const embed = (configPath: string, file: string): string =>
  `embed ${JSON.stringify(relative(join(configPath, '..'), file))}`;
