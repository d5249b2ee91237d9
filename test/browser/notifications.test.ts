/** How the console calls an agent, with the notifications that Chromium really shows; and the console as an app. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type AgentScreen, agentScreen, eventually, openShop } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';

let server: Server;
let browser: Browser;
let agent: AgentScreen;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.grantPermissions(['notifications'], { origin: server.origin });
  const page = await context.newPage();
  await page.goto(server.signInLink);
  agent = await agentScreen(page);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const shown = () =>
  agent.page.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready;
    return (await worker.getNotifications()).map(({ title, body }) => `${title}: ${body}`);
  });

const inAccount = async (act: (dialog: ReturnType<AgentScreen['page']['getByRole']>) => Promise<void>) => {
  await agent.page.getByRole('button', { name: /^Account/ }).click();
  const dialog = agent.page.getByRole('dialog', { name: 'Account' });
  await act(dialog);
  await dialog.getByRole('button', { name: 'Close' }).click();
};

const writes = async (text: string) => {
  const visitor = await openShop(browser, server.demoOrigin);
  await visitor.open();
  await visitor.say(text);
  await visitor.log.getByText('Sent', { exact: true }).waitFor();
  await agent.list.getByText(text).waitFor();
  await visitor.context.close();
};

describe('a visitor writes', () => {
  it('nothing is shown before the agent wants it, and the ledger says why', async () => {
    await writes('Anybody there?');
    await inAccount(async (dialog) => {
      await dialog.getByText('Lately').click();
      await dialog.getByText('Desktop notifications are off').waitFor();
      await dialog.getByLabel('Show on the desktop').check();
    });
    expect(await shown()).toEqual([]);
  });

  it('then it is shown with who and what, outlives a reload as a preference, and is in the ledger', async () => {
    await agent.page.reload();
    await agent.list.getByText('Anybody there?').waitFor();
    await writes('Is the Gate in stock?');
    await eventually(async () =>
      expect((await shown()).join()).toMatch(/Visitor \w{4}: Is the Gate in stock\?/),
    );
    await inAccount(async (dialog) => {
      expect(await dialog.getByLabel('Show on the desktop').isChecked()).toBe(true);
      await dialog.getByText('Lately').click();
      await dialog.getByText('Shown', { exact: true }).waitFor();
    });
  });

  it('a test is shown at once', async () => {
    await inAccount(async (dialog) => {
      await dialog.getByRole('button', { name: 'Send a test' }).click();
      await dialog.getByText('Lately').click();
      await dialog
        .getByRole('listitem')
        .filter({ hasText: 'Notifications work' })
        .getByText('Shown')
        .waitFor();
    });
    await eventually(async () => expect((await shown()).join()).toContain('Notifications work'));
  });
});

it('the console can be installed: a manifest with what browsers ask for, and a worker for its addresses', async () => {
  const manifest = await agent.page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
    const answer = await fetch(link?.href ?? '');
    return { type: answer.headers.get('content-type'), body: await answer.json() };
  });
  expect(manifest.type).toContain('application/manifest+json');
  expect(manifest.body).toMatchObject({ start_url: '/console', display: 'standalone' });
  for (const { src } of manifest.body.icons) expect((await fetch(server.origin + src)).status).toBe(200);
  const scope = await agent.page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
  expect(scope).toBe(`${server.origin}/console`);
});
