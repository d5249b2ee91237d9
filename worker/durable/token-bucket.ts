/**
 * Rate limits in memory. An object that was evicted forgets them, which is harmless: it is evicted after seconds
 * without traffic, and by then the buckets would have refilled.
 */
export interface Rate {
  /** How many at once. */
  capacity: number;
  /** How many come back in `refillMs`. */
  refillCount: number;
  refillMs: number;
}

export interface TokenBuckets {
  /** Takes one. @returns 0 when allowed, else the milliseconds to wait. */
  take(key: string, now: number): number;
  /** What `take` would say, without taking. */
  peek(key: string, now: number): number;
}

/** Buckets that are full again are dropped when so many have gathered. */
const SWEEP_AT = 10_000;

export function tokenBuckets(rate: Rate): TokenBuckets {
  const perMs = rate.refillCount / rate.refillMs;
  const buckets = new Map<string, { level: number; at: number }>();

  const levelAt = (bucket: { level: number; at: number }, now: number) =>
    Math.min(rate.capacity, bucket.level + Math.max(0, now - bucket.at) * perMs);

  const sweep = (now: number) => {
    for (const [key, bucket] of buckets) if (levelAt(bucket, now) >= rate.capacity) buckets.delete(key);
  };

  return {
    peek(key, now) {
      const known = buckets.get(key);
      const level = known ? levelAt(known, now) : rate.capacity;
      return level < 1 ? Math.ceil((1 - level) / perMs) : 0;
    },
    take(key, now) {
      if (buckets.size >= SWEEP_AT) sweep(now);
      const known = buckets.get(key);
      const level = known ? levelAt(known, now) : rate.capacity;
      if (level < 1) {
        buckets.set(key, { level, at: now });
        return Math.ceil((1 - level) / perMs);
      }
      buckets.set(key, { level: level - 1, at: now });
      return 0;
    },
  };
}
