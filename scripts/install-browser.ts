import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from '../selfhost/settings.ts';

/** A Chromium that is already here: named by CHROMIUM_PATH, on the PATH, or once downloaded by Playwright. */
export function findBrowser(): string | undefined {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const onPath = names.flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name)));
  return [...onPath, chromium.executablePath()].find(canRun);
}

/** Brings one where there is none: Playwright's, else (its host may be out of reach, or a library missing) Debian's. */
export function installBrowser(): void {
  if (findBrowser()) return;
  process.stderr.write('Installing Chromium for the browser tests (once) …\n');
  run(process.execPath, [
    join(root, 'node_modules/playwright-core/cli.js'),
    'install',
    '--no-shell',
    'chromium',
  ]);
  if (findBrowser()) return;
  if (process.getuid?.() === 0) {
    run('apt-get', ['update', '--quiet']);
    run('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', 'chromium']);
  }
  if (!findBrowser()) throw new Error('No Chromium: install one, or name it with CHROMIUM_PATH.');
}

function run(command: string, args: string[]): void {
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

/** Present is not enough: a download without its system libraries cannot even tell its version. */
function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return false;
  }
  return spawnSync(path, ['--version', '--no-sandbox'], { stdio: 'ignore' }).status === 0;
}
