import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Running } from '../../selfhost/announce.ts';
import { root } from '../../selfhost/settings.ts';

export interface ServerOptions {
  port?: number;
  /** Kept after `stop` when given; else a temporary folder, removed by it. */
  dataDir?: string;
  env?: Record<string, string>;
}

/** The real thing: what `npm start` starts, on free ports. A restart changes the pids and the sign-in link. */
export interface Server extends Running {
  readonly dataDir: string;
  readonly port: number;
  supervisorPid: number;
  /** Everything the server has printed. */
  output(): string;
  /** workerd gone in the middle of whatever it did; the supervisor gives up with it. */
  kill9(): Promise<void>;
  stop(): Promise<void>;
  /** The same ports and data again, after `kill9` or `stop`. */
  restart(): Promise<void>;
}

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const port = options.port ?? (await freePortPair());
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'porchlight-'));
  let started = await startSupervisor(port, dataDir, options.env);

  const server: Server = {
    ...started.running,
    supervisorPid: started.child.pid ?? 0,
    dataDir,
    port,
    output: () => started.output(),
    async kill9() {
      const exited = exitOf(started.child);
      process.kill(server.workerdPid, 'SIGKILL');
      await exited;
    },
    async stop() {
      started.child.kill('SIGTERM');
      await exitOf(started.child);
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
    async restart() {
      started.child.kill('SIGTERM');
      await exitOf(started.child);
      started = await startSupervisor(port, dataDir, options.env);
      Object.assign(server, started.running, { supervisorPid: started.child.pid });
    },
  };
  return server;
}

/** Runs selfhost/serve.ts to its end: for starts that are meant to fail. */
export async function serveToEnd(env: Record<string, string>) {
  const { child, output } = spawnSupervisor(env);
  // 'close' comes after the last output.
  const [code] = await once(child, 'close');
  return { code: code as number | null, output: output() };
}

async function startSupervisor(port: number, dataDir: string, env: Record<string, string> = {}) {
  const { child, output } = spawnSupervisor({ PORT: String(port), PORCHLIGHT_DATA: dataDir, ...env });
  const running = await new Promise<Running>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Running));
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code}:\n${output()}`)));
  });
  return { child, output, running };
}

function spawnSupervisor(env: Record<string, string>) {
  const inherited = { ...process.env };
  // Started by a test, not by npm: the IPC channel tells the server when the test is gone.
  delete inherited.npm_lifecycle_event;
  delete inherited.PORCHLIGHT_STARTED_AT;
  const child = spawn(process.execPath, [join(root, 'selfhost/serve.ts')], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...inherited, ...env },
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(chunk));
  return { child, output: () => Buffer.concat(chunks).toString() };
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/**
 * A port whose neighbour is free too: the demo takes it. Below those that systems hand out to outgoing connections (from
 * 32,768 on Linux): while a server is restarted, a client of another test could be given its port.
 */
export async function freePortPair(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.on('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
