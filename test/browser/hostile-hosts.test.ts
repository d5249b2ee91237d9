/** The messenger on pages that make it hard: there it works as anywhere, and after `shutdown` nothing of it is left. */
import type { Browser, BrowserContext, Frame, Page, WebSocket } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { eventually, type VisitorScreen, visitorScreen } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';
import { type AgentOnTheWire, agentOnTheWire } from './hostile-hosts/agent-on-the-wire.ts';
import { documentedPages, NONCE } from './hostile-hosts/documented-pages.ts';
import { askPorchlight, type HostPage } from './hostile-hosts/host-page.ts';
import { HOST_PAGES } from './hostile-hosts/host-pages.ts';
import { type HostSite, serveHosts } from './hostile-hosts/host-site.ts';
import { tracesOn, watchTraces } from './hostile-hosts/traces.ts';

const HOSTS = [...HOST_PAGES, ...documentedPages()];
const VIEWPORT = { width: 1280, height: 800 };

let server: Server;
let browser: Browser;
let agent: AgentOnTheWire;
let site: HostSite;
let context: BrowserContext | undefined;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  agent = await agentOnTheWire(server);
  const tag = `<script async="" nonce="${NONCE}" src="${server.origin}/porch.js" data-site="${server.siteKey}"></script>`;
  site = await serveHosts(HOSTS, server.origin, tag);
});

afterEach(() => context?.close());

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await server?.stop();
});

it.each(HOSTS)('$name', async (host) => {
  const { frame, visitor, errors, openSockets, letTagArrive } = await visit(host);
  await host.prepare?.(frame);
  const before = await tracesOn(frame);

  await letTagArrive();
  await visitor.launcher.waitFor();
  await standsInItsCorner(visitor, host);
  await visitor.open();
  await isWithinTheWindow(visitor);
  await host.meanwhile?.({ frame, visitor });

  // As a person does it, so that it fails where the page takes the focus or the keys.
  await visitor.composer.click();
  await frame.page().keyboard.type(`Hello from ${host.name}`);
  await visitor.chat.getByRole('button', { name: 'Send' }).click();
  await agent.answer(`Hello from ${host.name}`, `Hello, ${host.name}`);
  await visitor.sees(`Hello, ${host.name}`);

  // `window.Porchlight` stays by design, so that the page can ask for `boot` again.
  await askPorchlight(frame, 'shutdown');
  expect(await tracesOn(frame)).toEqual({ ...before, ...host.changed?.(before) });
  await eventually(async () => expect(openSockets()).toEqual([]));
  expect(errors).toEqual([]);
});

async function visit(host: HostPage) {
  context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const errors: string[] = [];
  const sockets: WebSocket[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('websocket', (socket) => sockets.push(socket));
  await page.addInitScript(watchTraces);
  // The tag is in the page as it would be, but its script arrives only once the page has been looked at.
  const arrival = Promise.withResolvers<void>();
  await context.route(`${server.origin}/porch.js`, async (route) => {
    await arrival.promise;
    await route.continue();
  });
  await page.goto(site.urlOf(host), { waitUntil: host.frame === undefined ? 'domcontentloaded' : 'commit' });
  const frame = await frameOf(page, host);

  const letTagArrive = async () => {
    arrival.resolve();
    if (host.tag === 'injected') await injectTag(frame);
  };
  const openSockets = () => sockets.filter((socket) => !socket.isClosed()).map((socket) => socket.url());
  return { frame, visitor: visitorScreen(frame), errors, openSockets, letTagArrive };
}

async function frameOf(page: Page, { frame }: HostPage): Promise<Frame> {
  if (frame === undefined) return page.mainFrame();
  const framed = await (await page.waitForSelector('iframe')).contentFrame();
  if (!framed) throw new Error('The frame has no page.');
  await framed.waitForURL(/\/framed$/, { waitUntil: 'domcontentloaded' });
  return framed;
}

const injectTag = (frame: Frame) =>
  frame.evaluate(
    ({ src, site }) => {
      const tag = document.createElement('script');
      tag.src = src;
      tag.dataset.site = site;
      document.head.append(tag);
    },
    { src: `${server.origin}/porch.js`, site: server.siteKey },
  );

async function standsInItsCorner({ launcher }: VisitorScreen, { corner = 'right', scale = 1 }: HostPage) {
  const box = await launcher.boundingBox();
  if (!box) throw new Error('The launcher is not drawn.');
  const { x, y, width, height } = box;
  const sideGap = corner === 'left' ? x : VIEWPORT.width - x - width;
  const bottomGap = VIEWPORT.height - y - height;
  const rounded = [width, height, sideGap, bottomGap].map((length) => Math.round(length / scale));
  expect(rounded, 'width, height, and distance to the side and to the bottom').toEqual([58, 58, 20, 20]);
}

async function isWithinTheWindow({ chat }: VisitorScreen) {
  const box = await chat.boundingBox();
  if (!box) throw new Error('The chat is not drawn.');
  expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(VIEWPORT.width);
  expect(box.y + box.height).toBeLessThanOrEqual(VIEWPORT.height);
  expect(Math.min(box.width, box.height)).toBeGreaterThan(300);
}
