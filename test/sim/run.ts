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
for (let seed = from; seed < from + count; seed += 1) {
  const result = await runSchedule(seed);
  totals.schedules += 1;
  totals.faults += result.faultCount;
  totals.messages += result.messageCount;
  totals.slowestMs = Math.max(totals.slowestMs, result.convergedAfterMs ?? 0);
  if (result.violations.length > 0) totals.failed.push(result);
  if (values['stop-at-first'] && totals.failed.length > 0) break;
}
console.log(JSON.stringify(totals));
process.exitCode = totals.failed.length > 0 ? 1 : 0;
