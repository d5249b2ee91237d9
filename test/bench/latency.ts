/**
 * `npm run bench:latency`: from the visitor's Enter to the agent's screen and back, in real Chromium against the built
 * server; and in turns with it, the same through the barest sockets: two pages without anything, and a server of `ws` that
 * passes on what it hears and stores nothing; or an object under workerd that stores one row first. 200 messages each way;
 * both pages read the same system clock, when the key goes down, when the text is in the page and when it has been painted.
 * Prints p50 and p95 in milliseconds, and how they compare.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { WebSocketServer } from 'ws';
import { launchBrowser } from '../support/browser.ts';
import { openShop, signInAgent } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { percentile } from './server/statistics.ts';
import { startBare } from './server/workerd-process.ts';

const MESSAGE_COUNT = 200;
/** A visitor may send 20 messages at once (LIM-3); further ones come from further visitors. */
const PER_VISITOR = 20;

const server = await startServer();
const browser = await launchBrowser();
const there: Times[] = [];
const back: Times[] = [];
const bare: Times[] = [];
const storing: Times[] = [];
const relay = await startRelay();
const object = await startBare();
const relayed = await openBarePair(relay.url);
const stored = await openBarePair(`${object.origin}/room`);

const agent = await signInAgent(browser, server.signInLink);
for (let visitorNumber = 0; there.length < MESSAGE_COUNT; visitorNumber += 1) {
  const visitor = await openShop(browser, server.demoOrigin);
  await visitor.open();
  await visitor.say(`Hello ${visitorNumber}`);
  await agent.openWith(`Hello ${visitorNumber}`);
  await agent.sees(`Hello ${visitorNumber}`);
  for (let index = 0; index < PER_VISITOR - 1 && there.length < MESSAGE_COUNT; index += 1) {
    there.push(await timeOf(visitor.page, 'Message', agent.page, `question ${visitorNumber}.${index}`));
    bare.push(await timeOf(relayed.asking, 'Message', relayed.answering, `bare ${visitorNumber}.${index}`));
    storing.push(await timeOf(stored.asking, 'Message', stored.answering, `row ${visitorNumber}.${index}`));
    back.push(await timeOf(agent.page, 'Reply', visitor.page, `answer ${visitorNumber}.${index}`));
  }
  await visitor.context.close();
}

for (const shown of ['painted', 'inPage'] as const) {
  console.log(shown === 'painted' ? 'until it is painted:' : 'until it is in the page:');
  const bareP95 = percentile(
    bare.map((times) => times[shown]),
    0.95,
  );
  for (const [name, all] of [
    ['visitor → agent', there],
    ['agent → visitor', back],
    ['bare socket', bare],
    ['bare object', storing],
  ] as const) {
    const times = all.map((each) => each[shown]);
    const p95 = percentile(times, 0.95);
    console.log(
      `  ${name}: p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms over ${times.length} messages, p95 beside the bare socket ${(p95 / bareP95).toFixed(2)}`,
    );
  }
}
await browser.close();
await server.stop();
await object.stop();
relay.close();

/** Everybody hears what anybody says. */
async function startRelay() {
  const page = `<!doctype html><title>Bare</title><input aria-label="Message"><div role="log"></div><script>
    const socket = new WebSocket(location.hash.slice(1).replace('http', 'ws'));
    const field = document.querySelector('input');
    const frame = () => JSON.stringify({ items: [{ cid: crypto.randomUUID(), text: field.value }] });
    field.addEventListener('keydown', (event) => event.key === 'Enter' && socket.send(frame()));
    // On top, where it is seen, however many there are.
    socket.onmessage = ({ data }) =>
      document.querySelector('div').prepend(JSON.parse(data).items[0].text, document.createElement('br'));
    socket.onopen = () => (document.title = 'Ready');
  </script>`;
  const http = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page));
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket) =>
    socket.on('message', (data) => {
      for (const other of sockets.clients) other.send(data.toString());
    }),
  );
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    close() {
      sockets.close();
      http.close();
      http.closeAllConnections();
    },
  };
}

/** @param socket where what one of the two pages says is told to both */
async function openBarePair(socket: string): Promise<{ asking: Page; answering: Page }> {
  const open = async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${relay.url}#${socket}`);
    await page.waitForFunction(() => document.title === 'Ready');
    return page;
  };
  return { asking: await open(), answering: await open() };
}

/** Milliseconds from the key. */
interface Times {
  inPage: number;
  painted: number;
}

/** What the pages keep for us between two calls. */
interface Clock {
  pressedAt: number;
  shownAt: Promise<Times>;
}

/** Nobody presses Enter in the frame of the last letter: what that changes, here and there, is drawn first. */
function atRest(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const frame = (next: () => void) => requestAnimationFrame(next);
        frame(() => frame(() => frame(() => requestIdleCallback(() => resolve()))));
      }),
  );
}

/** Types into one page and waits for the text in the other. */
async function timeOf(from: Page, field: string, to: Page, text: string): Promise<Times> {
  const composer = from.getByRole('textbox', { name: field });
  await composer.fill(text);
  await composer.evaluate((element) => {
    const note = () => {
      (globalThis as unknown as Clock).pressedAt = performance.timeOrigin + performance.now();
    };
    element.addEventListener('keydown', note, { capture: true, once: true });
  });
  await to.getByRole('log').evaluate((log, expected) => {
    const now = () => performance.timeOrigin + performance.now();
    (globalThis as unknown as Clock).shownAt = new Promise((resolve) => {
      const watcher = new MutationObserver(() => {
        if (!log.textContent?.includes(expected)) return;
        watcher.disconnect();
        const inPage = now();
        // The first task after a frame's callbacks runs when that frame has been painted.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve({ inPage, painted: now() });
          port2.postMessage(null);
        });
      });
      watcher.observe(log, { childList: true, subtree: true, characterData: true });
    });
  }, text);
  await atRest(from);
  await atRest(to);
  await composer.press('Enter');
  const { inPage, painted } = await to.evaluate(() => (globalThis as unknown as Clock).shownAt);
  const pressedAt = await from.evaluate(() => (globalThis as unknown as Clock).pressedAt);
  return { inPage: inPage - pressedAt, painted: painted - pressedAt };
}
