/** The tag on sites that we did not write, taken from npm packages and served as they are. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type ForeignSite, packageFolder, serveForeignSite } from '../support/foreign-site.ts';
import { type AgentScreen, eventually, signInAgent, visitorScreen } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';

const SITES = [
  { name: 'html5-boilerplate', page: 'dist/index.html' },
  { name: 'reveal.js', page: 'demo.html' },
  { name: 'impress.js', page: 'index.html' },
  { name: 'admin-lte', page: 'dist/index.html' },
  { name: 'admin-lte', page: 'dist/layout/layout-rtl.html' },
  { name: 'startbootstrap-sb-admin', page: 'dist/index.html' },
  { name: 'startbootstrap-agency', page: 'dist/index.html' },
  { name: 'startbootstrap-freelancer', page: 'dist/index.html' },
  { name: 'accounting', page: 'index.html' },
];

const VIEWPORT = { width: 1280, height: 800 };
/** Where the launcher is allowed to be: at the bottom, where lines end. */
const CORNER = { width: 120, height: 120 };
/** Of 255: what Chromium may round otherwise where a page has one layer more. No eye sees it. */
const ROUNDING = 8;

let server: Server;
let browser: Browser;
let agent: AgentScreen;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  agent = await signInAgent(browser, server.signInLink);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe.each(SITES)('$name $page', ({ name, page: path }) => {
  let plain: ForeignSite;
  let tagged: ForeignSite;

  beforeAll(async () => {
    const tag = `<script async src="${server.origin}/porch.js" data-site="${server.siteKey}"></script>`;
    const folder = packageFolder(name);
    [plain, tagged] = await Promise.all([serveForeignSite(folder, ''), serveForeignSite(folder, tag)]);
  });

  afterAll(() => Promise.all([plain?.close(), tagged?.close()]));

  it('looks the same with the tag as before it', async () => {
    // The same page before and after, for two loads of such a page differ by themselves.
    const page = await open(`${plain.origin}/${path}`);
    const elements = await elementsOf(page);
    const looks = await atRest(() => looksOf(page));
    await page.evaluate(
      ({ src, site }) => {
        const tag = document.createElement('script');
        tag.src = src;
        tag.dataset.site = site;
        document.body.append(tag);
      },
      { src: `${server.origin}/porch.js`, site: server.siteKey },
    );
    await visitorScreen(page).launcher.waitFor();
    expect(await elementsOf(page)).toEqual(elements);
    // A page that still moves by itself may take a while to look as before; one that the tag changed never does.
    await eventually(async () => expect(await differences(page, looks, await looksOf(page))).toEqual([]));
    await page.context().close();
  });

  it('carries a message and its answer', async () => {
    const visitor = visitorScreen(await open(`${tagged.origin}/${path}`));
    await visitor.launcher.waitFor();
    await visitor.open();
    await visitor.say(`Hello from ${name} ${path}`);
    await agent.openWith(`Hello from ${name} ${path}`);
    await agent.say(`Hello ${name} ${path}`);
    await visitor.sees(`Hello ${name} ${path}`);
    await visitor.context.close();
  });
});

async function open(url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce' });
  const page = await context.newPage();
  // These pages name fonts and scripts of other hosts; nothing leaves this machine.
  await context.route(/^https?:\/\/(?!localhost)/, (route) => route.abort());
  await page.goto(url, { waitUntil: 'load' });
  return page;
}

/** Every element of the page's own and where it stands. */
const elementsOf = (page: Page) =>
  atRest(() =>
    page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter((element) => !element.closest('[data-porchlight], #porchlight, script'))
        .map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return `${element.tagName} ${[x, y, width, height].map(Math.round)}`;
        })
        .join('\n'),
    ),
  );

/** The page's pixels, all but the corner that the launcher may use: the part above it, and the part beside it. */
async function looksOf(page: Page): Promise<string[]> {
  const above = { x: 0, y: 0, width: VIEWPORT.width, height: VIEWPORT.height - CORNER.height };
  const beside = { x: 0, y: above.height, width: VIEWPORT.width - CORNER.width, height: CORNER.height };
  // Some pages look different once nobody has moved the mouse for a while.
  await page.mouse.move(2, 2);
  await page.mouse.move(3, 3);
  const shots: string[] = [];
  for (const clip of [above, beside]) {
    const shot = await page.screenshot({ clip, animations: 'disabled', caret: 'hide' });
    shots.push(shot.toString('base64'));
  }
  return shots;
}

/** Where the same parts of a page look different, in words. */
async function differences(page: Page, before: string[], after: string[]): Promise<string[]> {
  // In a page without a policy about images.
  const reader = await page.context().newPage();
  const found = await reader.evaluate(
    async ({ pairs, rounding }) => {
      const pixelsOf = async (png: string) => {
        const bytes = Uint8Array.from(atob(png), (sign) => sign.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes]));
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
        context?.drawImage(image, 0, 0);
        return {
          width: image.width,
          data: context?.getImageData(0, 0, image.width, image.height).data ?? [],
        };
      };
      const words: string[] = [];
      for (const [index, [one, other]] of pairs.entries()) {
        if (one === other) continue;
        const [was, is] = [await pixelsOf(one ?? ''), await pixelsOf(other ?? '')];
        const [columns, rows, most] = [new Set<number>(), new Set<number>(), { by: 0 }];
        for (let at = 0; at < was.data.length; at += 1) {
          const by = Math.abs((was.data[at] ?? 0) - (is.data[at] ?? 0));
          if (by <= rounding) continue;
          most.by = Math.max(most.by, by);
          columns.add(Math.floor(at / 4) % was.width);
          rows.add(Math.floor(at / 4 / was.width));
        }
        const range = (all: Set<number>) => `${Math.min(...all)} to ${Math.max(...all)}`;
        if (most.by)
          words.push(`part ${index}, x ${range(columns)}, y ${range(rows)}: by up to ${most.by} of 255`);
      }
      return words;
    },
    { pairs: before.map((shot, index) => [shot, after[index]]), rounding: ROUNDING },
  );
  await reader.close();
  return found;
}

/** Looks until it sees the same several times in a row: these pages move by themselves for a while. */
async function atRest<T>(look: () => Promise<T>): Promise<T> {
  let seen = await look();
  let sameCount = 0;
  await eventually(async () => {
    const now = await look();
    sameCount = String(now) === String(seen) ? sameCount + 1 : 0;
    seen = now;
    expect(sameCount).toBe(5);
  });
  return seen;
}
