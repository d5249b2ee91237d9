import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployment } from './deployment.ts';
import { atEnd, end, hasBegunToEnd } from './lifetime.ts';
import { StartError } from './start-error.ts';

/** The binary of this platform, as the workerd package finds it (or PORCHLIGHT_WORKERD). */
export function findWorkerd(override: string | undefined): string {
  try {
    const path = override ?? createRequire(import.meta.url)('workerd').default;
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    const where = override ? ` at ${override} (PORCHLIGHT_WORKERD)` : '';
    throw new StartError(
      `The workerd binary is missing${where}. Run \`npm ci\` on this machine, with optional dependencies and install scripts allowed.`,
    );
  }
}

/** Answers its process number. `mail`: what is set of MAIL_SETTINGS. */
export function startWorkerd(
  binary: string,
  configPath: string,
  secrets: Deployment,
  mail: Record<string, string>,
): number {
  const workerd = spawn(binary, ['serve', configPath], {
    stdio: ['ignore', 'inherit', 'inherit'],
    // Secrets travel in the environment, where other users cannot read them, unlike arguments.
    env: { PORCHLIGHT_SECRET: secrets.secret, PORCHLIGHT_SETUP_TOKEN: secrets.setupToken, ...mail },
    // A group of its own: Ctrl-C reaches only us, and we end it when nothing needs it any more.
    detached: true,
  });
  workerd.on('exit', (code, signal) => {
    if (hasBegunToEnd()) return;
    const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
    console.error(
      `porchlight: workerd ${how}. What was shown as sent is on disk; start again with \`npm start\`.`,
    );
    void end(1);
  });
  workerd.on('error', () => {
    // Without a listener Node would print a stack; what there is to say is thrown below.
  });
  if (workerd.pid === undefined) {
    throw new StartError(`${binary} cannot be run. Run \`npm ci\` on this machine.`);
  }
  atEnd(() => stop(workerd));
  return workerd.pid;
}

async function stop(workerd: ChildProcess): Promise<void> {
  if (workerd.exitCode !== null || workerd.signalCode !== null) return;
  const exited = once(workerd, 'exit');
  workerd.kill('SIGTERM');
  const isStopped = await Promise.race([exited.then(() => true), sleep(1_000, false, { ref: false })]);
  if (isStopped) return;
  workerd.kill('SIGKILL');
  await exited;
}

/** Resolves with the first 200 of /health. */
export async function untilHealthy(origin: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await fetch(`${origin}/health`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > deadline) {
      throw new StartError(
        `No healthy answer from ${origin}/health in 30 s (last: ${answer?.status ?? 'none'}).`,
      );
    }
    await sleep(5);
  }
}
