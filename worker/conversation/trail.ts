/** The pages of a visit, as agents see them. Pure. Rule CNV-15 of docs/SPEC.md. */
import type { VisitorContext } from '../../protocol/context.ts';
import { utf8ByteCount } from '../../protocol/shape.ts';
import { TRAIL, type VisitedPage } from '../../protocol/team-frames.ts';

/** Whoever comes back after that begins another visit. */
const VISIT_GAP_MS = 30 * 60_000;

/**
 * @param trail oldest first.
 * @param heardAt when the visitor was last heard of otherwise, in milliseconds: reading and writing on one page is no gap.
 * @returns the same list where nothing is new.
 */
export function nextTrail(
  trail: readonly VisitedPage[],
  { page, title }: Pick<VisitorContext, 'page' | 'title'>,
  now: number,
  heardAt: number,
): readonly VisitedPage[] {
  const last = trail.at(-1);
  const isSameVisit = last !== undefined && now - Math.max(last.at, heardAt) <= VISIT_GAP_MS;
  if (!isSameVisit) return [{ page, title, at: now }];
  if (last.page !== page) return bounded([...trail, { page, title, at: now }]);
  // Its title often comes later than the page.
  return last.title === title ? trail : bounded([...trail.slice(0, -1), { ...last, title }]);
}

function bounded(trail: readonly VisitedPage[]): readonly VisitedPage[] {
  let kept = trail.slice(-TRAIL.pages);
  while (kept.length > 1 && utf8ByteCount(JSON.stringify(kept)) > TRAIL.bytes) kept = kept.slice(1);
  return kept;
}
