/**
 * How often conversations tell the index about themselves while they are busy. One that is alone is told to come back
 * almost at once; the more come, the longer all of them wait, so that a busy tenant's index spends its disk on ever
 * fewer writes for each message: N busy conversations settle at √(N / PER_SECOND) seconds each, 200 of them at 2.8 s.
 */
export interface IndexPace {
  /** One more has come. @returns how long it should stay away, in milliseconds. */
  next(now: number): number;
}

/** Arrivals in a second that make the pause a second long. One index write costs about a message's worth of disk. */
const PER_SECOND = 25;
const CAP_MS = 5_000;

export function indexPace(): IndexPace {
  let countedFrom = 0;
  let count = 0;
  let rate = 0;
  return {
    next(now) {
      const elapsedMs = now - countedFrom;
      if (elapsedMs >= 1_000 || elapsedMs < 0) {
        // After a pause of all, nobody has to wait for what was before it.
        rate = elapsedMs < 2_000 && elapsedMs > 0 ? (count * 1_000) / elapsedMs : 0;
        countedFrom = now;
        count = 0;
      }
      count += 1;
      return Math.min(CAP_MS, (1_000 * Math.max(rate, count)) / PER_SECOND);
    },
  };
}
