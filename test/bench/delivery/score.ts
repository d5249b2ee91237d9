/** What was sent against what arrived. */

export interface Score {
  sent: number;
  /** Messages that arrived, and no second time. */
  exactlyOnce: number;
  lost: number;
  /** Messages that arrived more than once. */
  doubled: number;
  /** Messages that came, for the first time, after a later one. */
  outOfOrder: number;
}

/** @param received numbers from 0 to `sent - 1`, in the order of arrival */
export function scoreOf(sent: number, received: readonly number[]): Score {
  const copies = new Map<number, number>();
  let newest = -1;
  let outOfOrder = 0;
  for (const number of received) {
    const isFirst = !copies.has(number);
    copies.set(number, (copies.get(number) ?? 0) + 1);
    if (isFirst && number < newest) outOfOrder += 1;
    newest = Math.max(newest, number);
  }
  const counts = Array.from({ length: sent }, (_, number) => copies.get(number) ?? 0);
  return {
    sent,
    exactlyOnce: counts.filter((count) => count === 1).length,
    lost: counts.filter((count) => count === 0).length,
    doubled: counts.filter((count) => count > 1).length,
    outOfOrder,
  };
}

export const isPerfect = (score: Score): boolean =>
  score.exactlyOnce === score.sent && score.outOfOrder === 0;

/** A Markdown table, with shares to three decimals. */
export function tableOf(scores: ReadonlyMap<string, Score>): string {
  const rows = [...scores].map(([name, { sent, exactlyOnce, lost, doubled, outOfOrder }]) => [
    name,
    sent,
    percentOf(exactlyOnce, sent),
    lost,
    doubled,
    outOfOrder,
  ]);
  return [
    ['contender', 'sent', 'exactly once', 'lost', 'doubled', 'out of order'],
    ['---', '--:', '--:', '--:', '--:', '--:'],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** Rounded down, so that only all of them are 100.000 %. */
const percentOf = (part: number, whole: number): string =>
  `${(Math.floor((part / whole) * 100_000) / 1_000).toFixed(3)} %`;
