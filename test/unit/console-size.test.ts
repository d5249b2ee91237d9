/** What an agent's browser fetches before the list can be used: the page, its script with all that it imports, its style. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../selfhost/settings.ts';

const LIMIT = 60_000;
const folder = join(root, 'dist/assets/console');

/** Paths in the console's folder, with everything that is imported at once; what is imported later is not among them. */
function fetchedAtOnce(): Set<string> {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const files = new Set(['index.html']);
  const waiting = [...page.matchAll(/(?:src|href)="\/console\/(assets\/[^"]+\.(?:js|css))"/g)].map(
    (it) => it[1] ?? '',
  );
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    const code = readFileSync(join(folder, path), 'utf8');
    for (const [, file] of code.matchAll(/\b(?:from|import)\s*"\.\/([^"]+\.js)"/g))
      waiting.push(`assets/${file}`);
  }
  return files;
}

// Built by `npm test` before this runs; without a build there is nothing to weigh.
test.runIf(existsSync(folder))(`the console weighs at most ${LIMIT / 1000} kB to a usable list`, () => {
  const files = [...fetchedAtOnce()];
  expect(files.some((path) => path.endsWith('.js'))).toBe(true);
  const bytes = files.reduce((sum, path) => sum + statSync(join(folder, `${path}.br`)).size, 0);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(LIMIT);
  console.log(`the console to a usable list: ${(bytes / 1000).toFixed(1)} kB in ${files.length} files`);
});
