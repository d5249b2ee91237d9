/** The person's panel against the real server: where they have been, who else they are, and whether they may write. */
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import {
  type AgentScreen,
  eventually,
  openShop,
  signInAgent,
  type VisitorScreen,
} from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';

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

/** Somebody whom the page says to be this, and who has written. */
async function visitorOf(name: string, text: string): Promise<VisitorScreen> {
  const visitor = await openShop(browser, `${server.demoOrigin}/product-gate.html?utm_campaign=winter`);
  await visitor.open();
  await visitor.page.evaluate(`Porchlight('identify', { name: '${name}', email: 'mina@example.org' })`);
  await visitor.say(text);
  await visitor.log.getByText(/^(Sent|Seen)$/).waitFor();
  return visitor;
}

const violations = async (): Promise<string[]> => {
  const found = await new AxeBuilder({ page: agent.page }).analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
};

it('[CNV-15] [PPL-1] to [PPL-4] shows where they have been, keeps notes, merges with undo, and blocks', async () => {
  const { page } = agent;
  const panel = page.getByRole('region', { name: 'Visitor', exact: true });
  const other = await visitorOf('Mina K.', 'From my phone');
  const visitor = await visitorOf('Mina Kolb', 'Is the Gate bright enough?');
  await agent.openWith('Is the Gate bright enough?');
  await panel.getByText('mina@example.org').first().waitFor();
  await panel.getByText('winter', { exact: true }).waitFor();

  // Live, as they walk.
  await visitor.page.goto(`${server.demoOrigin}/cart.html`);
  const trail = panel.getByRole('list').filter({ hasText: 'Basket' });
  await trail.getByRole('listitem').nth(1).waitFor();
  expect(await trail.getByRole('link').allTextContents()).toEqual([
    expect.stringContaining('Basket'),
    expect.stringContaining('Gate hanging lantern'),
  ]);

  await page.keyboard.press('Escape');
  await page.keyboard.press('i');
  expect(await panel.evaluate((element) => element === document.activeElement)).toBe(true);
  const note = panel.getByRole('textbox', { name: 'Notes about this person' });
  await note.fill('Prefers brass');
  await panel.getByText('Saved', { exact: true }).waitFor();
  await page.reload();
  await eventually(async () => expect(await note.inputValue()).toBe('Prefers brass'));

  await panel.getByRole('button', { name: 'Merge with Mina K.' }).click();
  await panel.getByText('Merged with Mina K.').waitFor();
  const others = panel.getByRole('region', { name: 'Other conversations' });
  await others.getByRole('link', { name: /From my phone/ }).waitFor();
  expect(await violations()).toEqual([]);
  await others.getByRole('link').press('Enter');
  await agent.sees('From my phone');
  await eventually(async () => expect(await note.inputValue()).toBe('Prefers brass'));
  await others.getByRole('link', { name: /Is the Gate/ }).click();
  await panel.getByRole('button', { name: 'Undo', exact: true }).click();
  await panel.getByRole('button', { name: 'Merge with Mina K.' }).waitFor();
  await eventually(async () => expect(await others.count()).toBe(0));

  const downloading = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Download transcript' }).click();
  const file = await readFile(await (await downloading).path(), 'utf8');
  expect(file).toMatch(/UTC\] Mina Kolb, Visitor:\r\n {4}Is the Gate bright enough\?\r\n/);

  await panel.getByRole('button', { name: 'Block…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Block Mina Kolb?' });
  await dialog.getByRole('textbox').fill('Insults');
  expect(await violations()).toEqual([]);
  await dialog.getByRole('button', { name: 'Block', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await panel.getByText('Insults', { exact: true }).waitFor();
  await page
    .getByRole('region', { name: /^Conversation with/ })
    .getByText('Blocked', { exact: true })
    .waitFor();
  await visitor.open();
  await visitor.say('More');
  await visitor.chat.getByText(/^Not sent/).waitFor();
  // Somebody else after all.
  await other.say('May I?');
  await other.log.getByText(/^(Sent|Seen)$/).waitFor();

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const size of [
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      const toggle = page.getByRole('button', { name: 'Show visitor details' });
      if (await toggle.isVisible()) await toggle.click();
      await panel.getByText('Insults', { exact: true }).waitFor();
      expect(await violations()).toEqual([]);
      for (const dir of ['rtl', 'ltr']) {
        await page.evaluate((dir) => {
          document.documentElement.dir = dir;
        }, dir);
        expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(size.width);
      }
    }
  }
  await panel.getByRole('button', { name: 'Unblock' }).click();
  await panel.getByRole('button', { name: 'Block…' }).waitFor();
});

it('[IDN-1] [IDN-2] whom the owner’s server proves is verified in the list and the panel; a wrong hash says nothing', async () => {
  const { page } = agent;
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${server.origin}/console/settings/install`);
  await page.getByRole('button', { name: 'Make a secret' }).click();
  const secret = await page.getByRole('textbox', { name: 'Identity secret' }).inputValue();
  expect(await violations()).toEqual([]);
  await page.reload();
  await page.getByRole('button', { name: 'Make a new secret…' }).waitFor();
  expect(await page.content()).not.toContain(secret);

  const visitor = await openShop(browser, `${server.demoOrigin}/product-storm.html`);
  const warnings: string[] = [];
  visitor.page.on('console', (line) => warnings.push(line.text()));
  await visitor.open();
  const identify = (userHash: string) =>
    visitor.page.evaluate(
      `Porchlight('identify', { userId: 1024, userHash: '${userHash}', name: 'Rosa Lind', phone: '+43 1 2' })`,
    );
  await identify('0'.repeat(64));
  await visitor.say('Does the Storm rust?');
  await expect.poll(() => warnings.join()).toMatch(/refused \(forbidden\)/);
  expect(await visitor.chat.textContent()).not.toMatch(/forbidden|refused/);
  await identify(createHmac('sha256', secret).update('1024').digest('hex'));

  await page.goto(`${server.origin}/console`);
  const row = agent.list.getByRole('listitem').filter({ hasText: 'Does the Storm rust?' });
  await row.getByText('Verified').waitFor();
  await agent.openWith('Does the Storm rust?');
  const panel = page.getByRole('region', { name: 'Visitor', exact: true });
  for (const text of ['Rosa Lind', '1024', '+43 1 2'])
    await panel.getByText(text, { exact: true }).first().waitFor();
  expect(await panel.getByText('Verified', { exact: true }).count()).toBe(3);
  expect(await violations()).toEqual([]);
});
