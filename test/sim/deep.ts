/**
 * `npm run sim:deep`: a million schedules (or `--count N`, from `--from M`), in one process a core, in chunks. Prints the
 * totals so far after each chunk and the seeds that broke a promise; ends with code 1 if there are any.
 */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Totals } from './run.ts';

const CHUNK = 5_000;

const { values } = parseArgs({
  options: { from: { type: 'string', default: '1' }, count: { type: 'string', default: '1000000' } },
});
const end = Number(values.from) + Number(values.count);
let next = Number(values.from);
const sum = { schedules: 0, faults: 0, messages: 0, slowestMs: 0, failed: [] as number[] };

await Promise.all(Array.from({ length: availableParallelism() }, work));
process.exitCode = sum.failed.length > 0 ? 1 : 0;

async function work(): Promise<void> {
  while (next < end) {
    const from = next;
    next = Math.min(end, from + CHUNK);
    const { failed, ...totals } = await simulate(from, next - from);
    sum.schedules += totals.schedules;
    sum.faults += totals.faults;
    sum.messages += totals.messages;
    sum.slowestMs = Math.max(sum.slowestMs, totals.slowestMs);
    sum.failed.push(...failed.map(({ seed }) => seed));
    console.log(JSON.stringify(sum));
  }
}

function simulate(from: number, count: number): Promise<Totals> {
  const args = [join(import.meta.dirname, 'run.ts'), '--from', `${from}`, '--count', `${count}`];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }, (error, output, complaint) => {
      if (output) resolve(JSON.parse(output));
      else reject(new Error(complaint || String(error)));
    });
  });
}
