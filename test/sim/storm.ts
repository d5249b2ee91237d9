/**
 * A reconnect storm: the server dies with everybody connected, stays away, and comes back. The real clients, over the
 * simulated network. `node test/sim/storm.ts --clients 10000 --outage 20` prints one JSON line.
 */
import { parseArgs } from 'node:util';
import { createSimServer } from './sim-server.ts';
import { emptyDisk, openSimTab } from './sim-tab.ts';
import { createWorld } from './world.ts';

export interface Storm {
  clients: number;
  /** Most attempts to connect in any 100 ms: of the whole time, and of those that found the server there. */
  peakAttempts: number;
  peakConnects: number;
  /** From the server's return until everybody had everything, in simulated ms; null if that took over two minutes. */
  syncedAfterMs: number | null;
}

/** So many write something while the server is away: few, as everybody here hears everybody. */
const WRITERS = 20;
const SETTLE_MS = 120_000;

/** Synchronous: see `advanceAtOnce`. */
export function runStorm(clientCount: number, outageMs: number, seed: number): Storm {
  const world = createWorld(seed);
  const server = createSimServer(world);
  server.requestLoss = 0;
  const tabs = Array.from({ length: clientCount }, (_, index) => {
    const id = String(index).padStart(26, 'v');
    const who = {
      role: 'visitor',
      id,
      name: null,
      isGreeted: false,
      until: Number.MAX_SAFE_INTEGER,
    } as const;
    return openSimTab(world, server, id, who, emptyDisk());
  });
  world.advanceAtOnce(60_000);
  server.attemptsOf.clear();

  const wentAt = world.now;
  server.isUp = false;
  server.crash();
  world.advanceAtOnce(outageMs / 2);
  for (const tab of tabs.slice(0, WRITERS)) tab.say(`from ${tab.name}`);
  world.advanceAtOnce(outageMs / 2);
  server.isUp = true;
  const backAt = world.now;
  const isSynced = () => {
    const { head } = server.conversation.core.snapshot;
    return tabs.every((tab) => {
      const { connection, timeline, unsent } = tab.client.state.get();
      return connection.is === 'online' && timeline.last === head && unsent.length === 0;
    });
  };
  while (!isSynced() && world.now < backAt + SETTLE_MS) world.advanceAtOnce(100);

  const attempts = [...server.attemptsOf.values()].flat();
  return {
    clients: clientCount,
    peakAttempts: peakPer100Ms(attempts, wentAt),
    peakConnects: peakPer100Ms(attempts, backAt),
    syncedAfterMs: isSynced() ? Math.round(world.now - backAt) : null,
  };
}

/** The most in any window of 100 ms, wherever it begins. */
function peakPer100Ms(times: readonly number[], from: number): number {
  const sorted = times.filter((at) => at >= from).sort((a, b) => a - b);
  let first = 0;
  let peak = 0;
  for (const [index, at] of sorted.entries()) {
    while (at - (sorted[first] as number) >= 100) first += 1;
    peak = Math.max(peak, index - first + 1);
  }
  return peak;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '10000' },
      outage: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
    },
  });
  setImmediate(() => {
    const storm = runStorm(Number(values.clients), Number(values.outage) * 1_000, Number(values.seed));
    console.log(JSON.stringify(storm));
  });
}
