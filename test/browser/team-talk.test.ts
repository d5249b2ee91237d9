/** Two agents and a visitor: what the team says to itself, and how agents keep out of each other's way. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
let nell: AgentScreen;
let ben: AgentScreen;
let visitor: VisitorScreen;

/** As the console asks, with the agent's session. */
const ask = (page: Page, method: string, path: string, body?: object): Promise<Record<string, never>> =>
  page.evaluate(
    async ([how, where, what]) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(where, { method: how, headers, ...(what && { body: what }) });
      return answer.json();
    },
    [method, path, body ? JSON.stringify(body) : ''] as const,
  );

const REPLIES = [
  { shortcut: 'hi', title: 'Greeting', text: 'Hello {{visitor.firstName|there}}, this is {{agent.name}}.' },
  { shortcut: 'mail', title: 'By mail', text: 'We write to {{visitor.email}} today.' },
];

beforeAll(async () => {
  [server, browser] = await Promise.all([
    startServer({ env: { PORCHLIGHT_NAME: 'Fernhill Lamps', PORCHLIGHT_OWNER_NAME: 'Nell' } }),
    launchBrowser(),
  ]);
  nell = await signInAgent(browser, server.signInLink);
  await nell.page.getByRole('button', { name: /^Account/ }).waitFor();
  const { memberships } = (await ask(nell.page, 'GET', '/api/me')) as unknown as {
    memberships: [{ workspace: string }];
  };
  const workspace = `/api/workspaces/${memberships[0].workspace}`;
  for (const reply of REPLIES) await ask(nell.page, 'POST', `${workspace}/replies`, reply);
  const invitation = { email: 'ben@example.org', name: 'Ben', role: 'agent' };
  const { signInToken } = await ask(nell.page, 'POST', `${workspace}/members`, invitation);
  ben = await signInAgent(browser, `${server.origin}/console#sign-in=${signInToken}`);
  visitor = await openShop(browser, server.demoOrigin);
  await visitor.open();
  await visitor.say('The glass of my Gate is cracked.');
  await nell.openWith('The glass of my Gate');
  await ben.openWith('The glass of my Gate');
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const hasFocus = (page: Page, id: string) =>
  eventually(async () => expect(await page.evaluate(() => document.activeElement?.id)).toBe(id));
const expectNoViolations = async (page: Page) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Colours fade from one theme to the other.
    await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    );
  }
};

describe('by keyboard', () => {
  it('a colleague is called in a note, and the visitor sees nothing of it', async () => {
    await nell.page.getByText('Ben is looking at this').waitFor();
    await nell.page.keyboard.press('Escape');
    await nell.page.keyboard.press('n');
    await hasFocus(nell.page, 'reply');
    await nell.page.keyboard.type('The third this week. @b');
    await nell.page.getByRole('option', { name: 'Ben' }).waitFor();
    await expectNoViolations(nell.page);
    await nell.page.keyboard.press('Tab');
    await nell.page.keyboard.type('have a look?');
    await expectNoViolations(nell.page);
    await nell.page.keyboard.press('Enter');
    await ben.log.getByText('@Ben').waitFor();
    await ben.log.getByText('Note: only the team sees this').waitFor();
    await expectNoViolations(ben.page);
    await nell.page.keyboard.press('Escape');
    await nell.page.keyboard.press('r');
    await eventually(async () => expect(await nell.reply.count()).toBe(1));
    // A reply after the note: what the visitor has by then is all there is before it.
    await nell.page.keyboard.type('/hi');
    await nell.page.getByRole('option', { name: /Greeting/ }).waitFor();
    await expectNoViolations(nell.page);
    await nell.page.keyboard.press('Enter');
    await nell.page.keyboard.press('Enter');
    await visitor.sees('Hello there, this is Nell.');
    expect(await visitor.log.textContent()).not.toContain('third');
  });

  it('a saved reply with a blank waits until it is filled in', async () => {
    await nell.page.keyboard.type('/mail');
    await nell.page.getByRole('option', { name: /By mail/ }).waitFor();
    await nell.page.keyboard.press('Enter');
    await nell.page.keyboard.press('Enter');
    await nell.page.getByText('Not sent: fill in or remove {{visitor.email}} first.').waitFor();
    await expectNoViolations(nell.page);
    // The blank is selected: typing takes its place.
    await nell.page.keyboard.type('you');
    await nell.page.keyboard.press('Enter');
    await visitor.sees('We write to you today.');
  });

  it('whoever is overtaken by a colleague is asked first', async () => {
    await nell.page.keyboard.type('A new pane is on its way.');
    await ben.page.getByText('Nell is typing').waitFor();
    await ben.say('We send a new pane.');
    await nell.sees('We send a new pane.');
    await nell.page.keyboard.press('Enter');
    await nell.page.getByText('Ben answered meanwhile. Send yours, too?').waitFor();
    await hasFocus(nell.page, 'reply');
    await expectNoViolations(nell.page);
    await nell.page.keyboard.press('Shift+Tab');
    await nell.page.keyboard.press('Shift+Tab');
    const focused = () => nell.page.evaluate(() => document.activeElement?.textContent);
    await eventually(async () => expect(await focused()).toBe('Keep editing'));
    await nell.page.keyboard.press('Shift+Tab');
    await eventually(async () => expect(await focused()).toBe('Send anyway'));
    await nell.page.keyboard.press('Enter');
    await visitor.sees('A new pane is on its way.');
  });
});

it('a reply can be held back, undone, and survives a reload', async () => {
  await nell.page.locator('.send-options summary').click();
  // Its words, not the box: what takes no focus is in the menu, too.
  await nell.page.getByText('Hold each reply for 5 seconds, to undo it').click();
  await nell.say('Looked at');
  await nell.page.getByRole('button', { name: 'Undo' }).waitFor();
  // However long this takes: it may be on its way by then.
  await expectNoViolations(nell.page);
  await nell.say('Twice');
  await nell.page.getByRole('button', { name: 'Undo' }).click();
  await eventually(async () => expect(await nell.reply.inputValue()).toBe('Twice'));
  await nell.say('Once');
  await nell.page.getByRole('button', { name: 'Undo' }).waitFor();
  await nell.page.reload();
  await visitor.sees('Once');
  await nell.sees('Once');
  await visitor.sees('Twice', 0);
});

it('an emoji goes where the caret was', async () => {
  await nell.reply.fill('Good!');
  await nell.page.getByRole('button', { name: 'Emoji' }).click();
  const search = nell.page.getByRole('searchbox', { name: 'Find an emoji' });
  await search.fill('thumbs up');
  await expectNoViolations(nell.page);
  await search.press('Enter');
  await eventually(async () => expect(await nell.reply.inputValue()).toBe('Good!👍'));
});
