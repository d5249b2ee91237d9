import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from '../../scripts/install-browser.ts';

/** A Chromium that talks to nobody but the page. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('No Chromium: run `npm test` once, or name one with CHROMIUM_PATH.');
  const args = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--disable-quic',
  ];
  // Chromium refuses its sandbox to root, which is what containers run as.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath, args });
}
