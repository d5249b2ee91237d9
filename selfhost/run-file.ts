import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inDataFolder, StartError } from './start-error.ts';

/** Who uses a data folder: `<data>/running.json`. Two servers on the same databases would break both. */
interface RunFile {
  supervisorPid: number;
  workerdPid?: number;
}

/**
 * Makes the data folder ours. A supervisor that was killed (kill -9) leaves its workerd behind, still holding
 * the port and the databases: it is ended here, after a look at its command line, because by now its number
 * may belong to another program.
 */
export async function claimDataFolder(dataDir: string, configPath: string): Promise<void> {
  const last = readRunFile(dataDir);
  if (last && commandLine(last.supervisorPid).includes('serve.ts') && last.supervisorPid !== process.pid) {
    throw new StartError(
      `Porchlight already runs on ${dataDir} (process ${last.supervisorPid}). Stop it, or set PORT and PORCHLIGHT_DATA to run a second one.`,
    );
  }
  if (last?.workerdPid && commandLine(last.workerdPid).includes(configPath)) {
    await endProcess(last.workerdPid);
  }
  writeRunFile(dataDir, { supervisorPid: process.pid });
}

export function writeRunFile(dataDir: string, content: RunFile): void {
  inDataFolder(dataDir, () => writeFileSync(join(dataDir, 'running.json'), JSON.stringify(content)));
}

export function removeRunFile(dataDir: string): void {
  rmSync(join(dataDir, 'running.json'), { force: true });
}

function readRunFile(dataDir: string): RunFile | undefined {
  try {
    const { supervisorPid, workerdPid } = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8'));
    if (!Number.isInteger(supervisorPid)) return undefined;
    return Number.isInteger(workerdPid) ? { supervisorPid, workerdPid } : { supervisorPid };
  } catch {
    // Missing or cut off by a crash: either way it names nobody.
    return undefined;
  }
}

/** Empty when there is no such process (or only its unread exit code is left). */
export function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

async function endProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM');
  for (let waitedMs = 0; commandLine(pid) !== ''; waitedMs += 50) {
    if (waitedMs === 3_000) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
}
