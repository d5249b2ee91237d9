/**
 * Runs simulated schedules: `node test/sim/run.ts --from 1 --count 10000`, or one of them with `--seed N`.
 * Prints one JSON line with the totals, and the seed and story of every run that broke a promise.
 */
import { parseArgs } from 'node:util';
import { runSchedule, type ScheduleResult } from './run-schedule.ts';

export interface Totals {
  schedules: number;
  faults: number;
  messages: number;
  slowestMs: number;
  failed: ScheduleResult[];
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
    'stop-at-first': { type: 'boolean', default: false },
  },
});
const from = Number(values.seed ?? values.from);
const count = values.seed ? 1 : Number(values.count);

const totals: Totals = { schedules: 0, faults: 0, messages: 0, slowestMs: 0, failed: [] };

/** One seed a turn of the event loop: the simulation settles promises itself and must not run inside of one. */
function next(seed: number): void {
  const isFound = values['stop-at-first'] && totals.failed.length > 0;
  if (seed === from + count || isFound) return finish();
  const result = runSchedule(seed);
  totals.schedules += 1;
  totals.faults += result.faultCount;
  totals.messages += result.messageCount;
  totals.slowestMs = Math.max(totals.slowestMs, result.convergedAfterMs ?? 0);
  if (result.violations.length > 0) totals.failed.push(result);
  setImmediate(next, seed + 1);
}

function finish(): void {
  console.log(JSON.stringify(totals));
  process.exitCode = totals.failed.length > 0 ? 1 : 0;
}

setImmediate(next, from);
