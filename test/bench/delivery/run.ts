/**
 * `npm run bench:delivery`: Porchlight and its peers send one message every 100 ms through the same bad network, at the
 * same time, and then have 40 s to settle. Prints what arrived exactly once, as a Markdown table. Fails unless all of
 * Porchlight's did, in order. `--seconds 120 --seed 1` are the defaults; a seed gives the same drops each time. With
 * `--apart` sender and receiver have a bad network each.
 */
import { setTimeout as at } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Contender, StartContender } from './contender.ts';
import { DROP_MS, type Drop, planDrops } from './drops.ts';
import { startPartySocket } from './party-socket.ts';
import { startPorchlight } from './porchlight.ts';
import { isPerfect, type Score, scoreOf, tableOf } from './score.ts';
import { startPlain, startRecovering, startRetrying } from './socket-io.ts';

const EVERY_MS = 100;
const SETTLE_MS = 40_000;
const START_MS = 60_000;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
    apart: { type: 'boolean', default: false },
  },
});
const seconds = wholeNumber('seconds', 10);
const seed = wholeNumber('seed', 0);

const contenders: Contender[] = [];
const closeAll = () => Promise.all(contenders.map((contender) => contender.close()));
// A signal would end this process at once, and so leave servers behind.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => closeAll().finally(() => process.exit(1)));
const overdue = setTimeout(() => {
  console.error(`Not everybody was connected after ${START_MS / 1_000} s.`);
  process.exit(1);
}, START_MS);

// One after the other: two that look for free ports at the same time might find the same.
const starts: StartContender[] = [
  startPorchlight,
  startPlain,
  startRecovering,
  startRetrying,
  startPartySocket,
];
for (const start of starts) contenders.push(await start());
clearTimeout(overdue);

const drops = planDrops(seed, seconds, values.apart);
console.log(storyOf(drops));
const sentCount = await sendThrough(drops);
await at(SETTLE_MS);

const scores = new Map<string, Score>();
for (const contender of contenders) scores.set(contender.name, scoreOf(sentCount, contender.received()));
await closeAll();
console.log(tableOf(scores));

const ours = scores.get('Porchlight');
process.exitCode = ours && isPerfect(ours) ? 0 : 1;

/** @returns how many messages each has sent. */
async function sendThrough(drops: readonly Drop[]): Promise<number> {
  const count = (seconds * 1_000) / EVERY_MS;
  const everybody = (run: (contender: Contender) => void) => () => contenders.forEach(run);
  const steps = [
    ...Array.from({ length: count }, (_, number) => ({
      atMs: number * EVERY_MS,
      run: everybody((contender) => contender.send(number)),
    })),
    ...drops.flatMap(({ side, kind, startsAtMs }) => [
      { atMs: startsAtMs, run: everybody(({ networks }) => networks[side].fail(kind)) },
      { atMs: startsAtMs + DROP_MS, run: everybody(({ networks }) => networks[side].heal(kind)) },
    ]),
  ].sort((a, b) => a.atMs - b.atMs);
  const startedAt = performance.now();
  for (const { atMs, run } of steps) {
    await at(Math.max(0, startedAt + atMs - performance.now()));
    run();
  }
  return count;
}

function storyOf(drops: readonly Drop[]): string {
  const ofOne = drops.filter(({ side }) => side === 'sender');
  const whose = values.apart ? 'for each side in turn' : 'for both sides at once';
  const kinds = ofOne.map(({ kind }) => kind).join(', ');
  return `Seed ${seed}: ${ofOne.length} drops of ${DROP_MS / 1_000} s in ${seconds} s, ${whose}: ${kinds}.\n`;
}

function wholeNumber(name: 'seconds' | 'seed', atLeast: number): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= atLeast) return number;
  console.error(`--${name} must be a whole number from ${atLeast}.`);
  process.exit(2);
}
