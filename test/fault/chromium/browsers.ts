/** Chromium as these tests need it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { findBrowser } from '../../../scripts/install-browser.ts';

function launchOptions() {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('No Chromium: run `npm test` once, or name one with CHROMIUM_PATH.');
  const args = ['--disable-background-networking', '--disable-component-update', '--no-first-run'];
  // What costs time here and changes nothing that is tested: a renderer in reserve for every tab, reports of the
  // crashes that are asked for, and drawing by a process that imitates a graphics card.
  args.push('--disable-features=SpareRendererForSitePerProcess', '--disable-breakpad', '--disable-gpu');
  // Chromium refuses its sandbox to root, which is what containers run as.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return { executablePath, args };
}

/** Little to draw: many windows share a small machine. */
export const SMALL_WINDOW = { viewport: { width: 480, height: 400 }, reducedMotion: 'reduce' } as const;

export const launchPlainBrowser = (): Promise<Browser> => chromium.launch(launchOptions());

/** Keeps pages that were left, as people's browsers do; Playwright's default turns that off. */
export const launchCachingBrowser = (): Promise<Browser> =>
  chromium.launch({ ...launchOptions(), ignoreDefaultArgs: ['--disable-back-forward-cache'] });

export interface DenyingBrowser {
  context: BrowserContext;
  close(): Promise<void>;
}

/** With the setting "block all cookies", which also denies localStorage, sessionStorage and IndexedDB. */
export async function launchDenyingBrowser(): Promise<DenyingBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-chromium-'));
  mkdirSync(join(folder, 'Default'));
  // 2 is CONTENT_SETTING_BLOCK (chromium: components/content_settings/core/common/content_settings.h).
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(folder, { ...launchOptions(), ...SMALL_WINDOW });
  return {
    context,
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
