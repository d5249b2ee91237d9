/**
 * [NTF-12] to [NTF-16] in Chromium: a visitor asks to be told of answers, closes the page, and comes back by pressing a
 * notification. What the server sends is in test/worker/visitor-push.test.ts.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type ForeignSite, serveForeignSite } from '../support/foreign-site.ts';
import { eventually, type VisitorScreen, visitorScreen } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';

const OFFER = 'Get a notification when we answer';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const ownPage = () => `${server.origin}/to/${server.siteKey}`;

/** Somebody whose browser would say yes, if it is asked. Headless browsers have no push service: this one is made up. */
async function openContext(origin: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  await context.grantPermissions(['notifications'], { origin });
  await context.addInitScript(() => {
    const counts = { asked: 0 };
    Object.assign(window, { counts });
    Notification.requestPermission = async () => {
      counts.asked += 1;
      return Notification.permission;
    };
    PushManager.prototype.subscribe = async () => {
      const keys = { p256dh: 'B'.padEnd(87, 'A'), auth: 'A'.repeat(22) };
      const told = { endpoint: 'https://push.example/phone', keys };
      return { toJSON: () => told } as unknown as PushSubscription;
    };
  });
  return context;
}

async function openOwnPage(): Promise<VisitorScreen> {
  const context = await openContext(server.origin);
  const page = await context.newPage();
  await page.goto(ownPage());
  const visitor = visitorScreen(page);
  await visitor.composer.waitFor();
  return visitor;
}

/** They have asked something, and don't want to say where an e-mail would reach them. */
async function asks(visitor: VisitorScreen, text: string): Promise<void> {
  await visitor.say(text);
  await visitor.chat.getByRole('button', { name: 'Not now' }).click();
  await visitor.chat.getByRole('button', { name: OFFER }).waitFor();
}

async function newConversation({ chat, say, sees }: VisitorScreen, text: string): Promise<void> {
  await chat.getByRole('button', { name: 'All conversations' }).click();
  await chat.getByRole('button', { name: 'Send us a message' }).click();
  await say(text);
  await sees('Sent');
}

const timesAsked = (page: Page) =>
  page.evaluate(() => (window as unknown as { counts: { asked: number } }).counts.asked);

const workerScopes = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope));

/** What goes to the server about devices, as `PUT` and `DELETE`. */
function deviceCalls(context: BrowserContext): string[] {
  const calls: string[] = [];
  context.on('response', async (response) => {
    const request = response.request();
    if (/\/push\/\w{26}$/.test(request.url())) calls.push(`${request.method()} ${response.status()}`);
  });
  return calls;
}

/** As a site does when somebody signs out. */
const shutDown = (page: Page) => page.evaluate(`window.Porchlight('shutdown')`);

const kept = (page: Page) =>
  page.evaluate(() => Object.entries(localStorage).filter(([name]) => name.startsWith('porchlight:push')));

/** What is pushed arrives here. */
async function pushTo(page: Page, origin: string) {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [ours] = registrations.filter(({ scopeURL }) => scopeURL.includes('push.js/'));
      if (ours) resolve(ours.registrationId);
    }),
  );
  await cdp.send('ServiceWorker.enable');
  const registrationId = await registered;
  return async (message: object | string) => {
    const data = typeof message === 'string' ? message : JSON.stringify(message);
    await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
  };
}

const shown = (page: Page) =>
  page.evaluate(async () => {
    const registrations = await navigator.serviceWorker.getRegistrations();
    const all = await Promise.all(registrations.map((it) => it.getNotifications()));
    return all.flat().map(({ title, body }) => `${title}: ${body}`);
  });

/**
 * Nobody can press one in a headless browser, and what takes a press is not done without: where it led is told instead.
 * The event is not a real one, so its waitUntil throws, after the work began.
 */
async function press(context: BrowserContext, body: string): Promise<string> {
  const worker = context.serviceWorkers().find((it) => it.url().endsWith('push.js'));
  if (!worker) throw new Error('no service worker');
  return worker.evaluate(`new Promise((resolve) => {
    Clients.prototype.openWindow = async (url) => resolve('opened ' + url);
    WindowClient.prototype.focus = async function () { resolve('focused ' + this.url); };
    registration.getNotifications().then((all) => {
      const notification = all.find(({ body }) => body === ${JSON.stringify(body)});
      dispatchEvent(new NotificationEvent('notificationclick', { notification }));
    });
  })`);
}

const visitorOf = (page: Page) =>
  page.evaluate(() => {
    const [, stored = '{}'] =
      Object.entries(localStorage).find(([name]) => /^porchlight:\w+-\w+$/.test(name)) ?? [];
    return JSON.parse(stored) as { conversation: string; visitor: string };
  });

