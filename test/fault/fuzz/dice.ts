/** Chance that can be replayed: everything a throw depends on is the seed, the name of the stream and the number in it. */
export interface Dice {
  /** A number in [0, 1). */
  unit(): number;
  /** A whole number in [0, count). */
  below(count: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  bytes(count: number): Buffer;
  /** Lower-case letters and digits. */
  word(length: number): string;
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** @param stream keeps the throws of one purpose apart from those of another. */
export function diceFor(seed: number, stream: string, index: number): Dice {
  let state = 0x811c9dc5;
  // FNV-1a over the three, so that neighbours have nothing in common (Fowler, Noll, Vo; draft-eastlake-fnv).
  for (const byte of Buffer.from(`${seed}:${stream}:${index}`)) state = Math.imul(state ^ byte, 0x01000193);
  /** Tommy Ettinger's Mulberry32. */
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(unit() * count);
  return {
    unit,
    below,
    chance: (probability) => unit() < probability,
    pick: <T>(from: readonly T[]) => from[below(from.length)] as T,
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => below(256))),
    word: (length) => Array.from({ length }, () => ALPHABET[below(32)]).join(''),
  };
}
