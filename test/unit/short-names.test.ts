import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INTERNAL_NAMES } from '../../scripts/short-names.ts';
import { root } from '../../selfhost/settings.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('locales/'))
    .map((path) => join(folder, path));
const wordsIn = (paths: readonly string[]): Set<string> =>
  new Set(
    paths.flatMap((path) => {
      const code = read(path).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      return code.match(/\w+/g) ?? [];
    }),
  );

/** What speaks with the messenger from outside its files: the server, texts and settings, the loader, and storage. */
const OUTSIDE = [
  ...sourcesIn('protocol'),
  'widget/locales/en.ts',
  ...['contract', 'loader', 'page-api', 'porch', 'preview', 'settings', 'visitor'].map(
    (name) => `widget/${name}.ts`,
  ),
];

describe('names that are made short in the messenger', () => {
  it('are said to nobody outside', () => {
    const outside = wordsIn(OUTSIDE);
    expect(INTERNAL_NAMES.filter((name) => outside.has(name))).toEqual([]);
  });

  it('are in no interface of the DOM', () => {
    const ofBrowsers = new Set(read('node_modules/terser/tools/domprops.js').match(/(?<=")\w+(?=")/g));
    expect(ofBrowsers.size).toBeGreaterThan(1_000);
    expect(INTERNAL_NAMES.filter((name) => ofBrowsers.has(name))).toEqual([]);
  });

  it('are there', () => {
    const used = wordsIn([...sourcesIn('widget'), ...sourcesIn('client')]);
    expect(INTERNAL_NAMES.filter((name) => !used.has(name))).toEqual([]);
    expect(new Set(INTERNAL_NAMES).size).toBe(INTERNAL_NAMES.length);
  });
});
