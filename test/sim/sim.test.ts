/** The real client and the real conversation core under every fault we know, thousands of times. docs/RELIABILITY.md. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFECTS } from './defects.ts';
import type { Totals } from './run.ts';
import type { Storm } from './storm.ts';

const ROOT = join(import.meta.dirname, '../..');
const SCHEDULES = 10_000;
const DEFECT_SCHEDULES = 2_000;

const simulate = (root: string, from: number, count: number, ...more: string[]): Promise<Totals> =>
  run(join(root, 'test/sim/run.ts'), '--from', `${from}`, '--count', `${count}`, ...more);

/** In a process of its own, so that several run at once. */
function run<Result>(...args: string[]): Promise<Result> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }, (error, output, complaint) => {
      // A run that broke a promise prints its totals and exits with 1; one that crashed prints none.
      if (output) resolve(JSON.parse(output));
      else reject(new Error(complaint || String(error)));
    });
  });
}

describe('simulation', () => {
  it(`${SCHEDULES} schedules of faults: nothing lost, doubled, reordered or diverged`, async () => {
    const processCount = Math.max(1, availableParallelism());
    const share = Math.ceil(SCHEDULES / processCount);
    const parts = Array.from({ length: processCount }, (_, index) =>
      simulate(ROOT, 1 + index * share, share),
    );
    const totals = await Promise.all(parts);
    const sum = (of: (part: Totals) => number) => totals.reduce((all, part) => all + of(part), 0);
    console.log(
      `${sum((part) => part.schedules)} schedules, ${sum((part) => part.faults)} faults, ` +
        `${sum((part) => part.messages)} messages, slowest agreement after ${Math.max(...totals.map((part) => part.slowestMs))} ms`,
    );
    expect(totals.flatMap((part) => part.failed)).toEqual([]);
    expect(sum((part) => part.faults)).toBeGreaterThanOrEqual(250_000);
  }, 600_000);

  it('[CON-5] 10,000 clients after an outage of 20 s: never more than 300 at once, all synced within a minute', async () => {
    const storm = await run<Storm>(join(ROOT, 'test/sim/storm.ts'), '--clients', '10000', '--outage', '20');
    console.log(JSON.stringify(storm));
    expect(storm.peakAttempts).toBeLessThanOrEqual(300);
    expect(storm.syncedAfterMs).toBeLessThanOrEqual(60_000);
  }, 600_000);

  it.each(DEFECTS)(
    'the checker notices: $name',
    async ({ changes }) => {
      const copy = mkdtempSync(join(tmpdir(), 'porchlight-defect-'));
      for (const room of ['protocol', 'client', 'worker', 'test/sim', 'package.json'])
        cpSync(join(ROOT, room), join(copy, room), { recursive: true });
      for (const { file, from, to } of changes) {
        const source = readFileSync(join(copy, file), 'utf8');
        expect(source.split(from), `${file} has: ${from}`).toHaveLength(2);
        writeFileSync(
          join(copy, file),
          source.replace(from, () => to),
        );
      }
      const found = await simulate(copy, 1, DEFECT_SCHEDULES, '--stop-at-first').then(
        ({ failed, schedules }) => failed.length > 0 && `after ${schedules} schedules`,
        () => 'by a crash',
      );
      rmSync(copy, { recursive: true });
      expect(found, 'found').toBeTruthy();
      console.log(`found ${found}`);
    },
    120_000,
  );
});
