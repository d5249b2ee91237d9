/** What makes a talk comfortable, where it needs a real browser: places, focus, sound, titles, and the back button. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openClient, untilState } from '../support/node-client.ts';
import {
  type AgentScreen,
  eventually,
  signInAgent,
  type VisitorScreen,
  visitorScreen,
} from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

let server: Server;
let browser: Browser;
let agent: AgentScreen;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  agent = await signInAgent(browser, server.signInLink);
});

afterEach(async () => {
  for (const context of browser.contexts()) if (context !== agent.page.context()) await context.close();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function visit(viewport = DESKTOP, prepare?: () => void): Promise<VisitorScreen> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  const page = await context.newPage();
  if (prepare) await page.addInitScript(prepare);
  await page.goto(server.demoOrigin);
  return visitorScreen(page);
}

/** A visitor who has said this, and is known to be there. */
async function visitAndSay(text: string, viewport = DESKTOP, prepare?: () => void): Promise<VisitorScreen> {
  const visitor = await visit(viewport, prepare);
  await visitor.open();
  await visitor.say(text);
  await visitor.log.getByText('Sent', { exact: true }).waitFor();
  await visitor.chat.getByRole('button', { name: 'Not now' }).click();
  return visitor;
}

const conversationOf = (page: Page): Promise<string> =>
  page.evaluate(
    (key) => JSON.parse(localStorage.getItem(key) ?? '').conversation,
    `porchlight:${server.siteKey}`,
  );

/** The agent in a second place, without a screen. */
async function joinAsAgent(conversation: string) {
  const cookies = await agent.page.context().cookies(server.origin);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return openClient(server.origin, conversation, { cookie });
}

/** As much at once as no person could say. */
async function sayMany(conversation: string, texts: readonly string[]): Promise<void> {
  const client = await joinAsAgent(conversation);
  for (const text of texts) client.send({ kind: 'message', text });
  await untilState(client, ({ unsent, timeline }) => timeline.last > 0 && unsent.length === 0);
  client.stop();
}

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `Line ${from + index}`);

describe('on a phone', () => {
  it('the system’s way back closes the sheet, and the page’s history hears nothing of it', async () => {
    const visitor = await visit(PHONE, () => {
      // Android's back is no key: only the browser itself sees this one, and makes the same close request of it.
      addEventListener('keydown', (event) => event.stopImmediatePropagation(), true);
      addEventListener('popstate', () => document.documentElement.classList.add('popped'));
    });
    const history = () =>
      visitor.page.evaluate(() => [
        window.history.length,
        JSON.stringify(window.history.state),
        location.href,
      ]);
    const before = await history();
    for (const _ of ['once', 'and again, as after a close that nobody asked for']) {
      await visitor.open();
      expect(await visitor.chat.evaluate((dialog) => dialog.matches(':modal'))).toBe(true);
      await visitor.page.keyboard.press('Escape');
      await visitor.chat.waitFor({ state: 'hidden' });
      expect(await history()).toEqual(before);
    }
    await visitor.open();
    await visitor.page.evaluate("Porchlight('shutdown')");
    expect(await history()).toEqual(before);
    expect(await visitor.page.locator('html.popped').count()).toBe(0);
  });
});

