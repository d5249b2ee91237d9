/** How the console calls an agent, with the notifications that Chromium really shows; and the console as an app. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type AgentScreen, agentScreen, eventually, openShop } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';

/** Nobody is there: what is offered depends on its being set. */
const MAIL = { PORCHLIGHT_MAIL_WEBHOOK: 'https://mail.example/', PORCHLIGHT_MAIL_SECRET: 'secret' };

let server: Server;
let browser: Browser;
let agent: AgentScreen;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ env: MAIL }), launchBrowser()]);
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

/** Until the server has it. */
async function saved(page: Page, change: () => Promise<void>): Promise<void> {
  const answer = page.waitForResponse((it) => it.request().method() === 'PATCH' && it.ok());
  await change();
  await answer;
}

const ledger = (dialog: Locator) => dialog.locator('.ledger');

describe('a visitor writes', () => {
  it('[NTF-2] nothing is shown before the agent wants it, and the ledger says why', async () => {
    await writes('Anybody there?');
    await inAccount(async (dialog) => {
      await dialog.getByText('Recent notifications').click();
      await ledger(dialog).getByText('In the console: desktop notifications are off').waitFor();
      await saved(agent.page, () => dialog.getByLabel('Show on the desktop').check());
    });
    expect(await shown()).toEqual([]);
  });

  it('[NTF-1] [NTF-2] then it is shown with who and what; preference and ledger outlive a reload', async () => {
    await agent.page.reload();
    await agent.list.getByText('Anybody there?').waitFor();
    await writes('Is the Gate in stock?');
    await eventually(async () =>
      expect((await shown()).join()).toMatch(/Visitor \w{4}: Is the Gate in stock\?/),
    );
    await inAccount(async (dialog) => {
      expect(await dialog.getByLabel('Show on the desktop').isChecked()).toBe(true);
      await dialog.getByText('Recent notifications').click();
      await ledger(dialog).getByText('In the console: shown', { exact: true }).waitFor();
      await ledger(dialog).getByText('In the console: desktop notifications are off').waitFor();
    });
  });

  it('[NTF-8] a test is shown at once', async () => {
    await inAccount(async (dialog) => {
      await dialog.getByRole('button', { name: 'Send a test' }).click();
      await dialog.getByText('Recent notifications').click();
      await dialog
        .getByRole('listitem')
        .filter({ hasText: 'Notifications work' })
        .getByText('shown')
        .waitFor();
    });
    await eventually(async () => expect((await shown()).join()).toContain('Notifications work'));
  });
});

describe('another device of the same agent', () => {
  let phone: AgentScreen;
  let account: Locator;

  beforeAll(async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    await context.grantPermissions(['notifications'], { origin: server.origin });
    await context.addCookies(await agent.page.context().cookies());
    const page = await context.newPage();
    // Headless browsers have no push service.
    await page.addInitScript(() => {
      PushManager.prototype.subscribe = async () => {
        const keys = { p256dh: 'B'.padEnd(87, 'A'), auth: 'A'.repeat(22) };
        const told = { endpoint: 'https://push.example/phone', keys };
        return { toJSON: () => told } as unknown as PushSubscription;
      };
    });
    await page.goto(`${server.origin}/console/settings/you`);
    phone = await agentScreen(page);
    account = page.getByRole('region', { name: 'You' });
  });

  it('[NTF-1] has the same preferences, both ways, and [NTF-2] the same ledger', async () => {
    await eventually(async () =>
      expect(await account.getByLabel('Show on the desktop').isChecked()).toBe(true),
    );
    await ledger(account).getByText('Recent notifications').click();
    await ledger(account).getByText('In the console: shown', { exact: true }).first().waitFor();
    await saved(phone.page, () => account.getByLabel('Quiet hours').check());
    await saved(phone.page, () => account.getByLabel('From').fill('21:30'));
    const zone = await phone.page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
    await account.getByText(`By the clock of ${zone.replaceAll('_', ' ')}`).waitFor();
    await inAccount(async (dialog) => {
      await eventually(async () => expect(await dialog.getByLabel('From').inputValue()).toBe('21:30'));
      await saved(agent.page, () => dialog.getByLabel('Quiet hours').uncheck());
    });
    await phone.page.reload();
    await eventually(async () => expect(await account.getByLabel('Quiet hours').isChecked()).toBe(false));
  });

  it('[NTF-10] can ask for a digest, where there is a way for e-mail', async () => {
    await saved(phone.page, async () => {
      await account.getByLabel('E-mail when people have waited').selectOption('Once a day at most');
    });
    await inAccount(async (dialog) => {
      const digest = dialog.getByLabel('E-mail when people have waited');
      await eventually(async () => expect(await digest.inputValue()).toBe('daily'));
    });
  });

  it('[NTF-1] push is its own, seen from the other, kept over a reload, and gone when it is switched off', async () => {
    await account.getByLabel('Push to this device').check();
    await account.getByText(/Push goes to: (Chrome|HeadlessChrome|Linux)/).waitFor();
    await inAccount(async (dialog) => {
      await dialog.getByText(/Push goes to/).waitFor();
      expect(await dialog.getByLabel('Push to this device').isChecked()).toBe(false);
    });
    await phone.page.reload();
    await eventually(async () =>
      expect(await account.getByLabel('Push to this device').isChecked()).toBe(true),
    );
    await account.getByLabel('Push to this device').uncheck();
    await eventually(async () => expect(await account.getByText(/Push goes to/).count()).toBe(0));
    await phone.page.context().close();
  });

  it('[NTF-1] where the push service says no, the agent is told', async () => {
    await inAccount(async (dialog) => {
      await dialog.getByLabel('Push to this device').click();
      await dialog.getByText('some browsers have no push service').waitFor();
      expect(await dialog.getByLabel('Push to this device').isChecked()).toBe(false);
    });
  });
});

