import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../selfhost/settings.ts';
import { findOffences, type Source } from '../support/import-rules.ts';

function sourcesUnder(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|js|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8') }));
}

test('imports go only in the directions of the architecture; ctx and SQL stay in their files', () => {
  const rooms = ['protocol', 'client', 'widget', 'console', 'worker', 'demo', 'selfhost', 'scripts'];
  const sources = rooms.flatMap(sourcesUnder);
  expect(sources.length).toBeGreaterThan(rooms.length);
  expect(findOffences(sources)).toEqual([]);
});

// A rule that cannot fail keeps nothing: each of these must be found, with its line.
test.each([
  ['protocol/a.ts', "import { x } from '../client/b.ts';", 'protocol may not import from client'],
  ['protocol/a.ts', "import { z } from 'zod';", 'protocol may not import the package zod'],
  ['client/a.ts', "export * from '../widget/b.ts';", 'client may not import from widget'],
  ['widget/ui/a.tsx', "import type { A } from '../../console/b.ts';", 'widget may not import from console'],
  ['widget/a.ts', "const b = await import('../worker/b.ts');", 'widget may not import from worker'],
  ['widget/a.ts', "import { nanoid } from 'nanoid';", 'widget may not import the package nanoid'],
  ['console/a.ts', "import '../widget/b.css';", 'console may not import from widget'],
  ['worker/a.ts', "import {\n  x,\n} from '../client/b.ts';", 'worker may not import from client'],
  ['demo/shop.js', "import '../protocol/b.ts';", 'demo may not import from protocol'],
  ['selfhost/a.ts', "import { x } from '../worker/b.ts';", 'selfhost may not import from worker'],
  ['selfhost/a.ts', "import { build } from 'vite';", 'selfhost may not import the package vite'],
  ['scripts/a.ts', "import { x } from '../protocol/b.ts';", 'scripts may not import from protocol'],
  ['worker/a/rules.ts', 'const id = this.ctx.id;', "only *-object.ts may touch an object's ctx"],
  ['worker/a/rules.ts', 'function f(s: DurableObjectState) {}', "only *-object.ts may touch an object's ctx"],
  ['worker/a/a-object.ts', 'storage.sql.exec(query);', 'SQL stands only in *-store.ts and migrations'],
  ['worker/a/rules.ts', 'sql.all(`SELECT 1`);', 'SQL stands only in *-store.ts and migrations'],
])('%s with `%s` is an offence', (path, code, message) => {
  const line = code.split('\n').length + 2;
  expect(findOffences([{ path, text: `// why\n\n${code}\n` }])).toEqual([`${path}:${line} ${message}`]);
});

test.each([
  ['widget/a.ts', "import { h } from 'preact';\nimport { useState } from 'preact/hooks';"],
  ['widget/a.ts', "// import '../console/b.ts';\n/* this.ctx */\nconst url = 'https://x';"],
  ['worker/a/a-store.ts', "sql.exec('SELECT 1');"],
  ['worker/a/a-migrations.ts', "sql.exec('CREATE TABLE a (b)');"],
  ['worker/a/a-object.ts', 'this.ctx.storage;'],
  ['console/a.ts', "import { x } from '../protocol/b.ts';\nimport { y } from './c.ts';"],
])('%s with `%s` is none', (path, text) => {
  expect(findOffences([{ path, text }])).toEqual([]);
});
