/**
 * `npm run screens:sheet`: every screen and state of the messenger × phone and desktop × light and dark × left to right
 * and right to left, each as a picture in dist/screens, and all of one screen on a sheet of their own to look at.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { root } from '../../selfhost/settings.ts';
import ar from '../../widget/locales/ar.ts';
import en from '../../widget/locales/en.ts';
import { launchBrowser } from './browser.ts';
import { agentScreen } from './people.ts';
import { startServer } from './server.ts';

const FOLDER = join(root, 'dist/screens');
const SIZES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};
const LONG =
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft https://example.org/a/very/long/address/that/goes/on?and=on&and=on#and-on';

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const server = await startServer({
  env: { PORCHLIGHT_NAME: 'Fernhill Lamps', PORCHLIGHT_OWNER_NAME: 'Nell' },
});
const browser = await launchBrowser();
const taken = new Map<string, string[]>();

try {
  const agentPage = await (await browser.newContext(SIZES.desktop)).newPage();
  await agentPage.goto(server.signInLink);
  const agent = await agentScreen(agentPage);
  for (const size of ['desktop', 'phone'] as const)
    for (const colorScheme of ['light', 'dark'] as const)
      for (const texts of [en, ar]) await photograph(size, colorScheme, texts, agent);
  for (const [screen, files] of taken) await makeSheet(screen, files);
} finally {
  await browser.close();
  await server.stop();
}

async function photograph(
  size: keyof typeof SIZES,
  colorScheme: 'light' | 'dark',
  texts: typeof en | typeof ar,
  agent: Awaited<ReturnType<typeof agentScreen>>,
): Promise<void> {
  const kind = `${size}-${colorScheme}-${texts.dir}`;
  const context = await browser.newContext({
    ...SIZES[size],
    colorScheme,
    reducedMotion: 'reduce',
    locale: texts.lang,
  });
  const page = await shop(context, texts.lang);
  const take = async (screen: string, of: Page = page) => {
    const file = `${screen}-${kind}.png`;
    await of.screenshot({ path: join(FOLDER, file), animations: 'disabled', caret: 'hide' });
    taken.set(screen, [...(taken.get(screen) ?? []), file]);
  };
  const chat = page.getByRole('dialog');
  const button = (name: string) => chat.getByRole('button', { name, exact: true });
  const composer = chat.getByRole('textbox', { name: texts.message });
  const say = async (text: string) => {
    await composer.fill(text);
    await composer.press('Enter');
  };

  await page.getByRole('button', { name: texts.open }).waitFor();
  await take('01-launcher');
  await page.getByRole('button', { name: texts.open }).click();
  await composer.waitFor();
  await chat.getByText(texts.greeting).waitFor();
  await take('02-empty');
  const settle = (settings: object) => page.evaluate(`Porchlight('update', ${JSON.stringify(settings)})`);
  await settle({ askFirst: 'name email', quickReplies: [texts.rate, texts.attach, texts.comment] });
  await button(texts.rate).click();
  await chat.getByText(texts.required).waitFor();
  await take('02-ask-first');
  await settle({ askFirst: '', quickReplies: '' });
  await button(texts.rate).waitFor({ state: 'detached' });
  const hello = `${kind}: ${texts.greeting}`;
  await say(hello);
  await chat.getByText(texts.contact).waitFor();
  await take('03-first-message');
  await agent.openWith(hello);
  await agent.say(`*${texts.thanks}*\n- ${texts.good}\n- ${texts.fair}`);
  await chat.getByText(texts.fair, { exact: true }).waitFor();
  await button(texts.skip).click();
  await say(LONG);
  await agent.say(LONG);
  await chat.getByText(texts.seen).waitFor();
  await take('04-long');
  await agent.page.getByRole('button', { name: 'Answer buttons' }).click();
  const choice = agent.page.getByRole('textbox', { name: 'Add an answer' });
  for (const text of [texts.good, texts.fair, texts.repliesInDays.other ?? '', LONG.slice(0, 60)]) {
    await choice.fill(text);
    await choice.press('Enter');
  }
  await agent.say(texts.rate);
  await button(texts.good).waitFor();
  await take('04-quick-replies');
  await agent.page.screenshot({ path: join(FOLDER, `console-quick-replies-${kind}.png`) });
  await chat.locator('.log').evaluate((log) => {
    log.scrollTop = 0;
  });
  await button(texts.newest).waitFor();
  await agent.say(texts.thanks);
  await button(`${texts.newest} 1`).or(chat.locator('.newest .count')).first().waitFor();
  await take('04-further-up');
  await chat.locator('.newest button').click();
  await button(texts.emoji).click();
  await chat.getByRole('grid').waitFor();
  await take('04-emoji');
  await page.keyboard.press('Escape');
  await chat.getByText(hello).hover();
  await button(texts.edit).first().click();
  await take('05-edit');
  await button(texts.cancel).click();
  await context.setOffline(true);
  await say(texts.placeholder);
  await chat.getByText(texts.failed).waitFor({ timeout: 60_000 });
  await take('06-offline');
  await context.setOffline(false);
  await chat
    .getByText(texts.sent, { exact: true })
    .or(chat.getByText(texts.seen, { exact: true }))
    .waitFor();
  await agent.page.getByRole('button', { name: 'Resolve' }).click();
  await chat.locator('.face').first().click();
  await chat.getByRole('textbox', { name: texts.comment }).waitFor();
  await take('07-resolved');
  await button(texts.newConversation).click();
  await say(texts.newConversation);
  await chat.getByText(texts.sent, { exact: true }).waitFor();
  await button(texts.conversations).click();
  await chat.getByRole('list', { name: texts.conversations }).waitFor();
  await take('08-home');
  await chat.getByRole('searchbox', { name: texts.search }).fill(LONG.slice(30, 38).toUpperCase());
  await chat.getByRole('list', { name: texts.search }).getByRole('listitem').first().waitFor();
  await take('08-search');

  const alone = await context.newPage();
  await alone.goto(`${server.origin}/to/${server.siteKey}`);
  await alone.getByRole('dialog').getByRole('textbox').first().waitFor();
  await take('09-standalone', alone);
  await context.close();
}

async function shop(context: BrowserContext, lang: string): Promise<Page> {
  const page = await context.newPage();
  await context.addInitScript((tag) => {
    if (tag !== 'en')
      new MutationObserver(() => document.documentElement?.setAttribute('lang', tag)).observe(document, {
        childList: true,
      });
  }, lang);
  await page.goto(server.demoOrigin);
  return page;
}

async function makeSheet(screen: string, files: string[]): Promise<void> {
  const page = await (await browser.newContext({ viewport: { width: 1900, height: 1000 } })).newPage();
  const pictures = files.map((file) => {
    const data = readFileSync(join(FOLDER, file)).toString('base64');
    const height = file.includes('phone') ? 560 : 300;
    return `<figure style="margin:0;font:12px sans-serif">${file}<br><img height="${height}" src="data:image/png;base64,${data}"></figure>`;
  });
  await page.setContent(`<div style="display:flex;flex-wrap:wrap;gap:8px">${pictures.join('')}</div>`);
  const path = join(FOLDER, `sheet-${screen}.png`);
  await page.screenshot({ path, fullPage: true });
  console.log(path);
  await page.close();
}
