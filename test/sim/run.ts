/**
 * Runs simulated schedules: `node test/sim/run.ts --from 1 --count 10000`, or one of them with `--seed N`.
 * Prints one JSON line with the totals, and the seed and story of every run that broke a promise.
 */
import { parseArgs } from 'node:util';
import { runSchedule, type ScheduleResult } from './run-schedule.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
  },
});
const from = Number(values.seed ?? values.from);
const count = values.seed ? 1 : Number(values.count);

const totals = { schedules: 0, faults: 0, messages: 0, slowestMs: 0, failed: [] as ScheduleResult[] };
for (let seed = from; seed < from + count; seed += 1) {
  const result = await runSchedule(seed);
  totals.schedules += 1;
  totals.faults += result.faultCount;
  totals.messages += result.messageCount;
  totals.slowestMs = Math.max(totals.slowestMs, result.convergedAfterMs ?? 0);
  if (result.violations.length > 0) totals.failed.push(result);
}
console.log(JSON.stringify(totals));
process.exitCode = totals.failed.length > 0 ? 1 : 0;
