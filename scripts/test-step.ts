import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unlessEnding } from '../selfhost/lifetime.ts';
import { root } from '../selfhost/settings.ts';
import { spawnGroup } from './child-group.ts';

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs one of the installed tools as one counted item. What it prints is shown only if it fails. */
export async function runStep(name: string, command: string, args: string[]): Promise<Count> {
  const { code, output, seconds } = await capture(command, args);
  report(name, code === 0, seconds, output);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** Runs the given vitest projects and counts their tests. */
export async function runTests(projects: string[]): Promise<Count> {
  const resultPath = join(tmpdir(), `porchlight-test-${process.pid}-${projects.join('-')}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultPath}`];
  const { code, output, seconds } = await capture('vitest', [
    'run',
    ...reporters,
    ...projects.map((it) => `--project=${it}`),
  ]);
  const count = readCount(resultPath);
  rmSync(resultPath, { force: true });
  // A file that cannot be loaded or an error outside of any test fails the run without failing a test.
  if (code !== 0 && count.failed === 0) count.failed = 1;
  const { passed, failed, skipped } = count;
  const name = `${projects.join(', ')} tests: ${passed} passed, ${failed} failed, ${skipped} skipped`;
  report(name, failed === 0, seconds, output);
  return count;
}

function readCount(path: string): Count {
  try {
    const result = JSON.parse(readFileSync(path, 'utf8'));
    const skipped = result.numPendingTests + result.numTodoTests;
    return { passed: result.numPassedTests, failed: result.numFailedTests, skipped };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function capture(command: string, args: string[]) {
  const startedAt = performance.now();
  const child = spawnGroup(join(root, 'node_modules/.bin', command), args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) },
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  await unlessEnding();
  const seconds = (performance.now() - startedAt) / 1000;
  return { code: code as number | null, output: Buffer.concat(chunks).toString(), seconds };
}

function report(name: string, isGood: boolean, seconds: number, output: string): void {
  if (!isGood) process.stdout.write(`\n${output.trimEnd()}\n\n`);
  console.log(`${isGood ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
}
