/** Visitors and agents as people at a screen: they find things by what they are called, never by class or id. */
import { strictEqual } from 'node:assert';
import { setTimeout as nextLook } from 'node:timers/promises';
import type { Browser, BrowserContext, Frame, Locator, Page } from 'playwright-core';

/** Looks again until it holds, and says why not if it never does. */
export async function eventually(check: () => Promise<void>, timeoutMs = 20_000): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await nextLook(50);
  }
}

export interface VisitorScreen {
  page: Page;
  context: BrowserContext;
  launcher: Locator;
  chat: Locator;
  log: Locator;
  composer: Locator;
  open(): Promise<void>;
  close(): Promise<void>;
  say(text: string): Promise<void>;
  /** Waits until the log shows this text exactly so many times. */
  sees(text: string, count?: number): Promise<void>;
}

/** @param place the page with the messenger, or the frame in it */
export function visitorScreen(place: Page | Frame): VisitorScreen {
  const page = 'page' in place ? place.page() : place;
  const chat = place.getByRole('dialog', { name: 'Chat' });
  const log = chat.getByRole('log');
  const composer = chat.getByRole('textbox', { name: 'Message' });
  return {
    page,
    context: page.context(),
    launcher: place.getByRole('button', { name: /^(Open|Close) chat/ }).first(),
    chat,
    log,
    composer,
    async open() {
      await place.getByRole('button', { name: /^Open chat/ }).click();
      await composer.waitFor();
    },
    async close() {
      await place.getByRole('button', { name: 'Close chat' }).first().click();
      await chat.waitFor({ state: 'hidden' });
    },
    async say(text) {
      await composer.fill(text);
      await chat.getByRole('button', { name: 'Send', exact: true }).click();
    },
    sees: (text, count = 1) => seesTimes(log, text, count),
  };
}

export async function openShop(browser: Browser, url: string): Promise<VisitorScreen> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  return visitorScreen(page);
}

export interface AgentScreen {
  page: Page;
  list: Locator;
  log: Locator;
  reply: Locator;
  openNewest(): Promise<void>;
  openWith(preview: string): Promise<void>;
  say(text: string): Promise<void>;
  sees(text: string, count?: number): Promise<void>;
}

export async function signInAgent(browser: Browser, signInLink: string): Promise<AgentScreen> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(signInLink);
  return agentScreen(page);
}

export async function agentScreen(page: Page): Promise<AgentScreen> {
  const list = page.getByRole('list', { name: 'Conversations' });
  const log = page.getByRole('log');
  const reply = page.getByRole('textbox', { name: 'Reply' });
  const item = (filter: { hasText?: string }) => list.getByRole('listitem').filter(filter).first();
  const open = async (row: Locator) => {
    await row.click();
    await reply.waitFor();
  };
  return {
    page,
    list,
    log,
    reply,
    openNewest: () => open(item({})),
    openWith: (preview) => open(item({ hasText: preview })),
    async say(text) {
      await reply.fill(text);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
    },
    sees: (text, count = 1) => seesTimes(log, text, count),
  };
}

const seesTimes = (log: Locator, text: string, count: number) =>
  eventually(async () => strictEqual(await log.getByText(text, { exact: true }).count(), count, text));
