/**
 * `npm run bench:console`: the agents' console over a workspace of a hundred conversations and of `--conversations`
 * (100,000), in real Chromium against the built server, in turns. Prints how long it takes from the address to the first
 * row (medians of `--runs`, 10) and how many requests of ours come before it; how even the frames are while the list is
 * scrolled through; and how much memory is in use after a hundred, five hundred and a thousand conversations opened.
 */
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../support/browser.ts';
import { percentile } from '../server/statistics.ts';
import { startSeeded } from '../workspace/seeded-server.ts';

const { values } = parseArgs({
  options: {
    conversations: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '10' },
    opened: { type: 'string', default: '1000' },
  },
});
const SMALL = 100;
const LARGE = Number(values.conversations);
/** Conversations that can be opened; the others are in the index only. */
const REAL = 40;
const SCROLL_MS = 5_000;

interface Stage {
  name: string;
  context: BrowserContext;
  url: string;
  stop(): Promise<void>;
}

const browser = await launchBrowser();
const stages = [await prepare(browser, SMALL), await prepare(browser, LARGE)];
const [small, large] = stages as [Stage, Stage];
const times = new Map<Stage, number[]>(stages.map((stage) => [stage, []]));
let requests: string[] = [];
// The first of each warms the browser's caches, as on an agent's second morning.
for (let run = -1; run < Number(values.runs); run += 1)
  for (const stage of stages) {
    const { page, ms, asked } = await open(stage);
    if (run >= 0) times.get(stage)?.push(ms);
    if (stage === large) requests = asked;
    await page.close();
  }

const median = (stage: Stage) => percentile(times.get(stage) ?? [], 0.5);
for (const stage of stages)
  console.log(
    `${stage.name.padEnd(8)} conversations: first row after ${median(stage).toFixed(0)} ms (${percentile(times.get(stage) ?? [], 0.25).toFixed(0)}–${percentile(times.get(stage) ?? [], 0.75).toFixed(0)})`,
  );
console.log(`ratio ${(median(large) / median(small)).toFixed(2)}`);
console.log(`requests before it, beside the page's own files: ${requests.length} (${requests.join(', ')})`);

const { page } = await open(large);
const frames = await scroll(page);
const slow = frames.filter((ms) => ms > 1.5 * (1000 / 60)).length;
console.log(
  `scrolled for ${SCROLL_MS / 1000} s: ${frames.length} frames, ${(frames.length / (SCROLL_MS / 1000)).toFixed(1)} a second, median ${percentile(frames, 0.5).toFixed(1)} ms, p95 ${percentile(frames, 0.95).toFixed(1)} ms, ${slow} longer than a frame and a half; ${await page.getByRole('list', { name: 'Conversations' }).getByRole('listitem').count()} rows loaded`,
);
await page.close();

await openMany(small);
await browser.close();
for (const stage of stages) await stage.stop();

/** A server whose workspace holds so many. */
async function prepare(chromium: Browser, count: number): Promise<Stage> {
  const { server, stop } = await startSeeded(count, REAL);
  const context = await chromium.newContext({ viewport: { width: 1280, height: 800 } });
  const signingIn = await context.newPage();
  await signingIn.goto(server.signInLink);
  await signingIn.getByRole('button', { name: /^Account/ }).waitFor();
  await signingIn.close();
  return {
    name: count.toLocaleString('en'),
    context,
    url: `${server.origin}/console`,
    stop,
  };
}

async function open({ context, url }: Stage): Promise<{ page: Page; ms: number; asked: string[] }> {
  const opened = await context.newPage();
  await opened.addInitScript(() => {
    const found = new Promise<number>((resolve) => {
      const watcher = new MutationObserver(() => {
        if (!document.querySelector('#conversations a.row')) return;
        watcher.disconnect();
        resolve(performance.now());
      });
      watcher.observe(document, { childList: true, subtree: true });
    });
    Object.assign(window, { found });
  });
  await opened.goto(url);
  const { ms, asked } = await opened.evaluate(async () => {
    const ms = await (window as unknown as { found: Promise<number> }).found;
    const before = performance
      .getEntriesByType('resource')
      .filter(({ name, startTime }) => name.includes('/api/') && startTime < ms);
    // The socket, which the browser does not list, brings the rows.
    return { ms, asked: [...before.map(({ name }) => name.split('/').slice(-2).join('/')), 'socket'] };
  });
  return { page: opened, ms, asked };
}

/** How long each frame took while the list went by. */
function scroll(opened: Page): Promise<number[]> {
  return opened.evaluate(async (lengthMs) => {
    const list = document.querySelector('.list-scroll');
    const lengths: number[] = [];
    const begin = performance.now();
    let last = begin;
    await new Promise<void>((resolve) => {
      const step = (now: number) => {
        lengths.push(now - last);
        last = now;
        if (list) list.scrollTop += 40;
        if (now - begin < lengthMs) requestAnimationFrame(step);
        else resolve();
      };
      requestAnimationFrame(step);
    });
    return lengths.slice(1);
  }, SCROLL_MS);
}

async function openMany(stage: Stage): Promise<void> {
  const { page: desk } = await open(stage);
  const session = await stage.context.newCDPSession(desk);
  const rows = desk.getByRole('list', { name: 'Conversations' }).getByRole('link');
  const count = Math.min(30, await rows.count());
  const marks = [Number(values.opened) / 10, Number(values.opened) / 2, Number(values.opened)];
  for (let opened = 1; opened <= Number(values.opened); opened += 1) {
    await rows.nth(opened % count).click();
    await desk.locator('.conversation').first().waitFor();
    if (!marks.includes(opened)) continue;
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const nodes = await desk.evaluate(() => document.querySelectorAll('*').length);
    console.log(`after ${opened} opened: ${(usedSize / 1e6).toFixed(1)} MB in use, ${nodes} elements`);
  }
  await desk.close();
}