describe('a long log', () => {
  it('opens at its end; what is earlier comes above what is read, which stays where it is', async () => {
    const visitor = await visitAndSay('How long is it?');
    await sayMany(await conversationOf(visitor.page), lines(1, 230));
    await visitor.page.reload();
    await visitor.open();
    await visitor.sees('Line 230');
    const { log } = visitor;
    const shown = () => log.locator('.message').count();
    await eventually(async () => expect(await shown()).toBeLessThan(100));
    expect(await shown()).toBeGreaterThanOrEqual(50);

    const earlier = visitor.chat.getByRole('button', { name: 'Show earlier' });
    const top = async (text: string) =>
      log.getByText(text, { exact: true }).evaluate((it) => Math.round(it.getBoundingClientRect().top));
    const scrollTo = (top: number) =>
      log.evaluate((it, to) => {
        it.scrollTop = to;
      }, top);
    await scrollTo(200);
    await visitor.chat.getByRole('button', { name: 'Newest messages' }).waitFor();
    const anchor = (await log.locator('.message .bubble').nth(3).textContent()) ?? '';
    const [place, count] = [await top(anchor), await shown()];
    await log.evaluate((it) => it.querySelector<HTMLElement>('.earlier')?.click());
    await eventually(async () => expect(await shown()).toBe(count + 50));
    expect(Math.abs((await top(anchor)) - place)).toBeLessThanOrEqual(2);

    // Near the top it loads by itself.
    await scrollTo(10);
    await eventually(async () => expect(await shown()).toBe(count + 100));
    // Whoever goes there by keyboard comes to the very beginning, and is not thrown out of the log then.
    await earlier.focus();
    await visitor.page.keyboard.press('Enter');
    await visitor.sees('How long is it?');
    await earlier.waitFor({ state: 'detached' });
    await eventually(async () =>
      expect(await log.evaluate((it) => (it.getRootNode() as ShadowRoot).activeElement === it)).toBe(true),
    );
  });

  it('counts what comes while somebody reads further up, and a button leads there', async () => {
    const visitor = await visitAndSay('Are you there?');
    const conversation = await conversationOf(visitor.page);
    await sayMany(conversation, lines(1, 40));
    await visitor.sees('Line 40');
    await visitor.log.evaluate((it) => {
      it.scrollTop = 400;
    });
    await visitor.chat.getByRole('button', { name: 'Newest messages', exact: true }).waitFor();
    await sayMany(conversation, lines(41, 43));
    await visitor.chat.getByRole('button', { name: 'Newest messages 3' }).click();
    await eventually(async () =>
      expect(
        await visitor.log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight),
      ).toBeLessThan(40),
    );
    expect(await visitor.chat.getByRole('button', { name: /^Newest messages/ }).count()).toBe(0);
    await visitor.composer.waitFor();
    expect(
      await visitor.composer.evaluate((it) => (it.getRootNode() as ShadowRoot).activeElement === it),
    ).toBe(true);
  });

  it('that button never lies over what can be pressed below a resolved conversation', async () => {
    const visitor = await visitAndSay('A lamp for a boat, please');
    await sayMany(await conversationOf(visitor.page), lines(1, 40));
    await visitor.sees('Line 40');
    await agent.openWith('Line 40');
    await agent.page.getByRole('button', { name: 'Resolve' }).click();
    await visitor.chat.getByRole('button', { name: 'Download this conversation' }).waitFor();
    const newest = visitor.chat.getByRole('button', { name: /^Newest messages/ });
    const scrollBack = (by: number) =>
      visitor.log.evaluate((it, distance) => {
        it.scrollTop = it.scrollHeight - it.clientHeight - distance;
        // Until the messenger has heard of it and drawn.
        return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      }, by);
    const tail = await visitor.log.evaluate(
      (it) => it.querySelector<HTMLElement>('.tail')?.offsetHeight ?? 0,
    );
    for (let by = 0; by <= tail; by += 20) {
      await scrollBack(by);
      expect(await newest.count(), `${by} of ${tail} pixels back`).toBe(0);
    }
    await scrollBack(tail + 200);
    await newest.waitFor();
  });
});

describe('emoji', () => {
  it('can be chosen for the very first message, once it is begun', async () => {
    const visitor = await visit();
    await visitor.open();
    await visitor.composer.fill('Hello ');
    await visitor.chat.getByRole('button', { name: 'Emoji' }).click();
    await visitor.chat.getByRole('grid', { name: 'Emoji' }).waitFor();
    await visitor.page.keyboard.type('lamp');
    await visitor.page.keyboard.press('Enter');
    await eventually(async () => expect(await visitor.composer.inputValue()).toMatch(/^Hello \p{Emoji}/u));
  });

  it('are found and chosen by keyboard, and stand where the text was left', async () => {
    const visitor = await visitAndSay('Emoji, please');
    const { page, chat, composer } = visitor;
    await composer.fill('Thank you!');
    await composer.press('ArrowLeft');
    const button = chat.getByRole('button', { name: 'Emoji' });
    await button.focus();
    await page.keyboard.press('Enter');
    const picker = chat.getByRole('dialog', { name: 'Emoji' });
    await picker.getByRole('searchbox', { name: 'Search' }).waitFor();
    // Its lines are there, whatever the launcher's style sheet says of its own.
    await button.locator('path').waitFor();
    await page.keyboard.type('heart red');
    await page.keyboard.press('ArrowDown');
    const cell = picker.getByRole('gridcell', { name: 'red heart' });
    await eventually(async () => expect(await cell.getAttribute('tabindex')).toBe('0'));
    await page.keyboard.press('Enter');
    await picker.waitFor({ state: 'hidden' });
    await eventually(async () => expect(await composer.inputValue()).toBe('Thank you❤️!'));
    await page.keyboard.type('?');
    expect(await composer.inputValue()).toBe('Thank you❤️?!');

    // Those used last come first; Escape closes the picker alone.
    await button.click();
    await picker.getByRole('rowgroup', { name: 'Recently used' }).getByRole('gridcell').waitFor();
    const focused = () =>
      picker.evaluate((it) => (it.getRootNode() as ShadowRoot).activeElement?.getAttribute('aria-label'));
    await page.keyboard.press('ArrowDown');
    await eventually(async () => expect(await focused()).toBe('red heart'));
    await page.keyboard.press('ArrowDown');
    await eventually(async () => expect(await focused()).toBe('grinning'));
    await page.keyboard.press('ArrowRight');
    await eventually(async () => expect(await focused()).toBe('smiling'));
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await eventually(async () => expect(await focused()).toBe('Search'));
    await page.keyboard.type('elephantine');
    await picker.getByText('Nothing found').waitFor();
    await page.keyboard.press('Escape');
    await picker.waitFor({ state: 'hidden' });
    expect(await chat.isVisible()).toBe(true);
    // The button closes what it opened.
    await button.click();
    await picker.waitFor();
    await button.click();
    await picker.waitFor({ state: 'hidden' });
  });
});

