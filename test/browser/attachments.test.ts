/** Files between a visitor on a strict page and an agent, in a real browser. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { NASTY_FILES } from '../support/nasty-files.ts';
import {
  type AgentScreen,
  eventually,
  openShop,
  signInAgent,
  type VisitorScreen,
} from '../support/people.ts';
import { bytes, GPS_EXIF, png, pngChunk } from '../support/pictures.ts';
import { type Server, startServer } from '../support/server.ts';

let server: Server;
let browser: Browser;
let site: { origin: string; close(): Promise<void> };
let visitor: VisitorScreen;
let agent: AgentScreen;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  site = await serveStrictPage(server);
  visitor = await openShop(browser, site.origin);
  await visitor.open();
  agent = await signInAgent(browser, server.signInLink);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await server?.stop();
});

/** A page whose policy names our origin and nothing else. */
async function serveStrictPage({ origin, siteKey }: Server) {
  const policy = `default-src 'none'; script-src ${origin}; connect-src ${origin} ${origin.replace('http', 'ws')}; img-src ${origin}`;
  const page = `<!doctype html><title>Strict</title><script async src="${origin}/porch.js" data-site="${siteKey}"></script>`;
  const strict = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(page);
  });
  strict.listen(0, '127.0.0.1');
  await once(strict, 'listening');
  const address = strict.address();
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    async close() {
      strict.closeAllConnections();
      strict.close();
      await once(strict, 'close');
    },
  };
}

/** Presses the button and chooses. */
async function choose(page: Page, name: string, buffer: Uint8Array, mimeType: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: /^Attach (a file|files)$/ }).click(),
  ]);
  await chooser.setFiles({ name, mimeType, buffer: Buffer.from(buffer) });
}

/** Whether the picture has been drawn. */
const isShown = (page: Page, name: string) =>
  page
    .getByRole('img', { name })
    .evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0);

const seesPicture = (page: Page, name: string) =>
  eventually(async () => expect(await isShown(page, name)).toBe(true));

const withGps = png(640, 400, pngChunk('eXIf', GPS_EXIF));

describe('[FIL-1] [FIL-8] a picture from a visitor', () => {
  it('reaches the agent without the place where it was taken, and is shown on a page with a strict policy', async () => {
    const violations: string[] = [];
    visitor.page.on('console', (line) => {
      if (line.text().includes('Content Security Policy')) violations.push(line.text());
    });
    expect(Buffer.from(withGps).includes(Buffer.from(GPS_EXIF))).toBe(true);
    await choose(visitor.page, 'lamp.png', withGps, 'image/png');
    await visitor.chat.getByRole('list', { name: 'Attach a file' }).getByText('lamp.png').waitFor();
    // The focus is in the text, so that Enter sends what was chosen.
    await visitor.page.keyboard.type('Like this one?');
    await visitor.page.keyboard.press('Enter');
    await visitor.sees('Like this one?');
    await seesPicture(visitor.page, 'lamp.png');
    await agent.openNewest();
    await agent.sees('Like this one?');
    await seesPicture(agent.page, 'lamp.png');
    const address = await agent.page.getByRole('img', { name: 'lamp.png' }).getAttribute('src');
    const stored = Buffer.from(await (await fetch(new URL(address ?? '', server.origin))).arrayBuffer());
    expect(stored.subarray(1, 4).toString()).toBe('PNG');
    expect(stored.includes('eXIf')).toBe(false);
    expect(stored.includes(Buffer.from(GPS_EXIF))).toBe(false);
    expect(violations).toEqual([]);
  });

  it('is there again after a reload, and nothing in the log moves when it arrives', async () => {
    await visitor.page.reload();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await visitor.page.route(/\/files\//, async (route) => {
      await held;
      await route.continue();
    });
    await visitor.open();
    // Within the log: the panel itself may still be on its way in.
    const place = () =>
      visitor.log.evaluate((log) => {
        const words = [...log.querySelectorAll('.bubble')].find((it) => it.textContent === 'Like this one?');
        // The picture stands in the same bubble, above the words.
        const bottom = words?.getBoundingClientRect().bottom ?? Number.NaN;
        return Math.round(bottom - log.getBoundingClientRect().top);
      });
    await visitor.page.getByRole('img', { name: 'lamp.png' }).waitFor({ state: 'attached' });
    const before = await place();
    expect(before).toBeGreaterThan(0);
    release();
    await seesPicture(visitor.page, 'lamp.png');
    expect(await place()).toBe(before);
    await visitor.page.unroute(/\/files\//);
  });

  it('chosen and not sent is there on the next page, too', async () => {
    const tray = visitor.chat.getByRole('list', { name: 'Attach a file' });
    await visitor.composer.waitFor();
    await choose(visitor.page, 'later.png', withGps, 'image/png');
    const kept = () => visitor.page.evaluate(() => JSON.stringify(sessionStorage));
    await eventually(async () => expect(await kept()).toContain('later.png'));
    await visitor.page.reload();
    await visitor.open();
    await tray.getByText('later.png').waitFor();
    await visitor.say('And this one');
    await visitor.sees('And this one');
    await seesPicture(visitor.page, 'later.png');
    await tray.waitFor({ state: 'detached' });
    expect(await kept()).not.toContain('later.png');
  });

  it('larger than a screen is made smaller', async () => {
    await choose(visitor.page, 'wide.png', png(3000, 30), 'image/png');
    await visitor.chat.getByRole('button', { name: 'Send' }).click();
    await seesPicture(visitor.page, 'wide.png');
    const width = await visitor.page
      .getByRole('img', { name: 'wide.png' })
      .evaluate((image: HTMLImageElement) => image.naturalWidth);
    expect(width).toBe(2048);
  });
});

