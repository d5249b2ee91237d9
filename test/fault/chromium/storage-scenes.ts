/** Browsers that keep nothing: the messenger works, and says that it will not last. */
import { deepStrictEqual } from 'node:assert';
import type { Page } from 'playwright-core';
import texts from '../../../widget/locales/en.ts';
import { launchDenyingBrowser } from './browsers.ts';
import { type Scene, type Stage, scene } from './scenes.ts';

/** What the page itself can keep, so that a test knows that the browser really refused. */
const refusedIn = (page: Page): Promise<{ localStorage: boolean; indexedDB: boolean }> =>
  page.evaluate(async () => {
    const attempt = async (keep: () => unknown) => {
      try {
        await keep();
        return false;
      } catch {
        return true;
      }
    };
    return {
      localStorage: await attempt(() => localStorage.setItem('probe', '1')),
      indexedDB: await attempt(
        () =>
          new Promise((resolve, reject) => {
            const opening = indexedDB.open('probe');
            opening.onupgradeneeded = () => opening.result.createObjectStore('probe');
            opening.onerror = reject;
            opening.onsuccess = () => {
              const transaction = opening.result.transaction('probe', 'readwrite');
              transaction.oncomplete = resolve;
              transaction.onabort = reject;
              transaction.objectStore('probe').put('x'.repeat(1_000), 1);
            };
          }),
      ),
    };
  });

const isTold = ({ tab }: Scene) => tab.screen.chat.getByText(texts.forgetful).waitFor();

/** Nothing can be kept: still each message goes out once, what comes in is shown, and the visitor is told. */
async function talk(scene: Scene): Promise<void> {
  const { visitor, tab, proxy, answer, agreement } = scene;
  deepStrictEqual(await refusedIn(tab.screen.page), { localStorage: true, indexedDB: true });
  await isTold(scene);
  proxy.cut();
  await visitor.say(tab);
  await answer();
  await agreement();
  await isTold(scene);
}

export async function deniedBySetting(stage: Stage): Promise<void> {
  const { context, close } = await launchDenyingBrowser();
  try {
    await scene(stage, 'denied', talk, { context });
  } finally {
    await close();
  }
}

/** As in frames with an opaque origin, where even naming a storage throws. */
export const denied = (stage: Stage) =>
  scene(stage, 'throwing', talk, {
    prepare: (context) =>
      context.addInitScript(() => {
        for (const name of ['indexedDB', 'localStorage', 'sessionStorage'])
          Object.defineProperty(window, name, {
            get() {
              throw new DOMException('Access is denied for this document.', 'SecurityError');
            },
          });
      }),
  });

/** The page's origin has used up what it may keep, in both storages. */
export const full = (stage: Stage) =>
  scene(stage, 'full', talk, {
    async prepare(context, origin) {
      await context.addInitScript(() => {
        for (let size = 2 ** 22; size >= 1; size /= 2) {
          try {
            for (let part = 0; ; part += 1) localStorage.setItem(`shop ${size} ${part}`, 'x'.repeat(size));
          } catch {
            // Halves fill what is left.
          }
        }
      });
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    },
  });

/** Everything the browser kept for the shop goes while a message waits. What is on the screen still leaves. */
export const cleared = (stage: Stage) =>
  scene(stage, 'cleared', async (scene) => {
    const { visitor, tab, shop, proxy, answer, agreement } = scene;
    const { page } = tab.screen;
    proxy.isDown = true;
    proxy.cut();
    await visitor.say(tab);
    await visitor.untilKept();
    const session = await visitor.context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: shop, storageTypes: 'all' });
    await visitor.say(tab);
    proxy.isDown = false;
    await answer();
    await agreement();
    await isTold(scene);
  });