describe('emoji on a phone', () => {
  it('come without the keyboard, and Escape leaves the sheet open', async () => {
    const context = await browser.newContext({ viewport: PHONE, isMobile: true, hasTouch: true });
    const visitor = visitorScreen(await context.newPage());
    await visitor.page.goto(server.demoOrigin);
    await visitor.open();
    await visitor.say('Hello from a phone');
    await visitor.chat.getByRole('button', { name: 'Emoji' }).tap();
    const picker = visitor.chat.getByRole('dialog', { name: 'Emoji' });
    await picker.waitFor();
    expect(await picker.evaluate((it) => (it.getRootNode() as ShadowRoot).activeElement === it)).toBe(true);
    await visitor.page.keyboard.press('Escape');
    await picker.waitFor({ state: 'hidden' });
    expect(await visitor.chat.isVisible()).toBe(true);
  });
});

describe('search', () => {
  it('leads to a message far back', async () => {
    const visitor = await visitAndSay('Where is the lantern?');
    await sayMany(await conversationOf(visitor.page), ['The *lantern* is in Leeds.', ...lines(1, 120)]);
    await visitor.sees('Line 120');
    await visitor.chat.getByRole('button', { name: 'All conversations' }).click();
    await visitor.chat.getByRole('searchbox', { name: 'Search' }).fill('LANTERN IS');
    const result = visitor.chat.getByRole('list', { name: 'Search' }).getByRole('listitem');
    expect(await visitor.chat.getByRole('list', { name: 'Search' }).count()).toBeLessThanOrEqual(1);
    await result.filter({ hasText: 'is in Leeds' }).waitFor({ state: 'detached' });
    await visitor.chat.getByRole('searchbox', { name: 'Search' }).fill('in leeds');
    await result.getByText('in Leeds').click();
    await visitor.sees('is in Leeds.', 0);
    const message = visitor.log.locator('.message', { hasText: 'is in Leeds.' });
    await message.waitFor();
    expect(await message.evaluate((it) => (it.getRootNode() as ShadowRoot).activeElement === it)).toBe(true);
    await eventually(async () =>
      expect(
        await message.evaluate((it) => {
          const log = it.closest('.log')?.getBoundingClientRect();
          const { top, bottom } = it.getBoundingClientRect();
          return !!log && top >= log.top && bottom <= log.bottom;
        }),
      ).toBe(true),
    );
  });
});

describe('quick replies', () => {
  it('are made in the console, chosen in the messenger, and shown to the agent', async () => {
    const visitor = await visitAndSay('I need a lamp for my porch');
    await agent.openWith('I need a lamp for my porch');
    await agent.page.getByRole('button', { name: 'Answer buttons' }).click();
    const choice = agent.page.getByRole('textbox', { name: 'Add an answer' });
    for (const text of ['Wall', 'Ceiling']) {
      await choice.fill(text);
      await choice.press('Enter');
    }
    await agent.say('Where should it hang?');
    await agent.log.getByRole('list', { name: 'Answer buttons' }).getByText('Ceiling').waitFor();
    expect(await choice.count()).toBe(0);
    await visitor.chat.getByRole('button', { name: 'Ceiling' }).click();
    await visitor.sees('Ceiling');
    expect(await visitor.chat.getByRole('button', { name: 'Wall' }).count()).toBe(0);
    await agent.log.locator('[data-side="visitor"]').getByText('Ceiling').waitFor();
  });
});