describe('[FIL-3] [FIL-4] [FIL-9] what is not taken', () => {
  const tray = () => visitor.chat.getByRole('list', { name: 'Attach a file' });

  it('too large and not accepted are said in words, and can be removed', async () => {
    await choose(visitor.page, 'long.bin', new Uint8Array(10 * 1024 * 1024 + 1), 'application/octet-stream');
    await tray().getByText('long.bin is larger than 10 MB.').waitFor();
    await choose(visitor.page, 'setup.exe', bytes('MZ'), 'application/octet-stream');
    await tray().getByText('Files like setup.exe can’t be sent.').waitFor();
    await visitor.chat.getByRole('button', { name: 'Delete long.bin' }).click();
    await visitor.chat.getByRole('button', { name: 'Delete setup.exe' }).click();
    await tray().waitFor({ state: 'detached' });
  });

  it('a file can be stopped on its way, and tried again when the network failed', async () => {
    const sent: string[] = [];
    await visitor.page.route(/\/files$/, async (route) => {
      sent.push(route.request().headers()['x-file-name'] ?? '');
      if (sent.length === 1) return; // Never answered.
      await (sent.length === 2 ? route.abort() : route.continue());
    });
    await choose(visitor.page, 'stopped.txt', bytes('Stop'), 'text/plain');
    await eventually(async () => expect(sent).toEqual(['stopped.txt']));
    await visitor.chat.getByRole('button', { name: 'Delete stopped.txt' }).click();
    await choose(visitor.page, 'again.txt', bytes('Again'), 'text/plain');
    await tray().getByRole('button', { name: 'Not sent. Retry' }).waitFor();
    await tray().getByRole('button', { name: 'Not sent. Retry' }).click();
    await tray().getByRole('progressbar').waitFor({ state: 'detached' });
    await visitor.composer.press('Enter');
    await agent.log.getByRole('link', { name: 'again.txt' }).waitFor();
    expect(await agent.log.getByText('stopped.txt').count()).toBe(0);
    await visitor.page.unroute(/\/files$/);
  });
});

describe('[FIL-1] a file chosen in one conversation', () => {
  it('is not sent in another', async () => {
    await choose(visitor.page, 'here.txt', bytes('Here'), 'text/plain');
    const tray = visitor.chat.getByRole('list', { name: 'Attach a file' });
    await tray.getByText('here.txt').waitFor();
    await visitor.chat.getByRole('button', { name: 'All conversations' }).click();
    await visitor.chat.getByRole('button', { name: 'Send us a message' }).click();
    await visitor.composer.waitFor();
    await eventually(async () => expect(await tray.count()).toBe(0));
    await visitor.chat.getByRole('button', { name: 'All conversations' }).click();
    await visitor.chat.getByRole('list', { name: 'All conversations' }).getByRole('button').first().click();
    await visitor.composer.waitFor();
  });
});

describe('[FIL-1] a file from an agent', () => {
  it('is shown to the visitor, and is a download under its name', async () => {
    await choose(agent.page, 'bill.pdf', bytes('%PDF-1.7'), 'application/pdf');
    await agent.say('Your bill');
    const link = visitor.log.getByRole('link', { name: 'bill.pdf' });
    await link.waitFor();
    const [answer] = await Promise.all([
      visitor.context.waitForEvent('response', (response) => response.url().includes('/files/')),
      link.click(),
    ]);
    expect(answer.headers()['content-disposition']).toMatch(/^attachment; filename="bill.pdf";/);
    expect(answer.request().headers().referer).toBeUndefined();
    // The visitor's own page stays where it was.
    expect(visitor.page.url()).toBe(`${site.origin}/`);
  });

  it('pasted and dropped, a picture is one, too', async () => {
    const give = (page: Page, kind: 'paste' | 'drop', name: string) =>
      page.evaluate(
        ([kind, name, data]) => {
          const root = document.querySelector('#porchlight')?.shadowRoot ?? document;
          const files = new DataTransfer();
          files.items.add(new File([Uint8Array.from(data)], name, { type: 'image/png' }));
          const field = root.querySelector('textarea');
          const drag = { bubbles: true, cancelable: true, composed: true };
          field?.dispatchEvent(
            kind === 'paste'
              ? new ClipboardEvent('paste', { ...drag, clipboardData: files })
              : new DragEvent('drop', { ...drag, dataTransfer: files }),
          );
        },
        [kind, name, [...png(8, 8)]] as const,
      );
    for (const [kind, name] of [
      ['paste', 'pasted.png'],
      ['drop', 'dropped.png'],
    ] as const) {
      await give(agent.page, kind, name);
      await agent.page.getByRole('list', { name: 'Attached files' }).getByText(name).waitFor();
      await agent.reply.press('Enter');
      await seesPicture(visitor.page, name);
      await give(visitor.page, kind, `own-${name}`);
      await visitor.chat.getByRole('list', { name: 'Attach a file' }).getByText(`own-${name}`).waitFor();
      await visitor.composer.press('Enter');
      await seesPicture(agent.page, `own-${name}`);
    }
  });
});

