import { describe, expect, it } from 'vitest';
import { contrast, inkOn } from '../../console/model/contrast.ts';
import { parseRoute } from '../../console/model/route.ts';
import { type Draft, isSame, originIn, withLook, withText } from '../../console/model/site-draft.ts';

const draft: Draft = { name: 'Shop', origins: [], look: { color: '#aabbcc', position: 'left' } };

describe('a draft', () => {
  it('loses what is set to nothing, and is the same whatever the order', () => {
    const moved = withLook(withLook(draft, { position: undefined }), { position: 'left' });
    expect(Object.keys(moved.look)).toEqual(['color', 'position']);
    expect(withLook(draft, { color: undefined }).look).toEqual({ position: 'left' });
    expect(isSame(draft, { look: { position: 'left', color: '#aabbcc' }, origins: [], name: 'Shop' })).toBe(
      true,
    );
    expect(isSame(draft, { ...draft, origins: ['https://a.example'] })).toBe(false);
  });

  it('keeps own texts by language, and none that is empty', () => {
    const german = withText(draft, 'de', 'greeting', 'Moin!');
    const both = withText(german, 'fr', 'greeting', 'Bonsoir !');
    expect(both.look.texts).toEqual({ de: { greeting: 'Moin!' }, fr: { greeting: 'Bonsoir !' } });
    expect(withText(both, 'de', 'greeting', '').look.texts).toEqual({ fr: { greeting: 'Bonsoir !' } });
    expect(isSame(withText(german, 'de', 'greeting', ''), draft)).toBe(true);
  });
});

it.each([
  ['https://shop.example', 'https://shop.example'],
  [' https://Shop.example/cart?a#b ', 'https://shop.example'],
  ['shop.example', 'https://shop.example'],
  ['shop.example:8443/x', 'https://shop.example:8443'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['https://shop.example:443', 'https://shop.example'],
  ['https://лампы.example', 'https://xn--80avem4d.example'],
  ['http://[::1]:80', 'http://[::1]'],
  ['', null],
  ['*', null],
  ['https://*.shop.example', null],
  ['javascript:alert(1)', null],
  ['file:///etc', null],
  ['two words', null],
])('the origin in %j is %j', (typed, origin) => {
  expect(originIn(typed)).toBe(origin);
});

describe('contrast', () => {
  it('is that of WCAG', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  it.each([
    ['#000000', '#ffffff'],
    ['#ffffff', '#000000'],
    ['#ffd800', '#000000'],
    ['#7a1f5c', '#ffffff'],
    ['#1d2433', '#ffffff'],
    ['#00ff00', '#000000'],
    ['#0000ff', '#ffffff'],
  ])('on %s stands %s, and can be read', (color, ink) => {
    expect(inkOn(color)).toBe(ink);
    expect(contrast(color, ink)).toBeGreaterThan(4.5);
  });
});

it.each([
  ['/console', null, null],
  ['/console/', null, null],
  ['/console/settings', null, 'first'],
  ['/console/settings/', null, 'first'],
  ['/console/settings/sites', null, 'sites'],
  ['/console/settings/you/', null, 'you'],
  ['/console/settings/nothing', null, 'first'],
  ['/console/settingsx', null, null],
  [`/console/c/${'a'.repeat(10)}-${'b'.repeat(26)}`, `${'a'.repeat(10)}-${'b'.repeat(26)}`, null],
  ['/console/c/x', null, null],
])('%s', (path, conversation, settings) => {
  expect(parseRoute(path)).toEqual({ conversation, settings });
});
