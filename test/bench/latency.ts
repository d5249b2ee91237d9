/**
 * `npm run bench:latency`: from the visitor's Enter to the agent's screen and back, in real Chromium against the built
 * server. 200 messages each way; both pages read the same system clock, when the key goes down and when the text is in
 * the page. Prints p50 and p95 in milliseconds.
 */
import type { Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { openShop, signInAgent } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const MESSAGE_COUNT = 200;
/** A visitor may send 20 messages at once (LIM-3); further ones come from further visitors. */
const PER_VISITOR = 20;

const server = await startServer();
const browser = await launchBrowser();
const there: number[] = [];
const back: number[] = [];

const agent = await signInAgent(browser, server.signInLink);
for (let visitorNumber = 0; there.length < MESSAGE_COUNT; visitorNumber += 1) {
  const visitor = await openShop(browser, server.demoOrigin);
  await visitor.open();
  await visitor.say(`Hello ${visitorNumber}`);
  await agent.openWith(`Hello ${visitorNumber}`);
  await agent.sees(`Hello ${visitorNumber}`);
  for (let index = 0; index < PER_VISITOR - 1 && there.length < MESSAGE_COUNT; index += 1) {
    there.push(await timeOf(visitor.page, 'Message', agent.page, `question ${visitorNumber}.${index}`));
    back.push(await timeOf(agent.page, 'Reply', visitor.page, `answer ${visitorNumber}.${index}`));
  }
  await visitor.context.close();
}

for (const [name, times] of [
  ['visitor → agent', there],
  ['agent → visitor', back],
] as const) {
  console.log(
    `${name}: p50 ${percentile(times, 0.5)} ms, p95 ${percentile(times, 0.95)} ms over ${times.length} messages`,
  );
}
await browser.close();
await server.stop();

/** What the pages keep for us between two calls. */
interface Clock {
  pressedAt: number;
  shownAt: Promise<number>;
}

/** Types into one page and waits for the text in the other. */
async function timeOf(from: Page, field: string, to: Page, text: string): Promise<number> {
  const composer = from.getByRole('textbox', { name: field });
  await composer.fill(text);
  await composer.evaluate((element) => {
    const note = () => {
      (globalThis as unknown as Clock).pressedAt = performance.timeOrigin + performance.now();
    };
    element.addEventListener('keydown', note, { capture: true, once: true });
  });
  await to.getByRole('log').evaluate((log, expected) => {
    (globalThis as unknown as Clock).shownAt = new Promise((resolve) => {
      const watcher = new MutationObserver(() => {
        if (!log.textContent?.includes(expected)) return;
        watcher.disconnect();
        resolve(performance.timeOrigin + performance.now());
      });
      watcher.observe(log, { childList: true, subtree: true, characterData: true });
    });
  }, text);
  await composer.press('Enter');
  const shownAt = await to.evaluate(() => (globalThis as unknown as Clock).shownAt);
  return shownAt - (await from.evaluate(() => (globalThis as unknown as Clock).pressedAt));
}

function percentile(values: number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(1);
}
