/** What the tag does to a page, and what it never does. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../fault/tcp-proxy.ts';
import { launchBrowser } from '../support/browser.ts';
import { type ForeignSite, packageFolder, serveForeignSite } from '../support/foreign-site.ts';
import { openShop, type VisitorScreen } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';

let server: Server;
let browser: Browser;
let proxy: TcpProxy;
let site: ForeignSite;
let visitor: VisitorScreen;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  proxy = await startTcpProxy(server.port);
  const tag = `<script async src="${proxy.origin}/porch.js" data-site="${server.siteKey}"></script>`;
  site = await serveForeignSite(packageFolder('html5-boilerplate'), tag);
});

afterEach(() => visitor.context.close());

afterAll(async () => {
  await browser?.close();
  await Promise.all([site?.close(), proxy?.close()]);
  await server?.stop();
});

const visit = async () => {
  visitor = await openShop(browser, 'about:blank');
  const requests: string[] = [];
  const errors: string[] = [];
  visitor.page.on('request', (request) => requests.push(request.url()));
  visitor.page.on('pageerror', (error) => errors.push(String(error)));
  await visitor.page.goto(`${site.origin}/dist/index.html`);
  await visitor.launcher.waitFor();
  return { requests: () => requests.filter((url) => url.startsWith(proxy.origin)), errors };
};

const tracesOn = (page: Page) =>
  page.evaluate(async () => ({
    cookie: document.cookie,
    stored: Object.keys(localStorage).length + Object.keys(sessionStorage).length,
    databases: (await indexedDB.databases()).length,
  }));

describe('before the visitor acts', () => {
  it('nothing is fetched but the script and the look of the site, and nothing is stored', async () => {
    const { requests } = await visit();
    await visitor.page.waitForLoadState('networkidle');
    const look = `${proxy.origin}/api/sites/${server.siteKey}/look/en-us.js`;
    expect(requests().map((url) => url.replace(/\?.*/, ''))).toEqual([`${proxy.origin}/porch.js`, look]);
    expect(await tracesOn(visitor.page)).toEqual({ cookie: '', stored: 0, databases: 0 });
  });

  it('opening and closing again stores nothing either, and costs at most 18.5 kB in all, with the texts of a language', async () => {
    visitor = await openShop(browser, 'about:blank');
    const sizes: Promise<number>[] = [];
    visitor.page.on('requestfinished', (request) => {
      if (request.url().startsWith(proxy.origin))
        sizes.push(request.sizes().then((it) => it.responseBodySize));
    });
    await visitor.page.goto(`${site.origin}/dist/index.html`);
    await visitor.open();
    await visitor.page.waitForLoadState('networkidle');
    await visitor.close();
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(sizes.length).toBeGreaterThan(2);
    expect(bytes).toBeLessThanOrEqual(18_500);
    expect(await tracesOn(visitor.page)).toEqual({ cookie: '', stored: 0, databases: 0 });
  });
});

describe('when the backend cannot be reached', () => {
  it('the page is untouched, the launcher says so, and it works by itself once the backend is back', async () => {
    const { errors } = await visit();
    proxy.isDown = true;
    proxy.cut();
    await visitor.launcher.click();
    await visitor.page.getByText("Can't connect. Retrying…").waitFor();
    proxy.isDown = false;
    await visitor.composer.waitFor();
    await visitor.say('You are back');
    await visitor.log.getByText('Sent', { exact: true }).waitFor();
    expect(errors).toEqual([]);
  });

  it('a page left open over a deploy gets the newest messenger instead of the one it knows', async () => {
    await visit();
    await visitor.context.route(/\/m\/messenger-[^/]*\.js$/, async (route) => {
      const isForNewest = route.request().headers().referer?.includes('/messenger.js');
      if (isForNewest) await route.continue();
      else await route.fulfill({ status: 404, body: '' });
    });
    await visitor.open();
  });
});

describe('included twice', () => {
  it('there is one launcher', async () => {
    await visit();
    await visitor.page.evaluate(() => {
      const [tag] = document.querySelectorAll<HTMLScriptElement>('script[data-site]');
      const again = document.createElement('script');
      again.src = tag?.src ?? '';
      again.dataset.site = tag?.dataset.site ?? '';
      document.head.append(again);
      return new Promise((resolve) => again.addEventListener('load', resolve));
    });
    expect(await visitor.page.getByRole('button', { name: 'Open chat' }).count()).toBe(1);
  });
});