describe('[FIL-10] files in a note', () => {
  const note = () => agent.page.getByRole('textbox', { name: 'Note', exact: true });
  const write = (mode: 'Reply' | 'Note') => agent.page.getByRole('tab', { name: mode }).click();

  it('pasted, are shown to the team on the note’s paper, and the visitor sees nothing of it', async () => {
    await write('Note');
    await note().fill('What they sent last year');
    await note().evaluate(
      (field, data) => {
        const given = new DataTransfer();
        given.items.add(new File([Uint8Array.from(data)], 'last-year.png', { type: 'image/png' }));
        field.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: given, bubbles: true, cancelable: true }),
        );
      },
      [...png(64, 40)],
    );
    await agent.page.getByRole('list', { name: 'Attached files' }).getByText('last-year.png').waitFor();
    await note().press('Enter');
    const stored = agent.log.getByRole('article').filter({ hasText: 'What they sent last year' });
    await stored.getByRole('img', { name: 'last-year.png' }).waitFor();
    await seesPicture(agent.page, 'last-year.png');
    await write('Reply');
    await agent.say('One moment');
    await visitor.sees('One moment');
    expect(await visitor.chat.getByText('last year').count()).toBe(0);
    expect(await visitor.chat.getByRole('img', { name: 'last-year.png' }).count()).toBe(0);
  });

  it('stay with the note when a reply is written instead, also while they are on their way', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await agent.page.route(/\/files$/, async (route) => {
      await held;
      await route.continue();
    });
    await write('Note');
    await choose(agent.page, 'internal.txt', bytes('For us'), 'text/plain');
    await note().fill('For us only');
    await note().press('Enter');
    await write('Reply');
    expect(await agent.page.getByText('internal.txt').count()).toBe(0);
    await agent.reply.fill('Half of an answer');
    const arrived = agent.page.waitForResponse(/\/files$/);
    release();
    await arrived;
    await write('Note');
    await agent.page.getByText('internal.txt').waitFor();
    expect(await note().inputValue()).toBe('For us only');
    await note().press('Enter');
    await agent.log.getByRole('link', { name: /internal\.txt/ }).waitFor();
    await write('Reply');
    expect(await agent.reply.inputValue()).toBe('Half of an answer');
    await agent.reply.press('Enter');
    await visitor.sees('Half of an answer');
    expect(await visitor.chat.getByText('internal.txt').count()).toBe(0);
    await agent.page.unroute(/\/files$/);
  });
});

describe('files in view and about to be sent', () => {
  it('have nothing that axe objects to', async () => {
    const screens = [
      [visitor.page, '#porchlight'],
      [agent.page, 'html'],
    ] as const;
    for (const [page, within] of screens) {
      await choose(page, 'fine.txt', bytes('Fine'), 'text/plain');
      await choose(page, 'setup.exe', bytes('MZ'), 'text/plain');
      await page.getByText(/not accepted|can’t be sent/).waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const { violations } = await new AxeBuilder({ page }).include(within).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([]);
      }
    }
  });
});

describe('[FIL-5] opened by itself', () => {
  it('no nasty file runs anything or asks for anything', async () => {
    const talk = await agent.page.evaluate(() => location.pathname.split('/').at(-1) ?? '');
    const send = async (path: string, body: Uint8Array | string, headers = {}) =>
      agent.page.evaluate(
        async ([url, data, headers]) =>
          (await fetch(url, { method: 'POST', body: Uint8Array.from(data), headers })).json(),
        [`/api/conversations/${talk}/${path}`, [...Buffer.from(body)], headers] as const,
      );
    const page = await agent.page.context().newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    page.on('dialog', (dialog) => asked.push(`dialog ${dialog.message()}`));
    let opened = 0;
    for (const { name, data, becomes, what } of NASTY_FILES) {
      if (becomes !== 'download' && !becomes.startsWith('image/')) continue;
      const id = `${opened}`.padStart(26, 'f');
      opened += 1;
      await send('files', data, { 'x-file-id': id, 'x-file-name': encodeURIComponent(name) });
      const { links } = await send('links', JSON.stringify({ files: [id] }));
      // A download is no navigation: Chromium says so by an error, and the page stays where it was.
      await page.goto(server.origin + links[0].path).catch(() => {});
      expect(await page.title(), what).not.toBe('owned');
      expect(await page.evaluate(() => document.scripts.length), what).toBe(0);
    }
    expect(opened).toBeGreaterThan(20);
    expect(asked.filter((path) => !path.includes('/files/'))).toEqual([]);
  });
});
