import type { Pair } from './scenarios.ts';

/** Nearest rank. @param fraction 0.99 for the 99th percentile. */
export function percentile(values: number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)] ?? Number.NaN;
}

export const median = (values: number[]): number => percentile(values, 0.5);

export interface Comparison {
  ours: number;
  bare: number;
  /** The median of each round's ratio, which is not the ratio of the medians. */
  ratio: number;
}

/** Medians over the rounds. */
export function compare(pairs: Pair[], figure: (of: Pair['ours']) => number): Comparison {
  const figures = pairs.map((pair) => ({ ours: figure(pair.ours), bare: figure(pair.bare) }));
  return {
    ours: median(figures.map(({ ours }) => ours)),
    bare: median(figures.map(({ bare }) => bare)),
    ratio: median(figures.map(({ ours, bare }) => ours / bare)),
  };
}
