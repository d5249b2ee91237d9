/** Two agents and their visitors at once, in Chromium, by keyboard alone: who has what, and that nobody is forgotten. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { eventually, openShop, type VisitorScreen } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';

let server: Server;
let browser: Browser;
let nell: Page;
let ben: Page;
/** Who they are to the server. */
let ids: { nell: string; ben: string };
let workspace: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([
    startServer({ env: { PORCHLIGHT_OWNER_NAME: 'Nell' } }),
    launchBrowser(),
  ]);
  workspace = server.siteKey.slice(0, 10);
  nell = await openConsole(server.signInLink);
  const { member, signInToken } = await api(nell, 'POST', 'members', {
    email: 'ben@example.org',
    name: 'Ben',
    role: 'agent',
  });
  ben = await openConsole(`${server.origin}/console#sign-in=${signInToken}`);
  const { members } = await api(nell, 'GET', 'members');
  ids = { nell: members.find(({ role }: { role: string }) => role === 'owner').agent, ben: member.agent };
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function openConsole(link: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await page.goto(link);
  await page.getByRole('button', { name: /^Account/ }).waitFor();
  return page;
}

/** What has no screen here yet, or is only prepared: by the console's own routes. */
const api = (page: Page, method: string, path: string, body?: object) =>
  page.evaluate(
    async ([how, url, json]) => {
      const init = json ? { body: json, headers: { 'content-type': 'application/json' } } : {};
      return (await fetch(url ?? '', { method: how ?? '', ...init })).json();
    },
    [method, `/api/workspaces/${workspace}/${path}`, body ? JSON.stringify(body) : undefined],
  );

async function visitorSays(text: string): Promise<VisitorScreen> {
  const visitor = await openShop(browser, server.demoOrigin);
  await visitor.open();
  await visitor.say(text);
  await visitor.log.getByText('Sent', { exact: true }).waitFor();
  return visitor;
}

const row = (page: Page, text: string) =>
  page.getByRole('list', { name: 'Conversations' }).getByRole('listitem').filter({ hasText: text });
const log = (page: Page) => page.getByRole('log');
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

/** Goes there by the palette, as somebody who never touches the mouse. */
async function goTo(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  await page.getByRole('option', { name: words }).first().waitFor();
  await page.keyboard.press('Enter');
  await log(page).getByText(words).first().waitFor();
}

