/** What a message costs, counted in the built Worker with counting-worker.js around it. */
import { setTimeout as nextLook } from 'node:timers/promises';
import { ours } from './contenders.ts';
import { drive, type Span } from './drive.ts';
import { closeRooms, openRooms } from './room.ts';
import type { Scenario } from './scenarios.ts';
import { startOwn } from './workerd-process.ts';

type Counts = Map<string, number>;

/** @param quietMs so long must nothing be counted until a scenario is over: deliveries and alarms follow the messages. */
export async function printCounts(
  scenarios: readonly Scenario[],
  span: Span,
  quietMs: number,
): Promise<void> {
  const server = await startOwn(true);
  const contender = await ours(server);
  try {
    for (const scenario of scenarios) {
      const rooms = await openRooms(contender, scenario.roomCount, scenario.sendersPerRoom);
      const before = await readSettled(server.origin, quietMs);
      const { sentCount } = await drive(rooms, scenario, span);
      const after = await readSettled(server.origin, quietMs);
      closeRooms(rooms);
      console.log(`${scenario.title}: ${sentCount} messages; for each message`);
      for (const [key, count] of after) {
        const perMessage = (count - (before.get(key) ?? 0)) / sentCount;
        if (perMessage > 0) console.log(`  ${perMessage.toFixed(3).padStart(8)} ${key}`);
      }
    }
  } finally {
    await contender.stop();
  }
}

async function readSettled(origin: string, quietMs: number): Promise<Counts> {
  let last = '';
  for (let quietSince = performance.now(); performance.now() - quietSince < quietMs; await nextLook(50)) {
    const counts = await (await fetch(`${origin}/bench/counts`)).text();
    if (counts === last) continue;
    last = counts;
    quietSince = performance.now();
  }
  return new Map(Object.entries<number>(JSON.parse(last)).toSorted(([a], [b]) => a.localeCompare(b)));
}