describe('the messenger as a page', () => {
  it('[NTF-12] offers it to whoever waits for an answer, asks nobody before, and remembers what was chosen', async () => {
    const visitor = await openOwnPage();
    const { page, context, chat } = visitor;
    const calls = deviceCalls(context);
    await asks(visitor, 'Is it in stock?');
    expect([await timesAsked(page), await workerScopes(page)]).toEqual([0, []]);
    await chat.getByRole('button', { name: OFFER }).click();
    await eventually(async () => expect(calls).toEqual(['PUT 200']));
    await chat.getByRole('button', { name: OFFER }).waitFor({ state: 'detached' });
    expect(await workerScopes(page)).toEqual([`${server.origin}/visitor-push.js/${server.siteKey}`]);
    expect(await timesAsked(page)).toBe(1);

    // The next visit finds no subscription, here where it is made up: it renews it, asks nobody, and offers nothing.
    await page.reload();
    await visitor.sees('Is it in stock?');
    await eventually(async () => expect(calls).toEqual(['PUT 200', 'PUT 200']));
    expect(await timesAsked(page)).toBe(0);
    expect(await chat.getByRole('button', { name: OFFER }).count()).toBe(0);

    await chat.getByRole('button', { name: 'All conversations' }).click();
    const toggle = chat.getByRole('switch', { name: OFFER });
    expect(await toggle.getAttribute('aria-checked')).toBe('true');
    await toggle.click();
    await eventually(async () => expect(calls).toEqual(['PUT 200', 'PUT 200', 'DELETE 200']));
    await eventually(async () => expect(await workerScopes(page)).toEqual([]));
    expect(await toggle.getAttribute('aria-checked')).toBe('false');
    await toggle.click();
    await eventually(async () => expect(await toggle.getAttribute('aria-checked')).toBe('true'));
    await context.close();
  });

  it('[NTF-12] is skipped for good', async () => {
    const visitor = await openOwnPage();
    await asks(visitor, 'Is it blue?');
    await visitor.chat.getByRole('button', { name: 'Not now' }).click();
    await visitor.chat.getByRole('button', { name: OFFER }).waitFor({ state: 'detached' });
    await visitor.page.reload();
    await visitor.sees('Is it blue?');
    await visitor.say('Really blue?');
    await visitor.sees('Sent');
    expect(await visitor.chat.getByRole('button', { name: OFFER }).count()).toBe(0);
    expect([await timesAsked(visitor.page), await workerScopes(visitor.page)]).toEqual([0, []]);
    await visitor.context.close();
  });

  it('[NTF-12] says so where the push service says no', async () => {
    const visitor = await openOwnPage();
    await visitor.page.evaluate(() => {
      PushManager.prototype.subscribe = async () => {
        throw new DOMException('no push service', 'AbortError');
      };
    });
    await asks(visitor, 'Is it red?');
    await visitor.chat.getByRole('button', { name: OFFER }).click();
    await visitor.chat.getByText('Notifications don’t work in this browser.').waitFor();
    expect(await kept(visitor.page)).toEqual([]);
    await visitor.context.close();
  });

  it('[NTF-15] an answer is shown, once; pressed, it opens the page with the conversation, and nothing else', async () => {
    const visitor = await openOwnPage();
    const { page, context } = visitor;
    await asks(visitor, 'Is it green?');
    await visitor.chat.getByRole('button', { name: OFFER }).click();
    await visitor.chat.getByRole('button', { name: OFFER }).waitFor({ state: 'detached' });
    const { conversation } = await visitorOf(page);
    // What is opened anew is the newest, unless something else was pressed.
    await newConversation(visitor, 'And in size 8?');
    const elsewhere = await context.newPage();
    await elsewhere.goto(`${server.origin}/health`);
    const push = await pushTo(elsewhere, server.origin);
    await page.close();
    const answer = { porchlight: 'answer', conversation, name: 'Ada', page: ownPage(), icon: null };
    await push('not ours');
    await push({ title: 'Not ours either' });
    await push({ ...answer, text: 'Yes' });
    await eventually(async () => expect(await shown(elsewhere)).toEqual(['Ada: Yes']));
    await push({ ...answer, text: 'Shall I keep one?' });
    await eventually(async () => expect(await shown(elsewhere)).toEqual(['Ada: Shall I keep one?']));

    const other = await context.newPage();
    await other.goto(`${server.origin}/console`);
    expect(await press(context, 'Shall I keep one?')).toBe(`opened ${ownPage()}`);
    const back = visitorScreen(await context.newPage());
    await back.page.goto(ownPage());
    await back.sees('Is it green?');

    // A tab that shows something else of theirs turns to it.
    await newConversation(back, 'And in size 9?');
    await push({ ...answer, text: 'Still there?' });
    await eventually(async () => expect(await shown(elsewhere)).toContain('Ada: Still there?'));
    expect(await press(context, 'Still there?')).toBe(`focused ${ownPage()}`);
    await back.sees('Is it green?');

    // Whoever sends it, no other origin is opened.
    await back.page.close();
    await push({ ...answer, text: 'Elsewhere', page: 'https://evil.example/to/phish' });
    await eventually(async () => expect(await shown(elsewhere)).toContain('Ada: Elsewhere'));
    expect(await press(context, 'Elsewhere')).toMatch(`focused ${server.origin}/`);
    await context.close();
  });

  it('[NTF-16] a visitor who is forgotten is told of nothing', async () => {
    const visitor = await openOwnPage();
    const { page, context, chat } = visitor;
    await asks(visitor, 'Is it yellow?');
    const calls = deviceCalls(context);
    await chat.getByRole('button', { name: OFFER }).click();
    await eventually(async () => expect(calls).toEqual(['PUT 200']));
    await shutDown(page);
    await eventually(async () => expect(calls).toEqual(['PUT 200', 'DELETE 200']));
    await eventually(async () => expect(await workerScopes(page)).toEqual([]));
    expect(await kept(page)).toEqual([]);
    await context.close();
  });

  it('[NTF-16] also when they are forgotten before the messenger is there', async () => {
    const visitor = await openOwnPage();
    const { page, context, chat } = visitor;
    await asks(visitor, 'Is it white?');
    await chat.getByRole('button', { name: OFFER }).click();
    await eventually(async () => expect(await workerScopes(page)).toHaveLength(1));
    await context.route('**/m/**', (route) => route.abort());
    await page.reload();
    await page.waitForFunction(`window.Porchlight?.('getVisitorId')`);
    await shutDown(page);
    await eventually(async () => expect(await workerScopes(page)).toEqual([]));
    await context.close();
  });
});

