import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../selfhost/settings.ts';
import { METHODS } from '../../widget/page-api.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

it.each(METHODS)('%s is documented, and typed', (method) => {
  expect(read('docs/API.md')).toMatch(new RegExp(`\\('${method}'[,)]`));
  expect(read('docs/porchlight.d.ts')).toContain(`'${method}'`);
});

it.each([
  'color',
  'colorScheme',
  'position',
  'offsetX',
  'offsetY',
  'zIndex',
  'launcherIcon',
  'hideLauncher',
  'hideOnPages',
  'hideOnPhones',
  'texts',
  'askFirst',
  'quickReplies',
  'launcher',
  'locale',
])('the setting %s is documented, and typed', (setting) => {
  expect(read('docs/API.md')).toContain(`\`${setting}\``);
  expect(read('docs/porchlight.d.ts')).toContain(`  ${setting}?: `);
});
