/** The main job, with a real Chromium: a visitor on the shop's origin and an agent on the backend's talk. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTcpProxy } from '../fault/tcp-proxy.ts';
import { launchBrowser } from '../support/browser.ts';
import { packageFolder, serveForeignSite } from '../support/foreign-site.ts';
import { type AgentScreen, eventually, openShop, signInAgent, visitorScreen } from '../support/people.ts';
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

describe('a visitor and an agent', () => {
  it('talk live, in both directions, and each sees the other type', async () => {
    const visitor = await openShop(browser, server.demoOrigin);
    await visitor.open();
    await visitor.say('Does the Gate lantern dim?');
    await visitor.log.getByText('Sent', { exact: true }).waitFor();
    await agent.openWith('Does the Gate lantern dim?');
    await agent.sees('Does the Gate lantern dim?');

    await agent.reply.pressSequentially('It do');
    await visitor.chat.getByText(/typing/i).waitFor();
    await agent.say('It does, down to a candle.');
    await visitor.sees('It does, down to a candle.');
    expect(await visitor.chat.getByText('Owner').count()).toBeGreaterThan(0);

    await visitor.composer.pressSequentially('Than');
    await agent.page.getByText(/typing/i).waitFor();
    await visitor.composer.press('Enter');
    await agent.sees('Than');
  });

  it('talk with nothing but the loader and the messenger: what comes later is not needed for it', async () => {
    const visitor = await openShop(browser, server.demoOrigin);
    const refused: string[] = [];
    await visitor.page.route('**/m/later/**', (route) => {
      refused.push(route.request().url());
      return route.abort();
    });
    await visitor.open();
    await visitor.say('Is the small one in stock?');
    await visitor.log.getByText('Sent', { exact: true }).waitFor();
    await agent.openWith('Is the small one in stock?');
    await agent.say('Three of them.');
    await visitor.sees('Three of them.');
    await visitor.log.getByText('Seen', { exact: true }).waitFor();
    expect(refused.length).toBeGreaterThan(0);
  });

  it('keep everything over a reload of both, the next page, and in a second tab', async () => {
    const visitor = await openShop(browser, server.demoOrigin);
    await visitor.open();
    await visitor.say('Do you ship to Wales?');
    await agent.openWith('Do you ship to Wales?');
    await agent.say('We do.');
    await visitor.sees('We do.');

    await Promise.all([visitor.page.reload(), agent.page.reload()]);
    await agent.sees('Do you ship to Wales?');
    await agent.sees('We do.');
    await visitor.open();
    await visitor.sees('We do.');

    await visitor.page.goto(`${server.demoOrigin}/contact.html`);
    await visitor.open();
    await visitor.sees('Do you ship to Wales?');

    const second = visitorScreen(await visitor.context.newPage());
    await second.page.goto(`${server.demoOrigin}/cart.html`);
    await second.open();
    await second.sees('We do.');
    await second.say('From the other tab');
    await visitor.sees('From the other tab');
    await agent.sees('From the other tab');
  });

  it('count an answer that came while the messenger was closed on the launcher’s badge', async () => {
    const visitor = await openShop(browser, server.demoOrigin);
    await visitor.open();
    await visitor.say('Back in a minute');
    await agent.openWith('Back in a minute');
    await visitor.close();
    await agent.say('Take your time.');
    await eventually(async () => expect(await visitor.launcher.getAttribute('data-unread')).toBe('1'));
    await visitor.page.goto(`${server.demoOrigin}/contact.html`);
    await eventually(async () => expect(await visitor.launcher.getAttribute('data-unread')).toBe('1'));
    await visitor.open();
    await visitor.sees('Take your time.');
    await visitor.close();
    await eventually(async () => expect(await visitor.launcher.getAttribute('data-unread')).toBeNull());
  });

  it('resolve, reopen and assign by name, and the visitor sees who', async () => {
    const visitor = await openShop(browser, server.demoOrigin);
    await visitor.open();
    await visitor.say('Who are you?');
    await agent.openWith('Who are you?');
    await agent.page.getByRole('button', { name: 'Assign to me' }).click();
    await agent.page.getByRole('button', { name: 'Resolve' }).click();
    await agent.page.getByRole('button', { name: 'Reopen' }).waitFor();
    await visitor.chat
      .getByText(/resolved/i)
      .first()
      .waitFor();
    await visitor.say('One more');
    await agent.page.getByRole('button', { name: 'Resolve' }).waitFor();
  });
});

describe('bad input', () => {
  it('[LIM-1] a text over 16 KiB stays in the composer, with a word about the limit', async () => {
    const visitor = await openShop(browser, server.demoOrigin);
    await visitor.open();
    const long = 'x'.repeat(16 * 1024 + 1);
    await visitor.say(long);
    await visitor.chat
      .getByText(/longer than 16 KiB/)
      .first()
      .waitFor();
    await eventually(async () => expect(await visitor.composer.inputValue()).toBe(long));
    await visitor.say('Short again');
    await visitor.log.getByText('Sent', { exact: true }).waitFor();
  });
});

describe('nothing is lost', () => {
  it('[DLV-1] kill -9 between a message and its answer: both come back by themselves', async () => {
    const visitor = await openShop(browser, server.demoOrigin);
    await visitor.open();
    await visitor.say('Before the crash');
    await agent.openWith('Before the crash');
    await server.kill9();
    await visitor.say('While it was down');
    await agent.say('Typed while it was down');
    await server.restart();
    await visitor.sees('Typed while it was down');
    await agent.sees('While it was down');
    for (const screen of [visitor, agent]) {
      for (const text of ['Before the crash', 'While it was down', 'Typed while it was down'])
        await screen.sees(text);
    }
  });

  it('[DLV-3] killed after the commit and before the acknowledgement: the resent message is stored once', async () => {
    const proxy = await startTcpProxy(server.port);
    // A site whose network to the backend is in our hands.
    const tag = `<script async src="${proxy.origin}/porch.js" data-site="${server.siteKey}"></script>`;
    const site = await serveForeignSite(packageFolder('html5-boilerplate'), tag);
    const visitor = await openShop(browser, `${site.origin}/dist/index.html`);
    await visitor.open();
    await visitor.say('First');
    await visitor.log.getByText('Sent', { exact: true }).waitFor();

    proxy.freeze('down');
    await visitor.say('Only once');
    // The agent's direct line shows that it is committed; the visitor's acknowledgement is stuck in the network.
    await agent.openWith('Only once');
    await agent.sees('Only once');
    await visitor.log.getByText('Sending', { exact: true }).waitFor();
    await server.kill9();
    proxy.cut();
    proxy.thaw('down');
    await server.restart();
    await eventually(async () =>
      expect(await visitor.log.getByText('Sending', { exact: true }).count()).toBe(0),
    );
    await visitor.sees('Only once');
    await visitor.say('After');
    await agent.sees('After');
    await agent.sees('Only once');
    await visitor.context.close();
    await Promise.all([proxy.close(), site.close()]);
  });
});
