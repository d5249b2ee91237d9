/** An owner sets in the console how the messenger looks and speaks; the preview shows it, then the visitor's page. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import de from '../../widget/locales/de.ts';
import { launchBrowser } from '../support/browser.ts';
import { eventually, visitorScreen } from '../support/people.ts';
import { png } from '../support/pictures.ts';
import { type Server, startServer } from '../support/server.ts';
import { signIn } from '../support/wire.ts';

const VIEWPORT = { width: 1280, height: 800 };

let server: Server;
let browser: Browser;
/** The owner's session, as a cookie. */
let session: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  session = await signIn(server);
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await setLook({});
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function setLook(look: object): Promise<void> {
  const [workspace = ''] = server.siteKey.split('-');
  const url = `${server.origin}/api/workspaces/${workspace}/sites/${server.siteKey}`;
  const headers = { cookie: session, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'PATCH', headers, body: JSON.stringify({ look }) });
  expect(response.status).toBe(200);
}

async function openPage(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** A page that is isolated, and whose policy allows what docs/CSP.md says. */
async function openStrictPage(): Promise<Page> {
  const { origin, siteKey } = server;
  const socket = origin.replace('http', 'ws');
  const policy = `default-src 'none'; script-src ${origin}; connect-src ${origin} ${socket}; img-src ${origin}`;
  const shop = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.setHeader('content-security-policy', policy);
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.end(
      `<!doctype html><title>Shop</title><script async src="${origin}/porch.js" data-site="${siteKey}"></script>`,
    );
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    shop.closeAllConnections();
    shop.close();
  });
  await once(shop, 'listening');
  const address = shop.address();
  const page = await openPage(`http://localhost:${typeof address === 'object' ? address?.port : 0}`);
  await launcherIn(page).waitFor();
  return page;
}

async function openSettings(section = 'messenger'): Promise<Page> {
  const [name = '', value = ''] = session.split(/=(.*)/);
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce' });
  await context.addCookies([{ name, value, url: server.origin }]);
  const page = await context.newPage();
  await page.goto(`${server.origin}/console/settings/${section}`);
  await page.locator('#settings-title').waitFor();
  return page;
}

/** The preview's page, with the messenger open in it. */
async function previewOn(page: Page): Promise<Frame> {
  const frame = await (await page.locator('iframe').elementHandle())?.contentFrame();
  if (!frame) throw new Error('there is no preview');
  await frame.getByRole('dialog', { name: 'Chat' }).waitFor();
  return frame;
}

const launcherIn = (place: Page | Frame) => place.locator('#porchlight .launcher');
const styleOf = (place: Page | Frame, name: 'backgroundColor' | 'color') =>
  launcherIn(place).evaluate((button, style) => getComputedStyle(button)[style], name);
/** How far it is from the left. */
const leftOf = (place: Page | Frame) =>
  launcherIn(place).evaluate((button) => button.getBoundingClientRect().left);

