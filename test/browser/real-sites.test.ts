/** The tag on sites that we did not write, taken from npm packages and served as they are. */
import { createHash } from 'node:crypto';
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
    const [elements, looks] = [await elementsOf(page), await looksOf(page)];
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
    expect(await looksOf(page)).toEqual(looks);
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
const looksOf = (page: Page) =>
  atRest(async () => {
    const above = { x: 0, y: 0, width: VIEWPORT.width, height: VIEWPORT.height - CORNER.height };
    const beside = {
      x: 0,
      y: above.height,
      width: VIEWPORT.width - CORNER.width,
      height: CORNER.height,
    };
    // Some pages look different once nobody has moved the mouse for a while.
    await page.mouse.move(2, 2);
    await page.mouse.move(3, 3);
    const shots: string[] = [];
    for (const clip of [above, beside]) {
      const shot = await page.screenshot({ clip, animations: 'disabled', caret: 'hide' });
      shots.push(createHash('sha256').update(shot).digest('hex'));
    }
    return shots.join(' ');
  });

/** Looks until it sees the same several times in a row: these pages move by themselves for a while. */
async function atRest(look: () => Promise<string>): Promise<string> {
  let seen = await look();
  let sameCount = 0;
  await eventually(async () => {
    const now = await look();
    sameCount = now === seen ? sameCount + 1 : 0;
    seen = now;
    expect(sameCount).toBe(5);
  });
  return seen;
}
