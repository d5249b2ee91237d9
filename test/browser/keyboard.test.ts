/** The messenger without a mouse, and what a screen reader is told of its screens. */
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
let agent: AgentScreen;
let visitor: VisitorScreen;

beforeAll(async () => {
  [server, browser] = await Promise.all([
    startServer({ env: { PORCHLIGHT_NAME: 'Fernhill Lamps', PORCHLIGHT_OWNER_NAME: 'Nell' } }),
    launchBrowser(),
  ]);
  agent = await signInAgent(browser, server.signInLink);
  visitor = await openShop(browser, server.demoOrigin);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** The name of what has the focus, through the shadow root. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
    return (
      element?.getAttribute('aria-label') ||
      element?.closest('label')?.textContent ||
      element?.textContent ||
      ''
    );
  });

/** Presses a key until something has the focus: as somebody does who hears its name. */
async function reach(name: string, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await focused(visitor.page)) === name) return;
    await visitor.page.keyboard.press(key);
  }
  throw new Error(`${name} can't be reached by ${key}; the focus is on ${await focused(visitor.page)}`);
}

/** What a screen reader is told, without what is different each time. */
const told = async () =>
  (await visitor.chat.ariaSnapshot())
    .replaceAll(/\d{1,2}:\d{2}(\s?[AP]M)?/g, 'TIME')
    .replaceAll(/^.*\/url: .*\n/gm, '');

describe('by keyboard alone', () => {
  it('a visitor opens, sends, and hears that it was sent', async () => {
    const { page } = visitor;
    await visitor.launcher.waitFor();
    await reach('Open chat', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await visitor.composer.waitFor();
    await eventually(async () => expect(await focused(page)).toBe('Message'));
    await visitor.log.getByText('Hello! How can we help?').waitFor();
    expect(await told()).toMatchInlineSnapshot(`
      "- dialog "Chat":
        - heading "Fernhill Lamps" [level=2]
        - log "Messages":
          - paragraph: Hello! How can we help?
        - textbox "Message":
          - /placeholder: Write a message…
        - button "Attach a file"
        - button "Send""
    `);
    await page.keyboard.type('Is the Gate bright enough?');
    await page.keyboard.press('Enter');
    await visitor.log.getByText('Sent', { exact: true }).waitFor();
    await visitor.chat.getByRole('button', { name: 'Not now' }).waitFor();
    await eventually(async () => expect(await focused(page)).toBe('Message'));
  });

  it('passes the question over, and attaches a file', async () => {
    const { page } = visitor;
    await reach('Not now', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await focused(page)).toBe('Message'));
    await reach('Attach a file');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    await chooser.setFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('A plan') });
    await visitor.chat.getByRole('list', { name: 'Attach a file' }).getByText('plan.txt').waitFor();
    await visitor.chat.getByRole('progressbar').waitFor({ state: 'detached' });
    await reach('Message', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await visitor.log.getByRole('link', { name: 'plan.txt' }).waitFor();
    await agent.openWith('');
    await agent.say('It is: *470 lumens*.');
    await visitor.log.getByText('470 lumens').waitFor();
    await visitor.log.getByText('Seen', { exact: true }).waitFor();
    expect(await told()).toMatchInlineSnapshot(`
      "- dialog "Chat":
        - button "All conversations"
        - heading "Nell" [level=2]
        - paragraph: Fernhill Lamps
        - log "Messages":
          - paragraph: Hello! How can we help?
          - text: Is the Gate bright enough?
          - paragraph:
            - button "Edit"
            - button "Delete"
          - link "plan.txt 1 kB":
          - paragraph:
            - button "Edit"
            - button "Delete"
          - paragraph:
            - text: You
            - time: TIME
            - text: Seen
          - paragraph: Nell joined the conversation
          - text: "It is:"
          - strong: 470 lumens
          - text: .
          - paragraph:
            - text: Nell
            - time: TIME
        - textbox "Message":
          - /placeholder: Write a message…
        - button "Emoji"
        - button "Attach a file"
        - button "Send""
    `);
  });

  it('rates, and closes; the focus goes back to where it came from', async () => {
    const { page } = visitor;
    await agent.page.getByRole('button', { name: 'Resolve' }).click();
    await visitor.chat.getByRole('group', { name: 'How did we do?' }).waitFor();
    // Backwards one comes to the last of the group; from it the arrow leads round to the first, and chooses it.
    await reach('Bad', 'Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await eventually(async () => expect(await focused(page)).toBe('Good'));
    await visitor.chat.getByRole('textbox', { name: 'Would you like to tell us more?' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('Quick!');
    await page.keyboard.press('Enter');
    await visitor.chat.getByText('Thank you!').waitFor();
    await agent.page.getByText('“Quick!”').waitFor();
    await reach('All conversations', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await visitor.chat.getByRole('list', { name: 'All conversations' }).waitFor();
    expect(await told()).toMatchInlineSnapshot(`
      "- dialog "Chat":
        - heading "Fernhill Lamps" [level=2]
        - paragraph: Hello! How can we help?
        - paragraph: Nell
        - button "Send us a message"
        - searchbox "Search"
        - list "All conversations":
          - listitem:
            - 'button "Nell It is: 470 lumens. TIME"'
        - switch "Sound" [checked]"
    `);
    await page.keyboard.press('Escape');
    await visitor.chat.waitFor({ state: 'hidden' });
    await eventually(async () => expect(await focused(page)).toBe('Open chat'));
  });
});
