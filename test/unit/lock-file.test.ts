import { expect, test } from 'vitest';
import { missingFromLock, readLock } from '../../scripts/complete-lock.ts';

test('npm ci accepts package-lock.json: every platform has its packages in it', () => {
  // Something missing? Run `node scripts/complete-lock.ts`.
  expect(missingFromLock(readLock().packages)).toEqual([]);
});

test('a missing platform is noticed, also below another package', () => {
  const packages = {
    'node_modules/a': {
      version: '1.0.0',
      optionalDependencies: { '@a/linux-x64': '1.0.0', '@a/win32-x64': '1.0.0' },
    },
    'node_modules/@a/linux-x64': { version: '1.0.0' },
    'node_modules/b/node_modules/c': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: { d: '3.0.0', e: '3.0.0' },
    },
    'node_modules/b/node_modules/d': { version: '3.0.0' },
  };
  expect(missingFromLock(packages)).toEqual([
    { name: '@a/win32-x64', version: '1.0.0', isDev: false },
    { name: 'e', version: '3.0.0', isDev: true },
  ]);
});
