/** Waiting inside a page, for thousands of looks: a question from outside for each would take a minute more. */
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** Resolves when it is so, looked at after each change below the root. */
    untilThere(root: Node, isThere: () => unknown): Promise<void>;
  }
}

/** Gives the page `untilThere`, from its next load on. */
export const teachToWait = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    window.untilThere = (root, isThere) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!isThere()) return;
          observer.disconnect();
          clearTimeout(limit);
          resolve();
        };
        const limit = setTimeout(
          () => reject(new Error(`not there: ${isThere} in ${root.textContent}`)),
          20_000,
        );
        const observer = new MutationObserver(look);
        observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
        look();
      });
  });
