/** What a site owner can set, on a page that sets it. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../selfhost/settings.ts';
import ar from '../../widget/locales/ar.ts';
import de from '../../widget/locales/de.ts';
import zhHant from '../../widget/locales/zh-hant.ts';
import { launchBrowser } from '../support/browser.ts';
import { eventually, visitorScreen } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';

const VIEWPORT = { width: 1280, height: 800 };

let server: Server;
let browser: Browser;
let shop: HttpServer;
let origin: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  // The query says what the page is like: its language, and the tag's attributes.
  shop = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://shop');
    const attributes = [...searchParams]
      .filter(([name]) => name !== 'lang')
      .map(([name, value]) => `data-${name}="${value}"`);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><html lang="${searchParams.get('lang') ?? ''}"><title>Shop</title><button id="help">Help</button>
       <script async src="${server.origin}/porch.js" data-site="${server.siteKey}" ${attributes.join(' ')}></script>`,
    );
  });
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
  const address = shop.address();
  origin = `http://localhost:${typeof address === 'object' ? address?.port : 0}`;
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser?.close();
  shop?.closeAllConnections();
  shop?.close();
  await server?.stop();
});

async function visit(
  settings: Record<string, string>,
  options: BrowserContextOptions = {},
  path = '/',
): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto(`${origin}${path}?${new URLSearchParams(settings)}`);
  return page;
}

const launcherOf = (page: Page) => page.locator('#porchlight .launcher');

describe('how it looks', () => {
  it.each([
    ['#7a1f5c', 'white'],
    ['gold', 'black'],
    ['rgb(0 120 90)', 'white'],
    ['#9fe', 'black'],
    ['hsl(220 90% 45%)', 'white'],
  ])('%s has %s upon it, which can be read', async (color, expected) => {
    const page = await visit({ color });
    await launcherOf(page).waitFor();
    const [ink, ground] = await launcherOf(page).evaluate((button) => {
      const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      return [getComputedStyle(button).color, getComputedStyle(button).backgroundColor].map((it) => {
        if (!canvas) throw new Error('no canvas');
        canvas.fillStyle = it;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
      });
    });
    expect(ink).toEqual(expected === 'white' ? [255, 255, 255] : [0, 0, 0]);
    // WCAG 2.2, 1.4.11: what tells a control from its ground.
    expect(contrast(ink ?? [], ground ?? [])).toBeGreaterThan(3);
  });

  it('side, distances and layer', async () => {
    const page = await visit({ position: 'left', 'offset-x': '40px', 'offset-y': '60px', 'z-index': '7' });
    await launcherOf(page).waitFor();
    const box = await launcherOf(page).boundingBox();
    expect([box?.x, VIEWPORT.height - (box?.y ?? 0) - (box?.height ?? 0)]).toEqual([40, 60]);
    expect(await page.locator('#porchlight').evaluate((host) => getComputedStyle(host).zIndex)).toBe('7');
    await visitorScreen(page).open();
    expect((await page.getByRole('dialog').boundingBox())?.x).toBe(40);
  });

  it('light and dark, whatever the system says, and changed while it is open', async () => {
    const page = await visit({ 'color-scheme': 'dark' }, { colorScheme: 'light' });
    await visitorScreen(page).open();
    const ground = () =>
      page.getByRole('dialog').evaluate((dialog) => getComputedStyle(dialog).backgroundColor);
    await eventually(async () => expect(await ground()).toBe('rgb(24, 28, 38)'));
    await page.evaluate("Porchlight('setColorScheme', 'light')");
    await eventually(async () => expect(await ground()).toBe('rgb(255, 255, 255)'));
  });
});

describe('where there is no launcher', () => {
  it('on pages that the owner names, and it comes with the next page', async () => {
    const page = await visit({ 'hide-on-pages': '/checkout /legal' }, {}, '/checkout/pay');
    await page.locator('#porchlight').waitFor({ state: 'attached' });
    expect(await launcherOf(page).isVisible()).toBe(false);
    await page.evaluate("history.pushState({}, '', '/'); Porchlight('update')");
    await launcherOf(page).waitFor();
  });

  it('on phones', async () => {
    const page = await visit({ 'hide-on-phones': 'true' }, { viewport: { width: 390, height: 844 } });
    await page.locator('#porchlight').waitFor({ state: 'attached' });
    expect(await launcherOf(page).isVisible()).toBe(false);
    await page.setViewportSize(VIEWPORT);
    await launcherOf(page).waitFor();
  });

  it('where the page has its own', async () => {
    const page = await visit({ 'hide-launcher': 'true', launcher: '#help' });
    await page.locator('#porchlight').waitFor({ state: 'attached' });
    expect(await launcherOf(page).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Help' }).click();
    await page.getByRole('dialog', { name: 'Chat' }).waitFor();
  });
});

describe('the language', () => {
  it.each([
    ['the page', { lang: 'de-AT' }, { locale: 'fr-FR' }, de],
    ['the browser, where the page says none', {}, { locale: 'ar-EG' }, ar],
    ['the owner', { lang: 'de', locale: 'zh-TW' }, { locale: 'fr-FR' }, zhHant],
  ])('is that of %s', async (_who, settings, options, texts) => {
    const page = await visit(settings as unknown as Record<string, string>, options);
    await page.getByRole('button', { name: texts.open }).waitFor();
    // Where its lines end.
    const { x = 0, width = 0 } = (await launcherOf(page).boundingBox()) ?? {};
    expect(texts.dir === 'rtl' ? x : VIEWPORT.width - x - width).toBe(20);
    await page.getByRole('button', { name: texts.open }).click();
    const dialog = page.getByRole('dialog', { name: texts.chat });
    await dialog.getByRole('textbox', { name: texts.message }).waitFor();
    expect(await dialog.evaluate((it) => getComputedStyle(it).direction)).toBe(texts.dir);
  });

  // One that we don't have, and one that is a country.
  it.each(['mt', 'jp'])('of %s is English', async (lang) => {
    const page = await visit({ lang });
    await page.getByRole('button', { name: 'Open chat' }).click();
    await page.getByRole('dialog', { name: 'Chat' }).waitFor();
  });

  it('has words of the owner’s own', async () => {
    const page = await visit({ lang: 'de' });
    await page.getByRole('button', { name: de.open }).waitFor();
    await page.evaluate("Porchlight('update', { texts: { de: { placeholder: 'Moin!' } } })");
    await page.getByRole('button', { name: de.open }).click();
    await page.getByPlaceholder('Moin!').waitFor();
  });
});

describe('before the first message', () => {
  it('the tag’s questions and quick replies are there', async () => {
    const page = await visit({ lang: 'en', 'ask-first': 'name', 'quick-replies': 'Prices|Opening hours' });
    await page.getByRole('button', { name: 'Open chat' }).click();
    await page.getByRole('button', { name: 'Opening hours' }).click();
    await page.getByText('Please fill this in.').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).waitFor();
  });
});

describe('the page’s API', () => {
  it('opens a new conversation with words, tells what happens, and who this is', async () => {
    const page = await visit({});
    await page.evaluate(() => {
      const told: unknown[] = [];
      Object.assign(window, { told });
      const porchlight = (window as unknown as { Porchlight(...args: unknown[]): void }).Porchlight;
      const note = (what: string) => () => told.push(what);
      porchlight('onShow', note('show'));
      porchlight('on', 'hide', note('hide'));
      porchlight('identify', { name: 'Ada', email: 'ada@example.org' });
      porchlight('track', 'basket', { lamps: 2 });
      porchlight('showNewMessage', 'About order 1024: ');
    });
    const { composer, chat, log } = visitorScreen(page);
    await eventually(async () => expect(await composer.inputValue()).toBe('About order 1024: '));
    await composer.press('End');
    await composer.pressSequentially('where is it?');
    await composer.press('Enter');
    await log.getByText('Sent', { exact: true }).waitFor();
    // Known already, so nobody is asked.
    expect(await chat.getByRole('textbox', { name: 'Email' }).count()).toBe(0);
    await page.evaluate("Porchlight('toggle')");
    await chat.waitFor({ state: 'hidden' });
    expect(await page.evaluate('told')).toEqual(['show', 'hide']);
    await page.evaluate("Porchlight('showHome')");
    await page.getByRole('list', { name: 'All conversations' }).waitFor();
  });

  it('answers to another name, as calls to another messenger have it', async () => {
    const page = await visit({});
    // As it is documented.
    const [, script = ''] =
      /<script>\n([^<]*Intercom[^<]*)<\/script>/.exec(readFileSync(join(root, 'docs/API.md'), 'utf8')) ?? [];
    expect(script).not.toBe('');
    await page.addInitScript(script);
    await page.reload();
    await launcherOf(page).waitFor();
    await page.evaluate("Intercom('show')");
    await page.getByRole('dialog', { name: 'Chat' }).waitFor();
  });
});

describe('the messenger as a page', () => {
  it('fills it, stays open, and carries a message', async () => {
    const page = await (await browser.newContext({ viewport: VIEWPORT })).newPage();
    await page.goto(`${server.origin}/to/${server.siteKey}`);
    const { composer, log } = visitorScreen(page);
    await composer.waitFor();
    expect((await page.getByRole('dialog').boundingBox())?.height).toBeCloseTo(VIEWPORT.height);
    await composer.fill('In private, please');
    await composer.press('Enter');
    await log.getByText('Sent', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await composer.waitFor();
    expect(await page.title()).toBe('Our team');
  });
});

/** WCAG 2.2: relative luminance and contrast ratio. */
function contrast(a: number[], b: number[]): number {
  const luminance = (rgb: number[]) => {
    const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
