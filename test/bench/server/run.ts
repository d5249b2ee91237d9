/**
 * `npm run bench:server`: throughput, latency and memory of the built server beside a bare Durable Object
 * (bare-object.js) on the same workerd, in one run, round by round in turns. Then what each message costs in rows and
 * requests.
 *
 *   --quick               short rounds and fewer sockets, under half a minute
 *   --only NAME           one scenario of scenarios.ts, `memory` or `counts`
 *   --rounds N            pairs of rounds
 *   --seconds N           of each round
 *   --profile NAME        instead: the processor's time by function in one scenario, ours and bare
 */
import { parseArgs } from 'node:util';
import { startServer } from '../../support/server.ts';
import { bare, ours } from './contenders.ts';
import { printCounts } from './counts.ts';
import { printMemory } from './memory.ts';
import { printProfiles } from './profile.ts';
import type { Contender } from './room.ts';
import { comparePaired, SCENARIOS, type Scenario } from './scenarios.ts';
import { type Comparison, compare, percentile } from './statistics.ts';
import { startBare } from './workerd-process.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    profile: { type: 'string' },
  },
});
const { quick, only } = options;
const roundCount = Number(options.rounds ?? (quick ? 3 : 7));
const measureMs = 1_000 * Number(options.seconds ?? (quick ? 0.6 : 4));
const span = { warmUpMs: quick ? 150 : 500, measureMs };

/** Of a column, in characters. */
const WIDTH = 23;

// What was started ends with us, also when we are told to stop.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

if (options.profile !== undefined) await printProfiles(scenarioNamed(options.profile), span);
else {
  const scenarios = SCENARIOS.filter(({ name }) => only === undefined || only === name);
  if (scenarios.length > 0) await printComparisons(scenarios);
  if (only === undefined || only === 'memory') await printMemory(quick ? 200 : 1_000, quick ? 2_000 : 30_000);
  if (only === undefined || only === 'counts' || scenarios.length === 1)
    await printCounts(only === 'counts' ? SCENARIOS : scenarios, span, quick ? 500 : 3_000);
}

function scenarioNamed(name: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (!scenario)
    throw new Error(`There is no scenario ${name}, only ${SCENARIOS.map((it) => it.name).join(', ')}.`);
  return scenario;
}

async function printComparisons(scenarios: readonly Scenario[]): Promise<void> {
  const contenders: Contender[] = [];
  try {
    const server = await startServer();
    const own = await ours({ ...server, pid: server.workerdPid });
    contenders.push(own);
    const other = bare(await startBare());
    contenders.push(other);
    console.log(
      `${roundCount} pairs of rounds of ${measureMs / 1_000} s; medians, and the median of the pairs' ratios\n`,
    );
    const columns = ['messages/s', 'p50 ms', 'p99 ms', 'workerd CPU ms/message'];
    console.log(`${'ours / bare (ratio)'.padEnd(40)}  ${columns.map((it) => it.padEnd(WIDTH)).join('  ')}`);
    for (const scenario of scenarios) {
      const pairs = await comparePaired(scenario, { ours: own, bare: other }, roundCount, span);
      const rate = compare(pairs, (of) => of.messagesPerSecond);
      const half = compare(pairs, (of) => percentile(of.latenciesMs, 0.5));
      const tail = compare(pairs, (of) => percentile(of.latenciesMs, 0.99));
      const cpu = compare(pairs, (of) => of.cpuMs);
      const cells = [cell(rate, 0), cell(half, 2), cell(tail, 2), cell(cpu, 3)];
      console.log(`${scenario.title.padEnd(40)}  ${cells.join('  ')}`);
    }
    console.log('');
  } finally {
    for (const contender of contenders) await contender.stop();
  }
}

function cell({ ours, bare, ratio }: Comparison, digits: number): string {
  return `${ours.toFixed(digits)} / ${bare.toFixed(digits)} (${ratio.toFixed(2)})`.padEnd(WIDTH);
}