describe('an answer while the visitor looks elsewhere', () => {
  /** A tab that can be put into the background, and hears what is played in it. */
  const watched = () => {
    const state = { isHidden: false, notes: 0 };
    Object.assign(window, { state });
    Object.defineProperty(document, 'visibilityState', {
      get: () => (state.isHidden ? 'hidden' : 'visible'),
    });
    const { start } = AudioScheduledSourceNode.prototype;
    AudioScheduledSourceNode.prototype.start = function (...given) {
      state.notes += 1;
      return start.apply(this, given);
    };
  };
  const notes = (page: Page) => page.evaluate('state.notes');
  const hide = (page: Page, isHidden: boolean) =>
    page.evaluate(`state.isHidden = ${isHidden}; document.dispatchEvent(new Event('visibilitychange'))`);
  const titleIs = (page: Page, title: string) =>
    eventually(async () => expect(await page.title()).toBe(title));

  it('is heard when the messenger is closed, and not when it is open or the sound is off', async () => {
    const visitor = await visitAndSay('Ring me', DESKTOP, watched);
    const conversation = await conversationOf(visitor.page);
    await sayMany(conversation, ['Seen at once']);
    await visitor.sees('Seen at once');
    await visitor.close();
    expect(await notes(visitor.page)).toBe(0);
    await sayMany(conversation, ['Ring']);
    await eventually(async () => expect(await notes(visitor.page)).toBe(2));
    await visitor.open();
    await visitor.chat.getByRole('button', { name: 'All conversations' }).click();
    await visitor.chat.getByRole('switch', { name: 'Sound' }).click();
    await visitor.close();
    await sayMany(conversation, ['Quiet']);
    await visitor.page.locator('#porchlight [data-unread="1"]').waitFor();
    // The same code that would sound has turned the title by now.
    await hide(visitor.page, true);
    await sayMany(conversation, ['Quiet, too']);
    await eventually(async () => expect(await visitor.page.title()).toMatch(/^\(2\) /));
    expect(await notes(visitor.page)).toBe(2);
    // Remembered over a reload.
    await hide(visitor.page, false);
    await visitor.page.reload();
    await visitor.open();
    await visitor.chat.getByRole('button', { name: 'All conversations' }).click();
    expect(await visitor.chat.getByRole('switch', { name: 'Sound' }).getAttribute('aria-checked')).toBe(
      'false',
    );
  });

  it('is heard in one tab only, and in none while another shows it', async () => {
    const visitor = await visitAndSay('I have two tabs', DESKTOP, watched);
    const other = await visitor.context.newPage();
    await other.addInitScript(watched);
    await other.goto(server.demoOrigin);
    // Nothing is heard where nothing was touched.
    await other.mouse.click(5, 5);
    const conversation = await conversationOf(visitor.page);
    const title = await other.title();
    const launcher = other.getByRole('button', { name: 'Open chat' });
    await launcher.waitFor();
    await hide(other, true);
    await sayMany(conversation, ['Shown over there']);
    await visitor.sees('Shown over there');
    await visitor.log.getByText('Shown over there').waitFor();
    await visitor.close();
    await sayMany(conversation, ['Shown nowhere']);
    await titleIs(other, `(1) ${title}`);
    const heard = async () => Number(await notes(visitor.page)) + Number(await notes(other));
    await eventually(async () => expect(await heard()).toBe(2));
    await eventually(async () =>
      expect(await other.evaluate(async () => (await navigator.locks.query()).held?.length)).toBe(0),
    );
    expect(await heard()).toBe(2);

    // Everything that sounds is loaded by now, and would do so at once.
    await visitor.open();
    await eventually(async () => expect(await launcher.getAttribute('data-unread')).toBeNull());
    await sayMany(conversation, ['Shown over there, too']);
    await visitor.sees('Shown over there, too');
    await visitor.log.getByText('Shown over there, too').waitFor();
    await eventually(async () => expect(await launcher.getAttribute('data-unread')).toBeNull());
    expect(await heard()).toBe(2);
    expect(await other.title()).toBe(title);
  });

  it('turns the title of a hidden tab, and gives back the page’s own, whatever that is by then', async () => {
    const visitor = await visitAndSay('Where am I?', DESKTOP, watched);
    const { page } = visitor;
    const conversation = await conversationOf(page);
    await page.evaluate("document.querySelector('title').textContent = '  Two  spaces '");
    const own = () => page.evaluate("document.querySelector('title').textContent");
    await hide(page, true);
    await sayMany(conversation, ['Here']);
    await titleIs(page, '(1) Two spaces');
    await titleIs(page, 'Two spaces');
    await titleIs(page, '(1) Two spaces');
    await hide(page, false);
    await eventually(async () => expect(await own()).toBe('  Two  spaces '));

    // The page goes on meanwhile, as single-page applications do.
    await visitor.close();
    await hide(page, true);
    await sayMany(conversation, ['And here']);
    await titleIs(page, '(1) Two spaces');
    await page.evaluate("document.title = 'Basket'");
    await titleIs(page, '(1) Basket');
    await hide(page, false);
    await eventually(async () => expect(await own()).toBe('Basket'));

    await hide(page, true);
    await sayMany(conversation, ['Goodbye']);
    await titleIs(page, '(2) Basket');
    await page.evaluate("Porchlight('shutdown')");
    await eventually(async () => expect(await own()).toBe('Basket'));
  });
});

