/** The documents are true as far as a machine can tell: their links lead somewhere, and the README's sizes hold. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../selfhost/settings.ts';

interface Budget {
  name: string;
  path: string | string[];
  limit: string;
}

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const documents = ['*.md', 'demo/*.md', 'docs/**/*.md'].flatMap((glob) => globSync(glob, { cwd: root }));
const budgets: Budget[] = JSON.parse(read('package.json'))['size-limit'];

/** `2.3 kB` in bytes. A kilobyte is 1000 bytes, as size-limit counts. */
const bytesOf = (size: string): number => Number(/^([\d.]+) kB$/.exec(size)?.[1] ?? Number.NaN) * 1000;

/** What the build has compressed; nothing where there is no build. */
const builtBytes = ({ path }: Budget): number =>
  [path]
    .flat()
    .flatMap((glob) => globSync(`${glob}.br`, { cwd: root }))
    .reduce((sum, file) => sum + statSync(join(root, file)).size, 0);

test.each(budgets)(
  'the README says what "$name" weighs, neither less than it does nor over its budget',
  (budget) => {
    const rows = [...read('README.md').matchAll(/^\| (.+?) \| (.+?) \| (.+?) \|$/gm)];
    const [, , claimed = '', allowed = ''] = rows.find(([, name]) => name === budget.name) ?? [];
    expect(allowed).toBe(budget.limit);
    expect(bytesOf(claimed)).toBeGreaterThanOrEqual(builtBytes(budget));
    expect(bytesOf(claimed)).toBeLessThanOrEqual(bytesOf(budget.limit));
  },
);

test.each(documents)('%s: every link and picture leads somewhere', (document) => {
  const broken = linksIn(read(document)).filter((link) => !leadsSomewhere(document, link));
  expect(broken).toEqual([]);
});

test.each(['CONTRIBUTING.md', 'README.md', 'docs/ARCHITECTURE.md', 'docs/SPEC.md'])(
  '%s: every file it names is there',
  (document) => {
    const named = [...read(document).matchAll(/`([\w.-]+(?:\/[\w.-]+)+\.(?:ts|tsx|mjs|md|js|toml))`/g)];
    expect(named.map(([, path = '']) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  },
);

test('every picture in docs/images is shown somewhere', () => {
  const shown = documents.flatMap((document) =>
    linksIn(read(document)).map((link) => join(dirname(document), link)),
  );
  expect(globSync('docs/images/*', { cwd: root }).filter((path) => !shown.includes(path))).toEqual([]);
});

// A rule that cannot fail keeps nothing.
test('a broken link is noticed, and code is not taken for one', () => {
  const text =
    '# A b\n[a](x.md#y) `[b](c)` <img src="d.png" srcset="e.png">\n```\n[f](g)\n```\n[h](https://h.example)';
  expect(linksIn(text)).toEqual(['x.md#y', 'd.png', 'e.png']);
  expect(leadsSomewhere('README.md', 'no-such-file.md')).toBe(false);
  expect(leadsSomewhere('README.md', 'README.md#no-such-heading')).toBe(false);
  expect(leadsSomewhere('README.md', '#configuration')).toBe(true);
});

/** Links within the repository, in Markdown and in HTML. */
function linksIn(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g)];
  return links.map(([, first, second]) => first ?? second ?? '').filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path ? join(dirname(document), path) : document;
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || headingsOf(target).includes(anchor);
}

/** The anchors that GitHub makes of headings. */
function headingsOf(document: string): string[] {
  const headings = [...read(document).matchAll(/^#+ (.+)$/gm)];
  return headings.map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