/** Chooses in the list that a key opens. */
async function choose(page: Page, key: string, words: string): Promise<void> {
  await toList(page);
  await page.keyboard.press(key);
  await page.keyboard.type(words);
  await page.getByRole('option', { name: words }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** Out of the field that has the focus. */
async function toList(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await eventually(async () =>
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toMatch(/TEXTAREA|INPUT/),
  );
}

async function reply(page: Page, text: string): Promise<void> {
  await field(page, 'Reply').focus();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

describe('one conversation, two agents', () => {
  it('the first to answer owns it; handing it over says so to both, and it leaves and joins the right lists', async () => {
    const visitor = await visitorSays('Is the Harbour lamp weatherproof?');
    await goTo(nell, 'Is the Harbour lamp weatherproof?');
    await reply(nell, 'It is.');
    await visitor.sees('It is.');
    await choose(nell, 'Shift+A', 'Ben');
    await log(nell)
      .getByText(/assigned.*Ben/i)
      .waitFor();
    await eventually(async () => expect(await row(ben, 'It is.').textContent()).toContain('Assigned to you'));
    await choose(ben, 'f', 'Mine');
    await eventually(async () => expect(await row(ben, 'It is.').count()).toBe(1));
    await visitor.context.close();
  });

  it('each sees that the other looks at it and types, and is asked before answering twice', async () => {
    const visitor = await visitorSays('Can I collect it today?');
    await goTo(nell, 'Can I collect it today?');
    await goTo(ben, 'Can I collect it today?');
    await nell
      .getByText(/Ben (is looking|looks|also)/i)
      .first()
      .waitFor();
    await field(ben, 'Reply').focus();
    await ben.keyboard.type('Yes, until six');
    await nell.getByText(/Ben is typing/).waitFor();
    await reply(nell, 'Until five.');
    await log(ben).getByText('Until five.').waitFor();
    await ben.keyboard.press('Enter');
    await ben.getByText('Nell answered meanwhile. Send yours, too?').waitFor();
    await ben.getByRole('button', { name: 'Keep editing' }).focus();
    await ben.keyboard.press('Enter');
    expect(await field(ben, 'Reply').inputValue()).toBe('Yes, until six');
    expect(await visitor.log.getByText('Yes, until six').count()).toBe(0);
    await visitor.context.close();
  });

  it('a note calls a colleague, who finds it under Mentions; the visitor never sees it', async () => {
    const visitor = await visitorSays('My parcel is late');
    await goTo(nell, 'My parcel is late');
    await toList(nell);
    await nell.keyboard.press('n');
    await field(nell, 'Note').waitFor();
    await nell.keyboard.type('Please look, @Be');
    await nell.getByRole('option', { name: /Ben/ }).waitFor();
    await nell.keyboard.press('Enter');
    await nell.keyboard.type(' he is angry');
    await nell.keyboard.press('Enter');
    await log(nell)
      .getByText(/he is angry/)
      .waitFor();
    await choose(ben, 'f', 'Mentions');
    await row(ben, 'My parcel is late').getByText('A note mentions you').waitFor();
    await goTo(ben, 'My parcel is late');
    await log(ben)
      .getByText(/he is angry/)
      .waitFor();
    // Read, it does not call any more.
    await eventually(async () => expect(await ben.getByText('A note mentions you').count()).toBe(0));
    expect(await visitor.page.content()).not.toContain('angry');
    await choose(ben, 'f', 'Open');
    await visitor.context.close();
  });
});

describe('what is said again and again', () => {
  it('a saved reply is put in by its shortcut; what it lacks must be filled in before it leaves', async () => {
    await api(nell, 'POST', 'replies', {
      shortcut: 'ship',
      title: 'Shipping',
      text: 'Hello {{visitor.firstName}}, we ship on Mondays.',
    });
    const visitor = await visitorSays('When do you ship?');
    await goTo(nell, 'When do you ship?');
    await field(nell, 'Reply').focus();
    await nell.keyboard.type('/shi');
    await nell.getByRole('option', { name: /Shipping/ }).waitFor();
    await nell.keyboard.press('Enter');
    await nell.getByText(/Still to fill in/).waitFor();
    await nell.keyboard.press('Enter');
    await nell.getByText(/Not sent: fill in or remove/).waitFor();
    expect(await visitor.log.getByText(/we ship on Mondays/).count()).toBe(0);
    await nell.keyboard.press('Control+a');
    await nell.keyboard.type('Hello, we ship on Mondays.');
    await nell.keyboard.press('Enter');
    await visitor.sees('Hello, we ship on Mondays.');
    await visitor.context.close();
  });
});

describe('what can wait', () => {
  it('a snoozed conversation leaves the list, and the visitor’s word brings it back', async () => {
    const visitor = await visitorSays('I will think about it');
    await goTo(nell, 'I will think about it');
    await choose(nell, 's', 'Until they write');
    await nell.keyboard.press('Escape');
    await choose(nell, 'f', 'Follow-up');
    await row(nell, 'I will think about it').getByText('Back when they write').waitFor();
    await choose(nell, 'f', 'Open');
    await eventually(async () => expect(await row(ben, 'I will think about it').count()).toBe(0));
    await visitor.say('I will take it');
    await row(ben, 'I will take it').waitFor();
    await visitor.context.close();
  });

  it('one snoozed until a time comes back by itself', async () => {
    const visitor = await visitorSays('Ask me in a second');
    await goTo(nell, 'Ask me in a second');
    const conversation = nell.url().split('/').at(-1) ?? '';
    const until = Date.now() + 2_000;
    await api(nell, 'POST', 'actions', {
      conversations: [conversation],
      cid: 'c'.repeat(26),
      action: { do: 'snooze', until },
    });
    await eventually(async () => expect(await row(ben, 'Ask me in a second').count()).toBe(0));
    await row(ben, 'Ask me in a second').getByText('Back from a snooze').waitFor();
    await visitor.context.close();
  });

  it('resolved, it is done; reopened, it is its owner’s again', async () => {
    const visitor = await visitorSays('All good now');
    await goTo(ben, 'All good now');
    await reply(ben, 'Glad to hear');
    await visitor.sees('Glad to hear');
    await toList(ben);
    await ben.keyboard.press('e');
    await log(ben).getByText('Resolved by you').waitFor();
    await visitor.say('One more thing');
    await eventually(async () =>
      expect(await row(ben, 'One more thing').textContent()).toContain('Assigned to you'),
    );
    await visitor.context.close();
  });
});

describe('many at once', () => {
  it('marked conversations are labelled and resolved together', async () => {
    const visitors = [await visitorSays('Bulk one'), await visitorSays('Bulk two')];
    await choose(nell, 'f', 'Unassigned');
    await row(nell, 'Bulk two').waitFor();
    for (const text of ['Bulk one', 'Bulk two']) {
      await row(nell, text).getByRole('link').focus();
      await nell.keyboard.press('x');
    }
    await nell.getByRole('status').getByText('2 selected').waitFor();
    await nell.keyboard.press('l');
    await nell.keyboard.type('Spring sale');
    await nell.getByRole('option', { name: /New label/ }).waitFor();
    await nell.keyboard.press('Enter');
    await nell.keyboard.press('Escape');
    for (const text of ['Bulk one', 'Bulk two']) await row(ben, text).getByText('Spring sale').waitFor();
    await nell.getByRole('toolbar').getByRole('button', { name: 'Resolve' }).focus();
    await nell.keyboard.press('Enter');
    for (const text of ['Bulk one', 'Bulk two'])
      await eventually(async () => expect(await row(ben, text).count()).toBe(0));
    await choose(nell, 'f', 'Open');
    for (const visitor of visitors) await visitor.context.close();
  });
});

describe('finding', () => {
  it.each([
    ['Latin with accents', 'Où est la lanterne d’été?', 'ete'],
    ['Chinese', '这个灯笼防水吗', '防水'],
    ['Arabic', 'هل المصباح متوفر الآن', 'المصباح'],
  ])('%s, in messages that are no longer the last', async (_script, text, query) => {
    const visitor = await visitorSays(text);
    await visitor.say('Hello?');
    await row(nell, 'Hello?').first().waitFor();
    await nell.keyboard.press('Escape');
    await nell.keyboard.press('Control+k');
    await nell.keyboard.type(query);
    await nell.getByRole('option').filter({ hasText: text }).waitFor();
    await nell.keyboard.press('Enter');
    await log(nell).getByText(text).waitFor();
    await visitor.context.close();
  });
});

describe('handing out', () => {
  it('goes round among those who are there, up to their limit', async () => {
    const openOf = async (agent: string) => {
      const page = await api(nell, 'GET', `inbox?view=agent:${agent}`);
      return page.rows.length as number;
    };
    const before = { nell: await openOf(ids.nell), ben: await openOf(ids.ben) };
    // Nell has as many as she wants; Ben has room for one more.
    await api(nell, 'PATCH', `agents/${ids.nell}`, { limit: Math.max(1, before.nell) });
    await api(nell, 'PATCH', `agents/${ids.ben}`, { limit: before.ben + 1 });
    await api(nell, 'PATCH', 'assignment', { mode: 'round-robin', limit: null });
    const first = await visitorSays('Who takes me?');
    await eventually(async () => expect(await openOf(ids.ben)).toBeGreaterThan(before.ben));
    const second = await visitorSays('And me?');
    await row(nell, 'And me?').getByText('Unassigned').waitFor();
    await api(nell, 'PATCH', 'assignment', { mode: 'manual', limit: null });
    await first.context.close();
    await second.context.close();
  });
});
