/** Sees what a page should never do because of what somebody wrote: run it, fetch for it, go where it says. */
import type { Page } from 'playwright-core';

export interface Incident {
  is: 'execution' | 'violation' | 'foreign request';
  what: string;
}

const MARK = 'page-witness';

/**
 * Watches from the next load on.
 * @param origins whose addresses the page may fetch and be at
 */
export async function watchPage(page: Page, origins: readonly string[]): Promise<Incident[]> {
  const incidents: Incident[] = [];
  const note = (is: Incident['is'], what: string) => void incidents.push({ is, what: what.slice(0, 300) });
  const isOurs = (url: string) => origins.includes(URL.parse(url)?.origin.replace(/^ws/, 'http') ?? '');

  page.on('console', (message) => {
    const [mark, is, ...what] = message.text().split(' ');
    if (mark === MARK) note(is === 'violation' ? is : 'execution', what.join(' '));
  });
  page.on('dialog', (dialog) => {
    note('execution', `${dialog.type()} ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('pageerror', (error) => note('execution', `error ${error.message}`));
  page.on('popup', (popup) => note('execution', `window ${popup.url()}`));
  page.on('download', (download) => note('execution', `download ${download.url()}`));
  page.on('worker', (worker) => note('execution', `worker ${worker.url()}`));
  page.on('frameattached', () => note('execution', 'frame'));
  page.on('framenavigated', (frame) => {
    if (!isOurs(frame.url())) note('execution', `navigation to ${frame.url()}`);
  });
  page.on('websocket', (socket) => {
    if (!isOurs(socket.url())) note('foreign request', socket.url());
  });
  await page.route(
    (url) => !isOurs(url.href),
    (route) => {
      note('foreign request', route.request().url());
      return route.abort();
    },
  );
  await page.addInitScript(
    ({ mark }) => {
      const call = (name: string) => () => console.debug(mark, 'execution', name);
      for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'] as const)
        Object.defineProperty(window, name, { value: call(name) });
      for (const name of ['write', 'writeln', 'open'] as const)
        Object.defineProperty(document, name, { value: call(`document.${name}`) });
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
        console.debug(mark, 'violation', effectiveDirective, blockedURI, sample),
      );
    },
    { mark: MARK },
  );
  return incidents;
}

/** The names of all global variables: a script that ran may have left one. */
export const globalsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => Object.getOwnPropertyNames(window).sort());
