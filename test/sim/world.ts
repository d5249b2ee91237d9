/**
 * Time and chance, both in our hands: a queue of things to happen in virtual milliseconds, and one seeded random
 * number generator. Whatever happens in a simulated run follows from its seed.
 */
import { setFlagsFromString } from 'node:v8';
import type { Cancel, Random } from '../../client/environment.ts';

/** What simulated clocks show at virtual 0: 2026-11-21, so that ten years either way are still dates. */
export const START_AT = Date.UTC(2026, 10, 21);

interface Task {
  at: number;
  order: number;
  run: () => void;
}

export interface World {
  /** Virtual milliseconds since the start. */
  readonly now: number;
  readonly random: Random & {
    integer(min: number, max: number): number;
    chance(probability: number): boolean;
    pick<T>(from: readonly T[]): T;
  };
  after(ms: number, run: () => void): Cancel;
  /** Lets everything happen that is due within this time, in order. */
  advance(ms: number): Promise<void>;
  /** The same without giving way to the event loop, several times faster. Not from within a promise's callback. */
  advanceAtOnce(ms: number): void;
}

/** Lets every promise that can settle now do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The same at once, which only V8 itself can do. */
const settleAtOnce: () => void = (() => {
  setFlagsFromString('--allow-natives-syntax');
  return new Function('%PerformMicrotaskCheckpoint()') as () => void;
})();

export function createWorld(seed: number): World {
  const unit = mulberry32(seed);
  const queue = createQueue();
  let now = 0;
  let order = 0;

  const random: World['random'] = {
    unit,
    bytes: (count) => Uint8Array.from({ length: count }, () => unit() * 256),
    integer: (min, max) => min + Math.floor(unit() * (max - min + 1)),
    chance: (probability) => unit() < probability,
    pick: (from) => from[Math.floor(unit() * from.length)] as (typeof from)[number],
  };

  function* happenings(until: number) {
    for (let task = queue.popUntil(until); task; task = queue.popUntil(until)) {
      now = task.at;
      task.run();
      yield;
    }
    now = until;
  }

  return {
    get now() {
      return now;
    },
    random,
    after(ms, run) {
      order += 1;
      const task: Task = { at: now + Math.max(0, ms), order, run };
      queue.push(task);
      return () => {
        task.run = () => {};
      };
    },
    async advance(ms) {
      await settle();
      for (const _ of happenings(now + ms)) await settle();
    },
    advanceAtOnce(ms) {
      settleAtOnce();
      for (const _ of happenings(now + ms)) settleAtOnce();
    },
  };
}

/** A binary heap by time, then by order of arrival. */
function createQueue() {
  const heap: Task[] = [];
  const isBefore = (a: Task, b: Task) => a.at < b.at || (a.at === b.at && a.order < b.order);
  const swap = (a: number, b: number) => {
    [heap[a], heap[b]] = [heap[b] as Task, heap[a] as Task];
  };
  return {
    push(task: Task) {
      heap.push(task);
      let index = heap.length - 1;
      for (
        let parent = (index - 1) >> 1;
        index > 0 && isBefore(heap[index] as Task, heap[parent] as Task);
        parent = (index - 1) >> 1
      ) {
        swap(index, parent);
        index = parent;
      }
    },
    popUntil(at: number): Task | undefined {
      const [first] = heap;
      if (!first || first.at > at) return undefined;
      const last = heap.pop() as Task;
      if (heap.length > 0) {
        heap[0] = last;
        let index = 0;
        for (;;) {
          const left = 2 * index + 1;
          if (left >= heap.length) break;
          const right = left + 1;
          const child =
            right < heap.length && isBefore(heap[right] as Task, heap[left] as Task) ? right : left;
          if (!isBefore(heap[child] as Task, heap[index] as Task)) break;
          swap(index, child);
          index = child;
        }
      }
      return first;
    },
  };
}

/** Tommy Ettinger's Mulberry32: small, fast, and good enough to shuffle faults. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
