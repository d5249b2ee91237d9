import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { matchingHeaders, parseHeaderRules } from '../../selfhost/header-rules.ts';
import { root } from '../../selfhost/settings.ts';

test('all rules that match apply, and the later one wins', () => {
  const rules = parseHeaderRules('# why\n/a/*\n  X-One: 1\n  X-Two: a: b\n\n/a/b.js\n  X-One: 2\n');
  expect(matchingHeaders(rules, '/a/c')).toEqual({ 'x-one': '1', 'x-two': 'a: b' });
  expect(matchingHeaders(rules, '/a/b.js')).toEqual({ 'x-one': '2', 'x-two': 'a: b' });
  expect(matchingHeaders(rules, '/a/bxjs')).toEqual({ 'x-one': '1', 'x-two': 'a: b' });
  expect(matchingHeaders(rules, '/ab')).toEqual({});
});

const ours = parseHeaderRules(readFileSync(join(root, 'selfhost/_headers'), 'utf8'));

test.each(['/console', '/console/', '/console/team/anna'])('%s runs only what we ship', (path) => {
  const policy = matchingHeaders(ours, path)['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toContain('unsafe');
});

test.each([
  ['/porch.js', 'must-revalidate', '*'],
  ['/m/messenger-abc.js', 'immutable', '*'],
  ['/m/later/emoji-abc.js', 'immutable', '*'],
  ['/console/assets/index-abc.js', 'immutable', undefined],
])('%s is cached as %s and may be fetched from %s', (path, caching, origin) => {
  const headers = matchingHeaders(ours, path);
  expect(headers['cache-control']).toContain(caching);
  expect(headers['access-control-allow-origin']).toBe(origin);
});
