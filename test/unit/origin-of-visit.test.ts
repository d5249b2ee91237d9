/** Where a visitor comes from, as far as their browser says. */
import { describe, expect, it } from 'vitest';
import { campaignOf, cityOf, countryOf } from '../../console/model/origin-of-visit.ts';

describe('a place', () => {
  it.each([
    ['Europe/Vienna', 'Vienna'],
    ['America/Argentina/Buenos_Aires', 'Buenos Aires'],
    ['Etc/UTC', null],
    ['UTC', null],
    ['', null],
  ])('of the time zone %j is %j', (zone, city) => expect(cityOf(zone)).toBe(city));

  it.each([
    ['de-AT', 'Austria'],
    ['zh-Hant-TW', 'Taiwan'],
    ['de', null],
    ['<b>', null],
    ['', null],
  ])('of the language %j is %j', (locale, country) => expect(countryOf(locale)).toBe(country));
});

describe('a campaign', () => {
  it('is what the first address of the visit that has one says', () => {
    const plain = 'https://shop.example/cart';
    const spring = 'https://shop.example/?utm_source=news&utm_campaign=Spring+sale';
    const later = 'https://shop.example/?utm_campaign=Later';
    expect(campaignOf([plain, 'nonsense', spring, later])).toEqual({
      name: 'Spring sale',
      details: ['news'],
    });
    expect(campaignOf(['https://shop.example/?utm_source=news'])).toEqual({ name: 'news', details: [] });
    expect(campaignOf([plain, 'https://shop.example/?utm_source=%20'])).toBeNull();
  });
});
