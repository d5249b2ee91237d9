/** The messenger on pages that make it hard: there it works as anywhere, and after `shutdown` nothing of it is left. */
import type { Browser, BrowserContext, Frame, Page, WebSocket } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { eventually, type VisitorScreen, visitorScreen } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';
import { type AgentOnTheWire, agentOnTheWire } from './hostile-hosts/agent-on-the-wire.ts';
import { documentedPages, NONCE } from './hostile-hosts/documented-pages.ts';
import { askPorchlight, type HostPage } from './hostile-hosts/host-page.ts';
import { HOST_PAGES, REFUSING_PAGES, SWEEPING_PAGE } from './hostile-hosts/host-pages.ts';
import { type HostSite, serveHosts } from './hostile-hosts/host-site.ts';
import { tracesOn, watchTraces } from './hostile-hosts/traces.ts';

const WELCOMING = [...HOST_PAGES, ...documentedPages()];
const DESKTOP = { width: 1280, height: 800 };
const viewportOf = ({ viewport }: HostPage) => viewport ?? DESKTOP;

let server: Server;
let browser: Browser;
let agent: AgentOnTheWire;
let site: HostSite;
let context: BrowserContext | undefined;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  agent = await agentOnTheWire(server);
  const tag = `<script async="" nonce="${NONCE}" src="${server.origin}/porch.js" data-site="${server.siteKey}"></script>`;
  site = await serveHosts([...WELCOMING, ...REFUSING_PAGES, SWEEPING_PAGE], server.origin, tag);
});

afterEach(() => context?.close());

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await server?.stop();
});

it.each(WELCOMING)('$name', async (host) => {
  const { frame, visitor, errors, openSockets, letTagArrive } = await visit(host);
  await host.prepare?.(frame);
  const before = await tracesOn(frame);

  await letTagArrive();
  await visitor.launcher.waitFor();
  await standsInItsCorner(visitor, host);
  await visitor.open();
  await isWithinTheWindow(visitor, host);
  await host.meanwhile?.({ frame, visitor });

  await write(visitor, `Hello from ${host.name}`);
  await agent.answer(`Hello from ${host.name}`, `Hello, ${host.name}`);
  await visitor.sees(`Hello, ${host.name}`);
  await visitor.log.getByText('Sent', { exact: true }).waitFor();
  expect(await visitor.chat.getByRole('status', { includeHidden: true }).textContent()).toBe(host.told ?? '');
  expect((await tracesOn(frame)).scrolled).toEqual(before.scrolled);

  // `window.Porchlight` stays by design, so that the page can ask for `boot` again.
  await askPorchlight(frame, 'shutdown');
  expect(await tracesOn(frame)).toEqual({ ...before, ...host.changed?.(before) });
  await eventually(async () => expect(openSockets()).toEqual([]));
  expect(errors).toEqual([]);
});

it.each(REFUSING_PAGES)('$name: the messenger says so, and the page is none the worse', async (host) => {
  const { frame, visitor, errors, letTagArrive } = await visit(host);
  const before = await tracesOn(frame);
  await letTagArrive();
  await visitor.open();
  await write(visitor, 'Is somebody there?');
  await visitor.sees('Is somebody there?');
  await visitor.chat.getByRole('status').getByText("Can't connect. Retrying…").waitFor();

  await askPorchlight(frame, 'shutdown');
  expect(await tracesOn(frame)).toEqual({ ...before, ...host.changed?.(before) });
  expect(errors).toEqual([]);
});

it('gives way to a page that removes it each time', async () => {
  const { frame, visitor, errors, letTagArrive } = await visit(SWEEPING_PAGE);
  const before = await tracesOn(frame);
  await letTagArrive();
  const swept = frame.locator('main');
  await eventually(async () => expect(await swept.getAttribute('data-swept')).toBe('21'));
  expect(await visitor.launcher.count()).toBe(0);

  await askPorchlight(frame, 'shutdown');
  await swept.evaluate((main) => main.removeAttribute('data-swept'));
  expect(await tracesOn(frame)).toEqual(before);
  expect(errors).toEqual([]);
});

/** As a person does it, so that it fails where the page takes the focus or the keys. */
async function write({ page, composer, chat }: VisitorScreen, text: string) {
  await composer.click();
  await page.keyboard.type(text);
  await chat.getByRole('button', { name: 'Send', exact: true }).click();
}

async function visit(host: HostPage) {
  context = await browser.newContext({ viewport: viewportOf(host), reducedMotion: 'reduce' });
  const page = await context.newPage();
  const errors: string[] = [];
  const sockets: WebSocket[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('websocket', (socket) => sockets.push(socket));
  await page.addInitScript(watchTraces);
  // The tag is in the page as it would be, but its script arrives only once the page has been looked at.
  const arrival = Promise.withResolvers<void>();
  const arriving: Promise<void>[] = [];
  await context.route(`${server.origin}/porch.js`, (route) => {
    arriving.push(arrival.promise.then(() => route.continue()));
  });
  await page.goto(site.urlOf(host), { waitUntil: host.frame === undefined ? 'domcontentloaded' : 'commit' });
  const frame = await frameOf(page, host);

  const letTagArrive = async () => {
    arrival.resolve();
    await Promise.all(arriving);
    // While it looks at requests, Playwright answers preflights itself, and the backend's headers are not tried.
    await page.context().unrouteAll();
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

async function standsInItsCorner({ launcher }: VisitorScreen, host: HostPage) {
  const { corner = 'right', scale = 1 } = host;
  const viewport = viewportOf(host);
  const box = await launcher.boundingBox();
  if (!box) throw new Error('The launcher is not drawn.');
  const { x, y, width, height } = box;
  const sideGap = corner === 'left' ? x : viewport.width - x - width;
  const bottomGap = viewport.height - y - height;
  const rounded = [width, height, sideGap, bottomGap].map((length) => Math.round(length / scale));
  expect(rounded, 'width, height, and distance to the side and to the bottom').toEqual([58, 58, 20, 20]);
}

async function isWithinTheWindow({ chat }: VisitorScreen, host: HostPage) {
  const viewport = viewportOf(host);
  const box = await chat.boundingBox();
  if (!box) throw new Error('The chat is not drawn.');
  expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(viewport.width);
  expect(box.y + box.height).toBeLessThanOrEqual(viewport.height);
  expect(Math.min(box.width, box.height)).toBeGreaterThan(300);
}