describe('a push arrives', () => {
  let elsewhere: Page;
  const pushed = () =>
    elsewhere.evaluate(async () => {
      const worker = await navigator.serviceWorker.getRegistration('/console');
      return ((await worker?.getNotifications()) ?? []).map(({ title, body }) => `${title}: ${body}`);
    });
  let deliver: (message: object) => Promise<void>;
  const message = { id: '1'.repeat(26), conversation: `w000000001-${'c'.repeat(22)}ab12`, visitorName: null };

  beforeAll(async () => {
    elsewhere = await agent.page.context().newPage();
    await elsewhere.goto(`${server.origin}/health`);
    const cdp = await elsewhere.context().newCDPSession(elsewhere);
    const registered = new Promise<string>((resolve) =>
      cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [ours] = registrations.filter(({ scopeURL }) => scopeURL.endsWith('/console'));
        if (ours) resolve(ours.registrationId);
      }),
    );
    await cdp.send('ServiceWorker.enable');
    const registrationId = await registered;
    deliver = async (message) => {
      const data = JSON.stringify(message);
      await cdp.send('ServiceWorker.deliverPushMessage', { origin: server.origin, registrationId, data });
    };
  });

  it('[NTF-4] and is not shown while a console is looked at, but a test is', async () => {
    await deliver({ ...message, occasion: 'message', text: 'Looked at' });
    await deliver({ ...message, conversation: null, occasion: 'test', text: '' });
    await eventually(async () => expect((await pushed()).join()).toContain('Push works'));
    expect((await pushed()).join()).not.toContain('Looked at');
  });

  it('with the console closed it is shown, with who and what; pressed, it opens and the ledger says so', async () => {
    await agent.page.goto('about:blank');
    await deliver({ ...message, occasion: 'message', text: 'Is it blue?' });
    await deliver({ ...message, conversation: `${message.conversation.slice(0, -1)}3`, occasion: 'mention' });
    await eventually(async () => expect((await pushed()).join()).toContain('Visitor: Is it blue?'));
    await eventually(async () => expect((await pushed()).join()).toContain('You are mentioned: Visitor'));
    const [worker] = elsewhere.context().serviceWorkers();
    if (!worker) throw new Error('no service worker');
    const told = elsewhere.context().waitForEvent('request', (request) => request.url().endsWith('/opened'));
    // Nobody can press one in a headless browser. The event is not a real one, so its waitUntil throws, after the work began.
    await worker.evaluate(`registration.getNotifications({ tag: '${message.conversation}' }).then(([notification]) => {
      dispatchEvent(new NotificationEvent('notificationclick', { notification }));
    })`);
    expect((await told).postDataJSON()).toEqual({ id: message.id });
    await agent.page.goto(`${server.origin}/console`);
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