describe('a site that hosts the worker, and has one of its own', () => {
  let site: ForeignSite;
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-site-'));

  beforeAll(async () => {
    const { origin, siteKey } = server;
    const policy = `default-src 'none'; script-src 'self' ${origin}; worker-src 'self'; connect-src ${origin} ${origin.replace('http', 'ws')}`;
    const tag = (attributes: string) =>
      `<script async src="${origin}/porch.js" data-site="${siteKey}" ${attributes}></script>`;
    const page = `<!doctype html><meta http-equiv="content-security-policy" content="${policy}"><link rel="icon" href="/icon.png"><script src="/page.js"></script>`;
    const files = {
      'index.html': page + tag('data-push-worker="/porchlight-push.js"'),
      'without.html': page + tag(''),
      'page.js': `navigator.serviceWorker.register('/own.js')`,
      'own.js': '',
      'porchlight-push.js': `importScripts('${origin}/visitor-push.js')\n`,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    site = await serveForeignSite(folder, '');
  });

  afterAll(async () => {
    await site?.close();
    rmSync(folder, { recursive: true });
  });

  async function openSite(path: string): Promise<VisitorScreen> {
    const context = await openContext(site.origin);
    const page = await context.newPage();
    await page.goto(site.origin + path);
    const visitor = visitorScreen(page);
    await visitor.open();
    return visitor;
  }

  it('[NTF-12] shows and fetches nothing where the tag names no worker', async () => {
    const visitor = await openSite('/without.html');
    const { page, context, chat } = visitor;
    const requests: string[] = [];
    context.on('request', (request) => requests.push(request.url()));
    await visitor.say('Anybody there?');
    await chat.getByRole('button', { name: 'Not now' }).click();
    await chat.getByRole('button', { name: 'All conversations' }).click();
    await chat.getByRole('switch', { name: 'Sound' }).waitFor();
    expect(await chat.getByText(OFFER).count()).toBe(0);
    expect(requests.filter((url) => url.includes('push'))).toEqual([]);
    expect(await workerScopes(page)).toEqual([`${site.origin}/`]);
    await context.close();
  });

  it('[NTF-15] [NTF-16] opens the messenger in a tab of it, and leaves the site’s own worker alone', async () => {
    const visitor = await openSite('/index.html');
    const { page, context, chat } = visitor;
    const put = page.waitForRequest((it) => it.method() === 'PUT');
    await asks(visitor, 'Is it round?');
    await chat.getByRole('button', { name: OFFER }).click();
    expect((await put).postDataJSON()).toMatchObject({
      page: `${site.origin}/index.html`,
      icon: `${site.origin}/icon.png`,
    });
    await chat.getByRole('button', { name: OFFER }).waitFor({ state: 'detached' });
    const ours = `${site.origin}/porchlight-push.js/${server.siteKey}`;
    expect((await workerScopes(page)).sort()).toEqual([`${site.origin}/`, ours]);

    const { conversation } = await visitorOf(page);
    const push = await pushTo(page, site.origin);
    await visitor.close();
    await page.goto(`${site.origin}/index.html?another`);
    await visitor.launcher.waitFor();
    await push({ porchlight: 'answer', conversation, name: 'Ada', text: 'Yes', page: `${site.origin}/gone` });
    await eventually(async () => expect(await shown(page)).toEqual(['Ada: Yes']));
    // Whether the messenger is there by now or not.
    expect(await press(context, 'Yes')).toBe(`focused ${site.origin}/index.html?another`);
    await visitor.sees('Is it round?');

    await shutDown(page);
    await eventually(async () => expect(await workerScopes(page)).toEqual([`${site.origin}/`]));
    await context.close();
  });
});