describe('a rating', () => {
  it('counts with the tap; what is said after it belongs to it', async () => {
    const visitor = await visitAndSay('Do you repair lamps?');
    const client = await joinAsAgent(await conversationOf(visitor.page));
    const ratings = () => client.state.get().timeline.entries.filter((entry) => entry.is === 'rating');
    client.send({ kind: 'status', status: 'resolved' });
    await visitor.chat.locator('label', { hasText: 'Good' }).click();
    await visitor.chat.getByText('Thank you!').waitFor();
    await untilState(client, ({ timeline }) => timeline.isRated);
    expect(ratings()).toMatchObject([{ score: 3 }]);

    await visitor.chat.getByRole('textbox', { name: 'Would you like to tell us more?' }).fill('Quick!');
    await visitor.page.keyboard.press('Enter');
    await untilState(client, () => ratings().some(({ comment }) => comment === 'Quick!'));
    // The tap was one rating, the comment another; the log shows one.
    expect(ratings()).toMatchObject([{ score: 3, comment: 'Quick!' }]);
    await visitor.chat
      .getByRole('textbox', { name: 'Would you like to tell us more?' })
      .waitFor({ state: 'detached' });
    client.stop();
  });
});

describe('what the owner asks first', () => {
  it('comes before the first message, and reaches the agent', async () => {
    const visitor = await visit();
    await visitor.page.evaluate(
      "Porchlight('update', { askFirst: 'name email', quickReplies: 'Prices|Delivery' })",
    );
    await visitor.open();
    await visitor.chat.getByRole('button', { name: 'Delivery' }).click();
    await visitor.chat.getByText('Please fill this in.').waitFor();
    const name = visitor.chat.getByRole('textbox', { name: 'Name' });
    expect(await name.evaluate((it) => (it.getRootNode() as ShadowRoot).activeElement === it)).toBe(true);
    await name.fill('Kim of Ask First');
    await visitor.chat.getByRole('textbox', { name: 'Email' }).fill('kim@example.org');
    await visitor.chat.getByRole('button', { name: 'Delivery' }).click();
    await visitor.log.getByText('Sent', { exact: true }).waitFor();
    await name.waitFor({ state: 'detached' });
    await agent.openWith('Kim of Ask First');
    await agent.sees('Delivery');
    const client = await joinAsAgent(await conversationOf(visitor.page));
    await untilState(client, ({ timeline }) => timeline.contact?.email === 'kim@example.org');
    client.stop();
  });
});

describe('a link', () => {
  it('reads as where it leads, whatever stands around it', async () => {
    const visitor = await visitAndSay('\u202ehttps://evil.example/txt.exe');
    const link = visitor.log.getByRole('link');
    // The first letter stands left of the last one.
    const [first, last] = await link.evaluate((it) => {
      const text = it.firstChild as Text;
      const leftOf = (index: number) => {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + 1);
        return range.getBoundingClientRect().left;
      };
      return [leftOf(0), leftOf(text.length - 1)];
    });
    expect(first).toBeLessThan(last as number);
  });
});
