/** One visitor with up to five tabs, who says things, reloads, closes tabs, and has tabs crash. */
import type { BrowserContext, Page } from 'playwright-core';
import { eventually, type VisitorScreen, visitorScreen } from '../../support/people.ts';

export interface Tab {
  readonly name: string;
  readonly screen: VisitorScreen;
  /** What was said here, in order. */
  readonly said: string[];
  /** What was said last, until it is known to survive the tab. */
  notKept: string | null;
  /** Batches that the server has not acknowledged on the connection that is open now. */
  unansweredCount: number;
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly tabs: Tab[];
  /** Everything that was said in one place, in order; places that are gone count, too. */
  readonly said: readonly (readonly string[])[];
  /** The conversation's id, once a page has connected. */
  readonly conversation: Promise<string>;
  openTab(): Promise<Tab>;
  /** Says something that has not been said before, if the messenger is there to be written in. */
  say(tab: Tab): Promise<string | null>;
  /** Waits until what was said last in each tab would survive it: it is on this browser's disk, or stored already. */
  untilKept(): Promise<void>;
  reload(tab: Tab): Promise<void>;
  /** The renderer goes as it goes when memory runs out. A person then opens the shop anew. */
  crash(tab: Tab): Promise<void>;
  close(tab: Tab): Promise<void>;
  /** As a person does who wants to talk: opens the messenger, and loads the page again where it could not come. */
  insist(tab: Tab): Promise<void>;
}

/** A person tries for so long, then goes on with something else. */
const PATIENCE_MS = 2_000;
/** Brackets tell messages from all else that a log shows. */
const SAID = /\[[^[\]]+\]/g;

/** What a message says of itself until it is stored. */
export const UNSENT = /^(Sending|Not sent)/;

/** @param name stands in everything this visitor says. */
export function createVisitor(context: BrowserContext, url: string, name: string): Visitor {
  const tabs: Tab[] = [];
  const said: string[][] = [];
  const known = Promise.withResolvers<string>();

  const remove = (tab: Tab) => {
    if (tabs.includes(tab)) tabs.splice(tabs.indexOf(tab), 1);
  };

  const watch = (page: Page, tab: Tab) =>
    page.on('websocket', (socket) => {
      const [, conversation] = /conversations\/([^/]+)\/socket/.exec(socket.url()) ?? [];
      if (conversation) known.resolve(conversation);
      tab.unansweredCount = 0;
      socket.on('framesent', ({ payload }) => {
        if (payload.includes('"t":"send"')) tab.unansweredCount += 1;
      });
      socket.on('framereceived', ({ payload }) => {
        if (payload.includes('"t":"ack"')) tab.unansweredCount -= 1;
      });
    });

  const openTab = async (): Promise<Tab> => {
    const page = await context.newPage();
    const tab: Tab = {
      name: `${name} tab ${said.length + 1}`,
      screen: visitorScreen(page),
      said: [],
      notKept: null,
      unansweredCount: 0,
    };
    watch(page, tab);
    tabs.push(tab);
    said.push(tab.said);
    // One renderer may serve several tabs; they crash together.
    page.on('crash', () => remove(tab));
    // Without a network there is an error page, which `insist` loads again.
    await page.goto(url, { waitUntil: 'domcontentloaded' }).catch(() => {});
    await tryToOpen(tab);
    return tab;
  };

  return {
    context,
    tabs,
    said,
    conversation: known.promise,
    openTab,

    async say(tab) {
      if (!(await tryToOpen(tab))) return null;
      const text = `[${tab.name}: ${tab.said.length + 1}]`;
      await tab.screen.composer.fill(text);
      tab.said.push(text);
      tab.notKept = text;
      await tab.screen.composer.press('Enter');
      return text;
    },

    untilKept: () =>
      eventually(async () => {
        for (const { screen, notKept } of tabs) {
          if (!notKept || (await isShownAsSent(screen, notKept))) continue;
          if (!(await screen.page.evaluate(isOnDisk, notKept))) throw new Error(`${notKept} is not kept`);
        }
        for (const tab of tabs) tab.notKept = null;
      }, 60_000),

    async reload(tab) {
      await tab.screen.page.reload({ waitUntil: 'domcontentloaded' }).catch(() => {});
    },

    async crash(tab) {
      const { page } = tab.screen;
      const session = await context.newCDPSession(page);
      const crashed = page.waitForEvent('crash');
      // A crashed page does not answer.
      session.send('Page.crash').catch(() => {});
      await crashed;
      await page.close();
      await openTab();
    },

    async close(tab) {
      remove(tab);
      await tab.screen.page.close();
      if (tabs.length === 0) await openTab();
    },

    insist: (tab) =>
      eventually(async () => {
        if (await tryToOpen(tab, 5 * PATIENCE_MS)) return;
        await tab.screen.page.reload({ waitUntil: 'domcontentloaded' });
        throw new Error(`${tab.name} has no messenger`);
      }, 60_000),
  };
}

const isShownAsSent = async ({ log }: VisitorScreen, text: string): Promise<boolean> =>
  (await log.getByText(text).count()) === 1 && (await log.getByText(UNSENT).count()) === 0;

/** Runs in the page: looks into the outbox, without making one. */
async function isOnDisk(text: string): Promise<boolean> {
  if (JSON.stringify(Object.entries(localStorage)).includes(text)) return true;
  const databases = await indexedDB.databases();
  if (!databases.some(({ name }) => name === 'porchlight')) return false;
  const result = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await result(indexedDB.open('porchlight'));
  try {
    const items = await result(database.transaction('outbox').objectStore('outbox').getAll());
    return JSON.stringify(items).includes(text);
  } finally {
    database.close();
  }
}

/** @returns whether there is a messenger now. */
async function tryToOpen({ screen }: Tab, patienceMs = PATIENCE_MS): Promise<boolean> {
  if (await screen.composer.isVisible()) return true;
  try {
    // Pressed before already, it says "Close chat" while the messenger is on its way.
    const closed = screen.page.getByRole('button', { name: /^Open chat/ });
    await screen.launcher.waitFor({ timeout: patienceMs });
    if (await closed.isVisible()) await closed.click({ timeout: patienceMs });
    await screen.composer.waitFor({ timeout: patienceMs });
    return true;
  } catch {
    return false;
  }
}

/** What a tab's log shows, from top to bottom. */
export const shownIn = async ({ screen }: Tab): Promise<string[]> =>
  (await screen.log.textContent())?.match(SAID) ?? [];
