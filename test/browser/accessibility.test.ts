/** axe over every screen that exists, light and dark. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import ar from '../../widget/locales/ar.ts';
import { launchBrowser } from '../support/browser.ts';
import { agentScreen, visitorScreen } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  const env = {
    PORCHLIGHT_OWNER_EMAIL: 'owner@example.org',
    PORCHLIGHT_OWNER_PASSWORD: 'correct horse battery',
  };
  [server, browser] = await Promise.all([startServer({ env }), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** @param within what is ours on the page. */
const violationsOn = async (page: Page, within = 'html'): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).include(within).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
};

/** The messenger's element on the shop's page. */
const OURS = '#porchlight';

/** Sections of the settings that begin empty, and what adds to them. */
const DESK = [
  ['Labels', 'Add a label'],
  ['Teams', 'Add a team'],
  ['Saved replies', 'Add a saved reply'],
] as const;

const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const cases = (['light', 'dark'] as const).flatMap((colorScheme) =>
  (['desktop', 'phone'] as const).map((size) => ({ colorScheme, size })),
);

describe.each(cases)('$size, $colorScheme', ({ colorScheme, size }) => {
  const open = async () =>
    (await browser.newContext({ viewport: SIZES[size], colorScheme, reducedMotion: 'reduce' })).newPage();

  it('the messenger and the console have nothing that axe objects to', async () => {
    const visitor = visitorScreen(await open());
    await visitor.page.goto(server.demoOrigin);
    await visitor.launcher.waitFor();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    await visitor.open();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    // What the owner asks first and offers, and what is not filled in.
    await visitor.page.evaluate("Porchlight('update', { askFirst: 'name email', quickReplies: 'Prices' })");
    await visitor.chat.getByRole('button', { name: 'Prices' }).click();
    await visitor.chat.getByText('Please fill this in.').waitFor();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    await visitor.page.evaluate("Porchlight('update', { askFirst: '', quickReplies: '' })");
    await visitor.chat.getByRole('button', { name: 'Prices' }).waitFor({ state: 'detached' });
    await visitor.say(`Hello from a ${colorScheme} ${size}`);
    await visitor.log.getByText('Sent', { exact: true }).waitFor();
    await visitor.chat.getByRole('button', { name: 'All conversations' }).waitFor();
    // With the question where to reach the visitor.
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);

    const page = await open();
    await page.goto(`${server.origin}/console`);
    await page.getByLabel('Password').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByLabel('Email').fill('owner@example.org');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const agent = await agentScreen(page);
    await agent.list.waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await agent.openWith(`Hello from a ${colorScheme} ${size}`);
    await page.getByRole('button', { name: 'Answer buttons' }).click();
    const choice = page.getByRole('textbox', { name: 'Add an answer' });
    await choice.fill('Yes');
    await choice.press('Enter');
    expect(await violationsOn(page)).toEqual([]);
    await agent.say('Hello');
    await visitor.sees('Hello');
    expect(await violationsOn(page)).toEqual([]);
    await visitor.chat.getByRole('button', { name: 'Yes' }).waitFor();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    await agent.say('So much to read\n'.repeat(60));
    await visitor.log.evaluate((log) => {
      log.scrollTop = 0;
    });
    await visitor.chat.getByRole('button', { name: 'Newest messages' }).waitFor();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    await visitor.chat.getByRole('button', { name: 'Newest messages' }).click();
    await visitor.chat.getByRole('button', { name: 'Emoji' }).click();
    await visitor.chat.getByRole('grid', { name: 'Emoji' }).waitFor();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    await visitor.page.keyboard.press('Escape');
    await visitor.log.getByText(`Hello from a ${colorScheme} ${size}`).hover();
    await visitor.chat.getByRole('button', { name: 'Edit' }).click();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    await visitor.chat.getByRole('button', { name: 'Cancel' }).click();

    await page.getByRole('button', { name: 'Resolve' }).click();
    await visitor.chat.locator('label', { hasText: 'Good' }).click();
    await visitor.chat.getByRole('textbox', { name: 'Would you like to tell us more?' }).waitFor();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    await visitor.chat.getByRole('button', { name: 'All conversations' }).click();
    await visitor.chat.getByRole('list', { name: 'All conversations' }).waitFor();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    const search = visitor.chat.getByRole('searchbox', { name: 'Search' });
    await search.fill('hello');
    await visitor.chat.getByRole('list', { name: 'Search' }).getByRole('listitem').first().waitFor();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    await search.fill('elephant');
    await visitor.chat.getByText('Nothing found').waitFor();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    await search.fill('');

    // The same from right to left.
    const inArabic = visitor.page.getByRole('dialog', { name: ar.chat });
    await visitor.page.evaluate("Porchlight('setLocale', 'ar')");
    await inArabic.getByRole('list', { name: ar.conversations }).waitFor();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    await inArabic.getByRole('listitem').getByRole('button').click();
    await inArabic.getByRole('textbox', { name: ar.message }).waitFor();
    expect(await violationsOn(visitor.page, OURS)).toEqual([]);
    expect(await inArabic.evaluate((dialog) => getComputedStyle(dialog).direction)).toBe('rtl');
    await Promise.all([visitor.context.close(), page.context().close()]);
  });

  it('what is offered to whoever waits for an answer has nothing either', async () => {
    const { page, context, chat, ...visitor } = visitorScreen(await open());
    await context.grantPermissions(['notifications'], { origin: server.origin });
    await page.goto(`${server.origin}/to/${server.siteKey}`);
    await visitor.say('Is it in stock?');
    await chat.getByRole('button', { name: 'Not now' }).click();
    const offer = chat.getByRole('button', { name: 'Get a notification when we answer' });
    await offer.waitFor();
    expect(await violationsOn(page, OURS)).toEqual([]);
    // Headless browsers have no push service.
    await offer.click();
    await chat.getByText('Notifications don’t work in this browser.').waitFor();
    expect(await violationsOn(page, OURS)).toEqual([]);
    await context.close();
  });

  it.each(['ltr', 'rtl'])(
    'the list, its palettes, marks, notes and the person have nothing either, %s',
    async (dir) => {
      const text = `A ${colorScheme} ${size} question, ${dir}`;
      const visitor = visitorScreen(await open());
      await visitor.page.goto(server.demoOrigin);
      await visitor.open();
      await visitor.say(text);
      await visitor.log.getByText('Sent', { exact: true }).waitFor();
      await visitor.context.close();

      const page = await open();
      await page.goto(`${server.origin}/console`);
      await page.evaluate((direction) => {
        document.documentElement.dir = direction;
      }, dir);
      await page.getByLabel('Email').fill('owner@example.org');
      await page.getByLabel('Password').fill('correct horse battery');
      await page.getByRole('button', { name: 'Sign in' }).click();
      const agent = await agentScreen(page);
      const row = agent.list.getByRole('listitem').filter({ hasText: text });
      await row.getByRole('link').focus();
      await page.keyboard.press('x');
      await page.getByRole('toolbar').waitFor();
      for (const key of ['l', 's', 'p', 'Shift+A', 'f', 'Control+k', '?']) {
        await page.keyboard.press(key);
        await page.getByRole('dialog').waitFor();
        expect(await violationsOn(page), `${key} opens`).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      await page.getByRole('button', { name: 'Clear the selection' }).click();
      await agent.openWith(text);
      // Whatever stands beside it: it is where a thumb can reach it.
      const send = page.getByRole('button', { name: 'Send', exact: true });
      const isSeen = await send.evaluate((it) => {
        const { left, right } = it.getBoundingClientRect();
        return left >= 0 && right <= innerWidth;
      });
      expect(isSeen).toBe(true);
      // Beside two other columns there is little room: the name comes before words that icons have, too.
      await page.setViewportSize({ ...SIZES[size], width: Math.min(1100, SIZES[size].width) });
      const isWhole = await page
        .getByRole('heading', { level: 2, name: /^Visitor/ })
        .first()
        .evaluate((it) => it.scrollWidth <= it.clientWidth);
      expect(isWhole).toBe(true);
      await page.setViewportSize(SIZES[size]);
      await page.getByText('Note', { exact: true }).first().click();
      await page.getByRole('textbox', { name: 'Note', exact: true }).fill('For the team');
      await page.keyboard.press('Enter');
      await agent.log.getByText('For the team').waitFor();
      expect(await violationsOn(page)).toEqual([]);
      if (size === 'phone') await page.getByRole('button', { name: 'Show visitor details' }).click();
      await page.getByRole('region', { name: 'Visitor' }).getByText('Current page').waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.context().close();
    },
  );

  it('the settings have nothing that axe objects to', async () => {
    const page = await open();
    await page.goto(`${server.origin}/console/settings`);
    await page.getByLabel('Email').fill('owner@example.org');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const preview = page.frameLocator('iframe');
    await preview.getByRole('dialog', { name: 'Chat' }).waitFor();
    await page.getByText('All other texts').click();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Colour code' }).fill('#fffbe0');
    await page.getByText('On a white page the launcher will be hard to see.').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    for (const section of ['Install', 'Sites', 'People', 'You']) {
      await page.getByRole('link', { name: section, exact: true }).click();
      await page.getByRole('heading', { name: section, exact: true }).first().waitFor();
      expect(await violationsOn(page)).toEqual([]);
    }
    for (const [section, add] of DESK) {
      await page.getByRole('link', { name: section, exact: true }).click();
      const form = page.getByRole('form', { name: add });
      const fill = async () => {
        await page.getByRole('button', { name: add }).click();
        for (const field of await form.getByRole('textbox').all()) await field.fill('{{visitor.email}}');
      };
      await fill();
      await form.getByRole('button', { name: 'Save' }).click();
      await form.waitFor({ state: 'detached' });
      // One that is there, and one that is being added.
      await fill();
      expect(await violationsOn(page)).toEqual([]);
      await form.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('list', { name: section }).getByRole('button', { name: 'Remove' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      if (section === 'Labels') expect(await violationsOn(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Remove' }).click();
      await dialog.waitFor({ state: 'detached' });
    }
    await page.getByRole('link', { name: 'Saved views', exact: true }).click();
    await page.getByText('No saved views yet.').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('link', { name: 'Assignment', exact: true }).click();
    await page.getByRole('radio', { name: 'to the next in turn' }).check();
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: 'Back to conversations' }).click();
    await page.getByRole('dialog', { name: 'Save your changes?' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.context().close();
  });
});
