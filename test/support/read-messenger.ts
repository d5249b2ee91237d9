/** What the messenger shows, and whatever in it is none of what our components make. */
import type { Page } from 'playwright-core';
import type { NaughtySite, Part, SaidText } from './naughty-cast.ts';
import type { Sight } from './sight.ts';

/** What a page has of us and of its browser, as far as it is used here. */
interface PageWindow extends Window {
  Porchlight?(method: string, argument?: string): void;
  trustedTypes: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): typeof rules };
}

export interface MessengerSight extends Sight {
  said: SaidText[];
  /** Who the visitor talks to, and below it where. */
  head: string[];
  speaker: string;
  events: string[];
}

/** Becomes this visitor, as if another tab had, and reads their conversation once it has come. */
export const readMessenger = (page: Page, site: string, part: Part): Promise<MessengerSight> =>
  page.evaluate(
    async ({ key, kept, messageCount }) => {
      const root = document.querySelector('#porchlight')?.shadowRoot;
      if (!root) throw new Error('no messenger');
      const find = (part: string) => [...root.querySelectorAll<HTMLElement>(part)];
      localStorage.setItem(key, kept);
      dispatchEvent(new StorageEvent('storage', { key, newValue: kept }));
      await window.untilThere(root, () => find('.message').length === 0);
      await window.untilThere(root, () => find('.message').length === messageCount);

      const texts = (part: string) => find(part).map(({ textContent }) => textContent ?? '');
      const nameOf = (part: Element) => {
        const isOpenLink = part.localName === 'a' && part.textContent === part.getAttribute('href');
        return isOpenLink ? `link ${part.getAttribute('rel')}` : `${part.localName}.${part.className}`;
      };
      return {
        said: find('.message').map((message) => ({
          text: message.querySelector('.bubble')?.textContent ?? '',
          isEdited: [...message.querySelectorAll('.meta > span')].some((it) => it.textContent === 'Edited'),
        })),
        head: texts('.head h2, .head p'),
        speaker:
          texts('.group:not(.own) .meta .spoken, .group:not(.own) .meta span:first-child').at(-1) ?? '',
        events: texts('.event'),
        links: find('a').map((link) => link.getAttribute('href') ?? ''),
        inner: find('.bubble *, .event *, h2 *, .head p *, .meta span *').map(nameOf),
        elements: [...new Set(find('*').map(({ localName }) => localName))],
        attributes: [...new Set(find('*').flatMap((element) => element.getAttributeNames()))],
      };
    },
    {
      key: `porchlight:${site}`,
      kept: JSON.stringify({ visitor: part.visitor, token: part.token, conversation: part.conversation }),
      messageCount: part.said.length,
    },
  );

/** What the composer holds after the page has put each text into it. */
export const readDrafts = (page: Page, texts: readonly string[]): Promise<string[]> =>
  page.evaluate(async (texts) => {
    const field = document.querySelector('#porchlight')?.shadowRoot?.querySelector('textarea');
    if (!field) throw new Error('no composer');
    const drafts: string[] = [];
    // The first of these calls fetches what answers them.
    (window as unknown as PageWindow).Porchlight?.('showNewMessage', 'ready');
    await window.untilThere(field.getRootNode(), () => field.value === 'ready');
    for (const text of texts) {
      (window as unknown as PageWindow).Porchlight?.('showNewMessage', text);
      // Drawn at the end of this task.
      await new Promise((resolve) => setTimeout(resolve));
      drafts.push(field.value);
    }
    return drafts;
  }, texts);

/** What the open messenger calls each of these sites: their tags, one after the other, on one page. */
export const readSiteNames = (page: Page, origin: string, sites: readonly NaughtySite[]): Promise<string[]> =>
  page.evaluate(
    async ({ src, sites }) => {
      const host = window as unknown as PageWindow;
      const policy = host.trustedTypes.createPolicy('test', { createScriptURL: (url) => url });
      const names: string[] = [];
      for (const { site } of sites) {
        host.Porchlight?.('shutdown');
        Reflect.deleteProperty(host, 'Porchlight');
        const tag = document.createElement('script');
        tag.src = policy.createScriptURL(src);
        tag.dataset.site = site;
        await new Promise((resolve) => {
          tag.onload = resolve;
          document.body.append(tag);
        });
        tag.remove();
        host.Porchlight?.('show');
        // The launcher comes when the look of the site is known.
        await window.untilThere(document, () => document.querySelector('#porchlight'));
        const root = document.querySelector('#porchlight')?.shadowRoot;
        if (!root) throw new Error('no launcher');
        // The greeting stands there once the site is known.
        await window.untilThere(root, () => root.querySelector('.bubble')?.textContent);
        names.push(root.querySelector('h2')?.textContent ?? '');
      }
      return names;
    },
    { src: `${origin}/porch.js`, sites },
  );
