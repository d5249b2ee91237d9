/** [CNV-15] the pages of a visit. */
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../protocol/limits.ts';
import { utf8ByteCount } from '../../protocol/shape.ts';
import { TRAIL, type VisitedPage } from '../../protocol/team-frames.ts';
import { nextTrail } from '../../worker/conversation/trail.ts';

const MINUTE = 60_000;
const at = (name: string) => ({ page: `https://shop.example/${name}`, title: name });
const cart = { ...at('cart'), at: 0 };

describe('[CNV-15] a trail', () => {
  it.each([
    ['another page is added', at('pay'), MINUTE, 0, ['cart', 'pay']],
    ['the same page is not', at('cart'), MINUTE, 0, ['cart']],
    ['a later title is the page’s', { ...at('cart'), title: 'Your cart' }, MINUTE, 0, ['Your cart']],
    ['half an hour is one visit', at('pay'), 30 * MINUTE, 0, ['cart', 'pay']],
    ['more is another', at('pay'), 30 * MINUTE + 1, 0, ['pay']],
    ['unless somebody wrote meanwhile', at('pay'), 50 * MINUTE, 20 * MINUTE, ['cart', 'pay']],
  ])('%s', (_, moved, now, heardAt, titles) => {
    expect(nextTrail([cart], moved, now, heardAt).map(({ title }) => title)).toEqual(titles);
  });

  it('is the same list where nothing is new', () => {
    const trail = [cart];
    expect(nextTrail(trail, cart, MINUTE, 0)).toBe(trail);
  });

  it('keeps the newest pages, and as many bytes as it may', () => {
    const walk = (page: (index: number) => string) => {
      let trail: readonly VisitedPage[] = [];
      for (let index = 0; index < 50; index += 1)
        trail = nextTrail(trail, { page: page(index), title: '' }, index, 0);
      return trail;
    };
    const short = walk((index) => `/${index}`);
    expect(short.map(({ at }) => at)).toEqual(Array.from({ length: TRAIL.pages }, (_, index) => 30 + index));
    const long = walk((index) => `/${index}`.padEnd(LIMITS.urlBytes, 'x'));
    expect(utf8ByteCount(JSON.stringify(long))).toBeLessThanOrEqual(TRAIL.bytes);
    expect(long.length).toBeGreaterThan(5);
    expect(long.at(-1)?.at).toBe(49);
  });
});
