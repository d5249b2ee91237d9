/** When everybody's networks are dead: for 2 s in every 10 s, at moments and in ways that follow from one seed. */
import { createWorld } from '../../sim/world.ts';
import type { DropKind, Networks } from './network.ts';

export const DROP_MS = 2_000;
const PERIOD_MS = 10_000;

export interface Drop {
  side: keyof Networks;
  kind: DropKind;
  /** From the first message, in milliseconds. */
  startsAtMs: number;
}

/**
 * Cut and frozen by turns; the frozen ones are late and lost by turns. Together, both networks die at the same moment,
 * as if they were one. Apart, one dies 5 s after the other. Each drop ends within its own period.
 */
export function planDrops(seed: number, seconds: number, areApart: boolean): Drop[] {
  const { random } = createWorld(seed);
  const turns: DropKind[] = ['cut', 'late', 'cut', 'lost'];
  const firstTurn = random.integer(0, turns.length - 1);
  const phaseMs = random.integer(1_000, 2_500);
  const laterSide = random.pick(['sender', 'receiver'] as const);
  /** Anywhere between two messages. */
  const startsAtMs = Array.from(
    { length: Math.floor((seconds * 1_000) / PERIOD_MS) },
    (_, index) => index * PERIOD_MS + phaseMs + random.integer(0, 99),
  );
  return (['sender', 'receiver'] as const).flatMap((side) =>
    startsAtMs.map((atMs, index) => ({
      side,
      kind: turns[(firstTurn + index) % turns.length] ?? 'cut',
      startsAtMs: atMs + (areApart && side === laterSide ? PERIOD_MS / 2 : 0),
    })),
  );
}
