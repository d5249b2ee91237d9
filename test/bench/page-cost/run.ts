/**
 * `npm run bench:page`: what the tag costs a page before anybody clicks, beside the barest launcher and an empty page;
 * and the demo's shop page with the tag and without. Chromium with its processor slowed down four times (CDP
 * Emulation.setCPUThrottlingRate), a page load each, in turns, medians of `--runs` (10) with the middle half of them.
 * Script time is CDP's Performance.getMetrics ScriptDuration until two seconds after `load`. The paints, the shift and
 * the blocking time (of each task what is beyond 50 ms, web.dev/articles/tbt) are what Lighthouse makes its score of.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as idle } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { launchBrowser } from '../../support/browser.ts';
import { startServer } from '../../support/server.ts';
import { percentile } from '../server/statistics.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '10' } } });
const THROTTLE = 4;
const SETTLED_MS = 2_000;

interface Cost {
  scriptMs: number;
  mainMs: number;
  longestTaskMs: number;
  layoutShift: number;
  requests: number;
  /** First and Largest Contentful Paint. */
  fcpMs: number;
  lcpMs: number;
  /** Total Blocking Time. */
  tbtMs: number;
}

const server = await startServer();
const bare = await bundleBare();
const TAGS: Record<string, string> = {
  empty: '',
  bare: '<script async src="/bare.js"></script>',
  porchlight: `<script async src="${server.origin}/porch.js" data-site="${server.siteKey}"></script>`,
};
const site = createServer((request, response) => {
  if (request.url === '/bare.js') {
    response.setHeader('content-type', 'text/javascript');
    return response.end(bare);
  }
  const tag = TAGS[(request.url ?? '').slice(1)];
  if (tag === undefined) return void showShop(request, response);
  response.setHeader('content-type', 'text/html; charset=utf-8');
  const words = '<p>Lamps, cut, soldered and glazed by hand.</p>'.repeat(200);
  response.end(`<!doctype html><html lang="en"><title>Shop</title><h1>Lamps</h1>${words}${tag}</html>`);
});
site.listen(0, '127.0.0.1');
await once(site, 'listening');
const address = site.address();
const origin = `http://localhost:${typeof address === 'object' ? address?.port : 0}`;

const browser = await launchBrowser();
const pages: Record<string, string> = {
  empty: `${origin}/empty`,
  bare: `${origin}/bare`,
  porchlight: `${origin}/porchlight`,
  'shop without': `${origin}/index.html?without`,
  'shop with': `${origin}/index.html`,
};
const costs: Record<string, Cost[]> = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
// The first of each warms the browser's code cache, as on a second page of the site.
for (let run = -1; run < Number(values.runs); run += 1)
  for (const [name, url] of Object.entries(pages)) {
    const cost = await measure(browser, url);
    if (run >= 0) costs[name]?.push(cost);
  }

console.log(
  `medians of ${values.runs} loads (and their middle half), processor slowed down ${THROTTLE} times, until ${SETTLED_MS / 1000} s after load\n`,
);
const columns = [
  'scriptMs',
  'mainMs',
  'longestTaskMs',
  'tbtMs',
  'layoutShift',
  'requests',
  'fcpMs',
  'lcpMs',
] as const;
console.log(`${''.padEnd(13)}${columns.map((it) => it.padStart(20)).join('')}`);
const part = (name: string, column: keyof Cost, share: number) =>
  percentile(costs[name]?.map((it) => it[column]) ?? [], share);
const shown = (name: string, column: keyof Cost) => {
  const digits = column === 'layoutShift' ? 4 : column === 'requests' ? 0 : 1;
  const [low = '', middle = '', high = ''] = [0.25, 0.5, 0.75].map((it) =>
    part(name, column, it).toFixed(digits),
  );
  return low === high ? middle : `${middle} (${low}–${high})`;
};
for (const name of Object.keys(pages))
  console.log(`${name.padEnd(13)}${columns.map((it) => shown(name, it).padStart(20)).join('')}`);
const own = (name: string) => part(name, 'scriptMs', 0.5) - part('empty', 'scriptMs', 0.5);
console.log(
  `\nscript beyond the empty page: ours ${own('porchlight').toFixed(1)} ms, bare ${own('bare').toFixed(1)} ms, ratio ${(own('porchlight') / own('bare')).toFixed(2)}`,
);

await browser.close();
site.closeAllConnections();
site.close();
await server.stop();

async function measure(browser: Browser, url: string): Promise<Cost> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const seen = { longest: 0, blocking: 0, shift: 0, fcp: 0, lcp: 0 };
    Object.assign(window, { seen });
    const watch = (type: string, note: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
    watch('longtask', ({ duration }) => {
      seen.longest = Math.max(seen.longest, duration);
      seen.blocking += duration - 50;
    });
    watch('paint', ({ name, startTime }) => {
      if (name === 'first-contentful-paint') seen.fcp = startTime;
    });
    watch('layout-shift', (entry) => {
      seen.shift += (entry as PerformanceEntry & { value: number }).value;
    });
    watch('largest-contentful-paint', ({ startTime }) => {
      seen.lcp = startTime;
    });
  });
  let requests = -1;
  page.on('request', () => {
    requests += 1;
  });
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  await session.send('Performance.enable');
  await page.goto(url, { waitUntil: 'load' });
  await idle(SETTLED_MS);
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string) => 1_000 * (metrics.find((it) => it.name === name)?.value ?? 0);
  const seen = await page.evaluate(
    () =>
      (window as unknown as { seen: Record<'longest' | 'blocking' | 'shift' | 'fcp' | 'lcp', number> }).seen,
  );
  await context.close();
  return {
    scriptMs: metric('ScriptDuration'),
    mainMs: metric('TaskDuration'),
    longestTaskMs: seen.longest,
    layoutShift: seen.shift,
    requests,
    fcpMs: seen.fcp,
    lcpMs: seen.lcp,
    tbtMs: seen.blocking,
  };
}

/** The demo's shop, passed on; without the tag where the address says so. */
async function showShop({ url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
  const shop = await fetch(server.demoOrigin + url);
  const type = shop.headers.get('content-type') ?? '';
  response.setHeader('content-type', type);
  if (!type.startsWith('text/html')) return void response.end(Buffer.from(await shop.arrayBuffer()));
  const page = await shop.text();
  response.end(url.endsWith('?without') ? page.replace(/<script[^>]*porch\.js[^>]*><\/script>/, '') : page);
}

async function bundleBare(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: 'oxc',
      lib: { entry: join(import.meta.dirname, 'bare-launcher.js'), formats: ['iife'], name: 'bare' },
    },
  });
  const [output] = [result].flat() as Rolldown.RolldownOutput[];
  const chunk = output?.output.find((it) => it.type === 'chunk');
  if (chunk?.type !== 'chunk') throw new Error('nothing was built');
  return chunk.code;
}
