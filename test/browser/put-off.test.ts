/** What agents put off, by keyboard alone: replies for later, those half written, reminders. Two agents and a visitor. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import {
  type AgentScreen,
  agentScreen,
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

beforeAll(async () => {
  [server, browser] = await Promise.all([
    startServer({ env: { PORCHLIGHT_NAME: 'Fernhill Lamps', PORCHLIGHT_OWNER_NAME: 'Nell' } }),
    launchBrowser(),
  ]);
  nell = await signInAgent(browser, server.signInLink);
  await nell.page.getByRole('button', { name: /^Account/ }).waitFor();
  const signInToken = await nell.page.evaluate(async () => {
    const { memberships } = await (await fetch('/api/me')).json();
    const invited = await fetch(`/api/workspaces/${memberships[0].workspace}/members`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ben@example.org', name: 'Ben', role: 'agent' }),
    });
    return (await invited.json()).signInToken;
  });
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

/** Written, and asked when it is to be sent. */
async function sendAt({ page, reply }: AgentScreen, text: string, time: string) {
  await reply.focus();
  await page.keyboard.type(text);
  await page.keyboard.press('ControlOrMeta+Alt+Enter');
  await page.getByRole('combobox', { name: 'Send at a time' }).waitFor();
  await page.keyboard.type(time);
  await page.keyboard.press('Enter');
}

/** What waits, with these words. */
const waiting = ({ log }: AgentScreen, text: string) =>
  log.getByRole('region', { name: 'Scheduled replies' }).getByRole('article').filter({ hasText: text });

describe('a reply for later, by keyboard', () => {
  it('waits where both agents see it, and the visitor does not', async () => {
    await sendAt(nell, 'Has the new pane come?', 'tomorrow');
    await waiting(nell, 'Has the new pane come?')
      .getByText(/by you$/)
      .waitFor();
    await waiting(ben, 'Has the new pane come?')
      .getByText(/by Nell$/)
      .waitFor();
    await expectNoViolations(nell.page);
    await eventually(async () => expect(await nell.reply.inputValue()).toBe(''));
    // What is said after it has come by the same way.
    await ben.say('One moment, please.');
    await visitor.sees('One moment, please.');
    expect(await visitor.page.content()).not.toContain('Has the new pane come?');
  });

  it('a colleague takes it back, and has its words', async () => {
    await waiting(ben, 'Has the new pane come?').getByRole('button', { name: 'Take back' }).focus();
    await ben.page.keyboard.press('Enter');
    await eventually(async () => expect(await ben.reply.inputValue()).toBe('Has the new pane come?'));
    await waiting(nell, 'Has the new pane come?').waitFor({ state: 'detached' });
    await ben.reply.fill('');
  });

  it('it is sent when it is due, although the server was killed before, and once', async () => {
    await sendAt(nell, 'Your new pane has left us.', '0 min');
    await visitor.sees('Your new pane has left us.');
    await sendAt(nell, 'It comes tomorrow.', 'tomorrow');
    await waiting(ben, 'It comes tomorrow.').waitFor();
    await server.kill9();
    await server.restart();
    await nell.sees('Your new pane has left us.');
    await waiting(ben, 'It comes tomorrow.').getByRole('button', { name: 'Send now' }).focus();
    await ben.page.keyboard.press('Enter');
    await visitor.sees('It comes tomorrow.');
    await nell.sees('It comes tomorrow.');
    await visitor.sees('Your new pane has left us.');
  });

  it('once the visitor has written, it asks', async () => {
    await sendAt(nell, 'Did it arrive?', 'monday');
    // Stored, not only on its way: what counts is which came first.
    await waiting(ben, 'Did it arrive?').waitFor();
    await visitor.say('It is here, and fits.');
    await waiting(ben, 'Did it arrive?')
      .getByText(/has written since/)
      .waitFor();
    await expectNoViolations(ben.page);
    await waiting(ben, 'Did it arrive?').getByRole('button', { name: 'Send as planned' }).focus();
    await ben.page.keyboard.press('Enter');
    await waiting(nell, 'Did it arrive?')
      .getByText(/by Ben$/)
      .waitFor();
    await eventually(async () => expect(await nell.log.getByText(/has written since/).count()).toBe(0));
  });
});

describe('what is half written', () => {
  /** The same agent elsewhere: signed in, and nothing else in the browser. */
  async function anotherDevice(): Promise<AgentScreen> {
    const { cookies } = await nell.page.context().storageState();
    const context = await browser.newContext({ storageState: { cookies, origins: [] } });
    const page = await context.newPage();
    await page.goto(nell.page.url());
    return agentScreen(page);
  }
  const holds = ({ reply }: AgentScreen, text: string) =>
    eventually(async () => expect(await reply.inputValue()).toBe(text));

  it('is on the agent’s other device, and on nobody else’s; sent there, it is gone here', async () => {
    await nell.reply.fill('The next time, we');
    const phone = await anotherDevice();
    await holds(phone, 'The next time, we');
    await phone.reply.press('End');
    await phone.page.keyboard.type(' wrap it twice.');
    await holds(nell, 'The next time, we wrap it twice.');
    expect(await ben.reply.inputValue()).toBe('');
    await phone.page.keyboard.press('Enter');
    await visitor.sees('The next time, we wrap it twice.');
    await holds(nell, '');
    await phone.page.context().close();
  });

  it('offline it stays in the browser, and goes up with the connection', async () => {
    const phone = await anotherDevice();
    await phone.reply.waitFor();
    await phone.page.context().setOffline(true);
    await phone.reply.fill('From a tunnel');
    await server.kill9();
    await phone.page.context().setOffline(false);
    await server.restart();
    await holds(nell, 'From a tunnel');
    await eventually(async () => expect(await phone.reply.inputValue()).toBe('From a tunnel'));
    await phone.page.context().close();
  });
});

describe('a reminder, by keyboard', () => {
  const row = ({ list }: AgentScreen) => list.getByRole('listitem').first();

  /** Asked for where the conversation is open. */
  async function remind({ page }: AgentScreen, time: string) {
    await page.keyboard.press('Escape');
    await page.keyboard.press('h');
    await page.getByRole('combobox', { name: 'Remind me…' }).waitFor();
    await page.keyboard.type(time);
    await page.keyboard.press('Enter');
  }

  it('stands in the row of whoever asked for it, and of nobody else', async () => {
    await remind(nell, '2 h');
    await row(nell)
      .getByText(/^Reminder \d/)
      .waitFor();
    await remind(nell, 'no reminder');
    await eventually(async () =>
      expect(
        await row(nell)
          .getByText(/^Reminder/)
          .count(),
      ).toBe(0),
    );
    await remind(nell, '0 min');
    await row(nell).getByText('Reminder', { exact: true }).waitFor();
    await nell.page.getByText('@1').waitFor();
    await expectNoViolations(nell.page);
    expect(await ben.page.getByText('Reminder').count()).toBe(0);
    expect(await ben.page.getByText('@1').count()).toBe(0);
  });

  it('has done its work once the conversation is opened anew', async () => {
    await nell.page.goto(`${server.origin}/console`);
    await row(nell).getByText('Reminder', { exact: true }).waitFor();
    await nell.page.keyboard.press('j');
    await nell.page.keyboard.press('Enter');
    await nell.reply.waitFor();
    await eventually(async () => expect(await row(nell).getByText('Reminder').count()).toBe(0));
    await eventually(async () => expect(await nell.page.getByText('@1').count()).toBe(0));
  });
});
