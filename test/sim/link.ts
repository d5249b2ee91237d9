/** One connection's wire in both directions, with everything that can happen to a wire. */
import type { Cancel } from '../../client/environment.ts';
import type { World } from './world.ts';

export type Direction = 'up' | 'down';

export interface Link {
  /** Puts data on the wire. It arrives later, in order, unless something happens to it. */
  send(direction: Direction, data: string): void;
  /** From now on this direction swallows everything, and nobody is told. */
  freeze(direction: Direction): void;
  /** What a frozen direction swallowed arrives after all. */
  thaw(direction: Direction): void;
  /** The next frame in this direction that matches is lost or comes twice, on an otherwise healthy wire. */
  spoil(direction: Direction, how: 'lose' | 'double', matches: RegExp): void;
  /** No frame to come is lost or doubled any more. What is frozen stays so, until the sides notice. */
  heal(): void;
  /** Ends it; each side learns of it by `closed` unless that side's direction is frozen. */
  cut(code: number): void;
  readonly isCut: boolean;
}

export interface LinkEnds {
  arrived(direction: Direction, data: string): void;
  /** `down` tells the client's side, `up` the server's. */
  closed(direction: Direction, code: number): void;
}

export function createLink(world: World, latencyMs: number, ends: LinkEnds): Link {
  const frozen: Record<Direction, string[] | null> = { up: null, down: null };
  const spoiling: Record<Direction, { how: 'lose' | 'double'; matches: RegExp } | null> = {
    up: null,
    down: null,
  };
  const lastArrival: Record<Direction, number> = { up: 0, down: 0 };
  const pending = new Set<Cancel>();
  let isCut = false;

  const deliverLater = (direction: Direction, data: string) => {
    // Later than all before it: a stream does not reorder.
    const at = Math.max(lastArrival[direction], world.now + latencyMs * (0.5 + world.random.unit()));
    lastArrival[direction] = at;
    const cancel = world.after(at - world.now, () => {
      pending.delete(cancel);
      const swallowed = frozen[direction];
      if (swallowed) swallowed.push(data);
      else ends.arrived(direction, data);
    });
    pending.add(cancel);
  };

  return {
    get isCut() {
      return isCut;
    },
    send(direction, data) {
      if (isCut) return;
      const spoil = spoiling[direction];
      if (spoil?.matches.test(data)) {
        spoiling[direction] = null;
        if (spoil.how === 'double') deliverLater(direction, data);
        else return;
      }
      deliverLater(direction, data);
    },
    freeze(direction) {
      frozen[direction] ??= [];
    },
    thaw(direction) {
      const swallowed = frozen[direction] ?? [];
      frozen[direction] = null;
      for (const data of swallowed) ends.arrived(direction, data);
    },
    spoil(direction, how, matches) {
      spoiling[direction] = { how, matches };
    },
    heal() {
      spoiling.up = null;
      spoiling.down = null;
    },
    cut(code) {
      if (isCut) return;
      isCut = true;
      for (const cancel of pending) cancel();
      for (const direction of ['up', 'down'] as const) {
        if (!frozen[direction]) world.after(0, () => ends.closed(direction, code));
      }
    },
  };
}