describe('an owner', () => {
  it('changes colour, side, icon and greeting: seen in the preview, saved, and then on the site', async () => {
    const page = await openSettings();
    const preview = await previewOn(page);
    await page.getByRole('textbox', { name: 'Colour code' }).fill('#ffd800');
    await page.getByRole('combobox', { name: 'Side' }).selectOption('Left');
    await page.getByRole('radio', { name: 'Hand' }).check();
    await page.getByRole('textbox', { name: 'Greeting', exact: true }).fill('Good evening!');
    await preview.getByText('Good evening!').waitFor();
    await eventually(async () => expect(await styleOf(preview, 'backgroundColor')).toBe('rgb(255, 216, 0)'));
    await eventually(async () => expect(await leftOf(preview)).toBe(20));
    // Nobody else sees it yet.
    const before = visitorScreen(await openPage(server.demoOrigin));
    await before.open();
    await before.chat.getByText('Hello! How can we help?').waitFor();

    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. Visitors see it within a minute.').waitFor();
    const visitor = visitorScreen(await openPage(server.demoOrigin));
    await visitor.launcher.waitFor();
    await eventually(async () =>
      expect(await styleOf(visitor.page, 'backgroundColor')).toBe('rgb(255, 216, 0)'),
    );
    // OKLCH, as the browser gives it back: without lightness.
    await eventually(async () => expect(await styleOf(visitor.page, 'color')).toMatch(/^oklch\(0 /));
    await eventually(async () => expect(await leftOf(visitor.page)).toBe(20));
    const shape = await launcherIn(visitor.page).evaluate((it) => getComputedStyle(it, '::before').clipPath);
    expect(shape).toMatch(/^path\("M 9 17/);
    await visitor.open();
    await visitor.chat.getByText('Good evening!').waitFor();
    // In German there is none of the owner's own.
    const german = await openPage(server.demoOrigin, { locale: 'de-DE' });
    await german.evaluate(() => document.documentElement.removeAttribute('lang'));
    await german.evaluate("Porchlight('setLocale', 'de')");
    await german.getByRole('button', { name: de.open }).click();
    await german.getByText(de.greeting).waitFor();
  });

  it('sees the words of another language in the preview, from right to left', async () => {
    const page = await openSettings();
    const preview = await previewOn(page);
    await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Arabic' });
    await page.locator('textarea[lang=ar]').waitFor();
    await page.getByRole('textbox', { name: 'Greeting', exact: true }).fill('مساء الخير');
    const greeting = preview.getByText('مساء الخير');
    await greeting.waitFor();
    expect(await greeting.evaluate((it) => getComputedStyle(it.closest('dialog') as Element).direction)).toBe(
      'rtl',
    );
    // Undone, ours are back.
    await page.getByRole('button', { name: 'Discard' }).click();
    await greeting.waitFor({ state: 'hidden' });
  });

  it('keeps the focus while the preview changes, and goes on by keyboard', async () => {
    const page = await openSettings();
    const preview = await previewOn(page);
    const code = page.getByRole('textbox', { name: 'Colour code' });
    await code.focus();
    await code.press('Control+a');
    await page.keyboard.type('#7a1f5c');
    await eventually(async () => expect(await styleOf(preview, 'backgroundColor')).toBe('rgb(122, 31, 92)'));
    expect(await code.evaluate((it) => it === document.activeElement)).toBe(true);
    expect(await code.inputValue()).toBe('#7a1f5c');
    await page.getByRole('button', { name: 'Close the messenger' }).press('Enter');
    await preview.getByRole('dialog', { name: 'Chat' }).waitFor({ state: 'hidden' });
    // Past the frame, which holds nothing for the keyboard.
    await page.keyboard.press('Tab');
    const next = page.getByRole('link', { name: /^Try it on a page of its own/ });
    expect(await next.evaluate((it) => it === document.activeElement)).toBe(true);
  });

  it('is asked before going back with something unsaved', async () => {
    const page = await openSettings();
    await page.getByRole('link', { name: 'Back to conversations' }).click();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('textbox', { name: 'Colour code' }).fill('#112233');
    await page.getByText('Unsaved changes').waitFor();
    await page.evaluate('history.back()');
    const dialog = page.getByRole('dialog', { name: 'Save your changes?' });
    await dialog.waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/settings');
    await dialog.getByRole('button', { name: 'Keep editing' }).click();
    await page.getByText('Unsaved changes').waitFor();
    await page.getByRole('link', { name: 'Back to conversations' }).click();
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('button', { name: 'Settings' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/console');
  });

  it('gives a photo and a title, and a visitor sees both', async () => {
    const page = await openSettings('you');
    const file = { name: 'me.png', mimeType: 'image/png', buffer: Buffer.from(png(300, 200)) };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: 'Remove photo' }).waitFor();
    await page.getByRole('textbox', { name: 'What you do' }).fill('Lamp maker');
    await page.getByRole('textbox', { name: 'What you do' }).press('Enter');
    await page.getByText('Saved').nth(1).waitFor();
    const visitor = await openPage(server.demoOrigin);
    await visitor.evaluate("Porchlight('showHome')");
    await visitor.getByText('Owner · Lamp maker').waitFor();
    const photo = visitor.locator('#porchlight .team img');
    await eventually(async () =>
      // Cut to a square, and small.
      expect(await photo.evaluate((it: HTMLImageElement) => [it.naturalWidth, it.naturalHeight])).toEqual([
        128, 128,
      ]),
    );
    const strict = await openStrictPage();
    await strict.evaluate("Porchlight('showHome')");
    await strict.getByText('Owner · Lamp maker').waitFor();
    expect(await strict.evaluate('crossOriginIsolated')).toBe(true);
    const isolated = strict.locator('#porchlight .team img');
    await eventually(async () =>
      expect(await isolated.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(128),
    );
    await page.getByRole('button', { name: 'Remove photo' }).click();
    await page.getByRole('button', { name: 'Choose a photo' }).waitFor();
  });
});

describe('[LOK-5] the preview', () => {
  it('has no origin and no storage, and can ask for nothing but the site', async () => {
    const page = await openSettings();
    const preview = await previewOn(page);
    const outcome = await preview.evaluate(async (site) => {
      const isRefused = (path: string, method: string) =>
        fetch(new URL(path, document.baseURI), { method }).then(
          () => false,
          () => true,
        );
      const storage = () => {
        try {
          return typeof localStorage.length;
        } catch {
          return 'none';
        }
      };
      return {
        origin: window.origin,
        storage: storage(),
        conversation: await isRefused(`/api/sites/${site}/conversations`, 'POST'),
        me: await isRefused('/api/me', 'GET'),
        site: await isRefused(`/api/sites/${site}`, 'GET'),
      };
    }, server.siteKey);
    expect(outcome).toEqual({ origin: 'null', storage: 'none', conversation: true, me: true, site: false });
  });

  it('is shown in no other page', async () => {
    const page = await openPage(server.demoOrigin);
    await page.evaluate((url) => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      frame.src = url;
      return new Promise((resolve) => {
        frame.onload = resolve;
      });
    }, `${server.origin}/to/${server.siteKey}/preview`);
    const [, frame] = page.frames();
    expect(
      await frame
        ?.locator('#porchlight')
        .count()
        .catch(() => 0),
    ).toBe(0);
    expect(frame?.url()).toBe('chrome-error://chromewebdata/');
  });
});

describe('[LOK-2] what an owner sets runs nothing', () => {
  const NASTY = `</script><script>window.owned=1</script><img src=x onerror="window.owned=1">\u2028\u2029\${window.owned=1}`;

  it.each([
    ['a greeting', { texts: { en: { greeting: NASTY } } }],
    ['the launcher’s name', { texts: { en: { open: NASTY } } }],
    ['a selector', { launcher: NASTY }],
    ['a selector of everything', { launcher: 'a' }],
    ['pages', { hideOnPages: NASTY }],
  ])('as %s', async (_what, look) => {
    await setLook(look);
    const page = await openPage(server.demoOrigin);
    const failed: string[] = [];
    page.on('pageerror', (error) => failed.push(error.message));
    await launcherIn(page).waitFor({ state: 'attached' });
    await launcherIn(page).click();
    await page.getByRole('dialog', { name: 'Chat' }).waitFor();
    const greeting = page.locator('#porchlight .log > .bubble').first();
    const expected =
      'texts' in look && 'greeting' in (look.texts?.en ?? {}) ? NASTY : 'Hello! How can we help?';
    await eventually(async () => expect(await greeting.textContent()).toBe(expected));
    await page.mouse.click(5, 5);
    expect(await page.evaluate('window.owned')).toBeUndefined();
    expect(failed).toEqual([]);
  });
});
