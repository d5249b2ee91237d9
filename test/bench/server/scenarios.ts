import { readFileSync } from 'node:fs';
import { drive, type Load, type Measured, type Span } from './drive.ts';
import { type Contender, closeRooms, openRooms } from './room.ts';

export interface Scenario extends Load {
  name: string;
  title: string;
  roomCount: number;
  sendersPerRoom: number;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'frames',
    title: 'one room, 64 frames of 1 under way',
    roomCount: 1,
    sendersPerRoom: 1,
    itemsPerFrame: 1,
    framesPerSender: 64,
  },
  {
    // As our clients do: one batch under way for each device (DLV-8).
    name: 'batches',
    title: 'one room, 4 devices, each a batch of 16',
    roomCount: 1,
    sendersPerRoom: 4,
    itemsPerFrame: 16,
    framesPerSender: 1,
  },
  {
    name: 'closed-loop',
    title: 'one client, one message at a time',
    roomCount: 1,
    sendersPerRoom: 1,
    itemsPerFrame: 1,
    framesPerSender: 1,
  },
  {
    name: 'rooms',
    title: '200 rooms × 2 clients, closed loop',
    roomCount: 200,
    sendersPerRoom: 1,
    itemsPerFrame: 1,
    framesPerSender: 1,
  },
];

/** A round, and the processor's time that workerd took for each message in milliseconds; NaN where /proc is missing. */
export interface Round extends Measured {
  cpuMs: number;
}

export interface Pair {
  ours: Round;
  bare: Round;
}

/** The same load on both, one after the other and in turns first, so that what slows the machine slows both. */
export async function comparePaired(
  scenario: Scenario,
  contenders: Record<'ours' | 'bare', Contender>,
  roundCount: number,
  span: Span,
): Promise<Pair[]> {
  const { roomCount, sendersPerRoom } = scenario;
  const ours = await openRooms(contenders.ours, roomCount, sendersPerRoom);
  const bare = await openRooms(contenders.bare, roomCount, sendersPerRoom);
  const driveOurs = () => round(contenders.ours.pid, () => drive(ours, scenario, span));
  const driveBare = () => round(contenders.bare.pid, () => drive(bare, scenario, span));
  const pairs: Pair[] = [];
  for (let count = 0; count < roundCount; count += 1) {
    if (count % 2 === 0) pairs.push({ ours: await driveOurs(), bare: await driveBare() });
    else {
      const first = await driveBare();
      pairs.push({ ours: await driveOurs(), bare: first });
    }
  }
  closeRooms([...ours, ...bare]);
  return pairs;
}

async function round(pid: number, run: () => Promise<Measured>): Promise<Round> {
  const before = cpuTimeMs(pid);
  const measured = await run();
  return { ...measured, cpuMs: (cpuTimeMs(pid) - before) / measured.sentCount };
}

/** Of a process, by /proc/PID/stat (proc(5)): fields 14 and 15, in ticks of ten milliseconds. */
function cpuTimeMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return Number.NaN;
  }
}
