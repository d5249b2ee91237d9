import { execFileSync } from 'node:child_process';
import { setTimeout as idle } from 'node:timers/promises';
import { startServer } from '../../support/server.ts';
import { bare, ours } from './contenders.ts';
import { type Contender, closeRooms, openRooms } from './room.ts';
import { startBare } from './workerd-process.ts';

/** Resident memory of a process in MB (10^6 bytes). */
function residentMb(pid: number): number {
  return (Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1_024) / 1e6;
}

interface Resident {
  /** Started, and one conversation used and left: what all share is loaded. */
  base: number;
  connected: number;
  /** Objects without traffic sleep after ten seconds; sockets stay. */
  asleep: number;
}

/**
 * What idle sockets take, two in each conversation, beyond what the process takes by itself.
 * @param idleMs how long they are left alone.
 */
export async function printMemory(socketCount: number, idleMs: number): Promise<void> {
  const own = await measure(socketCount, idleMs, async () => {
    const server = await startServer();
    return ours({ ...server, pid: server.workerdPid });
  });
  const other = await measure(socketCount, idleMs, async () => bare(await startBare()));
  const perThousand = (mb: number, { base }: Resident) => ((mb - base) / socketCount) * 1_000;
  console.log(
    `memory of ${socketCount} idle sockets, two per conversation, in which one message was written`,
  );
  for (const [name, it] of [
    ['ours', own],
    ['bare', other],
  ] as const)
    console.log(
      `${name}: process ${it.base.toFixed(0)} MB; per 1,000 sockets ${perThousand(it.connected, it).toFixed(0)} MB, ` +
        `after ${idleMs / 1_000} s of silence ${perThousand(it.asleep, it).toFixed(0)} MB`,
    );
  const ratio = (of: 'connected' | 'asleep') => perThousand(own[of], own) / perThousand(other[of], other);
  console.log(`ours / bare = ${ratio('connected').toFixed(2)}, then ${ratio('asleep').toFixed(2)}\n`);
}

async function measure(
  socketCount: number,
  idleMs: number,
  start: () => Promise<Contender>,
): Promise<Resident> {
  const contender = await start();
  try {
    closeRooms(await openRooms(contender, 1, 1));
    const base = residentMb(contender.pid);
    const rooms = await openRooms(contender, socketCount / 2, 1);
    const connected = residentMb(contender.pid);
    await idle(idleMs);
    const asleep = residentMb(contender.pid);
    closeRooms(rooms);
    return { base, connected, asleep };
  } finally {
    await contender.stop();
  }
}
