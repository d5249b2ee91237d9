/** What the agents' console shows, part by part, and whatever in it is none of what our components make. */
import type { Page } from 'playwright-core';
import type { Me } from '../../protocol/api.ts';
import { workspaceOf } from '../../protocol/ids.ts';
import type { NaughtySite, SaidText } from './naughty-cast.ts';
import type { Sight } from './sight.ts';

export interface Row {
  conversation: string;
  locale: string;
  preview: string;
  owner: string;
}

export interface Fact {
  text: string;
  /** What stands small beside or above it. */
  aside: string;
  link: string | null;
}

export interface ConversationSight extends Sight {
  said: SaidText[];
  speakers: string[];
  notices: string[];
  assignee: string;
  facts: Record<string, Fact>;
}

/** All rows of the list, which loads more as one comes near its end. */
export const readRows = (page: Page, count: number): Promise<Row[]> =>
  page.evaluate(async (count) => {
    const list = document.querySelector('ul.list');
    if (!list?.parentElement) throw new Error('no list');
    const rows = list.getElementsByTagName('li');
    await window.untilThere(list, () => {
      rows[rows.length - 1]?.scrollIntoView();
      return rows.length >= count;
    });
    const text = (row: Element, part: string) => row.querySelector(part)?.textContent ?? '';
    return [...rows].map((row) => ({
      conversation: row.querySelector('a')?.getAttribute('href')?.split('/').at(-1) ?? '',
      locale: text(row, '.row-hint'),
      preview: row.querySelector('.row-preview')?.lastChild?.textContent ?? '',
      owner: text(row, '.row-owner bdi'),
    }));
  }, count);

/** Opens the conversation if it is not open, and reads it once it has so many messages and a page of this title. */
export const readConversation = (
  page: Page,
  wanted: { conversation: string; visitor: string; messageCount: number; isMoved: boolean },
): Promise<ConversationSight> =>
  page.evaluate(async ({ conversation, visitor, messageCount, isMoved }) => {
    const find = (part: string) => [...document.querySelectorAll<HTMLElement>(part)];
    // As by the browser's buttons: the list need not hold it.
    if (!location.pathname.endsWith(conversation)) {
      history.pushState(null, '', `/console/c/${conversation}`);
      dispatchEvent(new PopStateEvent('popstate'));
    }
    const number = visitor.slice(-4).toUpperCase();
    const moved = 'dd .page[href="https://shop.example/moved"]';
    await window.untilThere(
      document.body,
      () =>
        find('.person h2')[0]?.textContent?.endsWith(number) &&
        find('[role=log] .bubble').length === messageCount &&
        find('dt').length > 5 &&
        !!document.querySelector(moved) === isMoved,
    );

    const own = (element: Element, part: string) =>
      [...element.childNodes]
        .filter((node) => !(node instanceof Element && node.matches(part)))
        .map(({ textContent }) => textContent)
        .join('');
    const fact = (dd: Element | null): Fact => ({
      text: dd ? own(dd, '.quiet') : '',
      aside: dd?.querySelector('.quiet, .page-title')?.textContent ?? '',
      link: dd?.querySelector('a')?.getAttribute('href') ?? null,
    });
    const nameOf = (part: Element) => {
      const isOpenLink = part.localName === 'a' && part.textContent === part.getAttribute('href');
      return isOpenLink ? `link ${part.getAttribute('rel')}` : `${part.localName}.${part.className}`;
    };
    return {
      said: find('[role=log] .bubble').map((bubble) => ({
        text: own(bubble, '.edited'),
        isEdited: !!bubble.querySelector('.edited'),
      })),
      speakers: find('[role=log] article bdi').map(({ textContent }) => textContent ?? ''),
      notices: find('[role=log] .notice').map((notice) => own(notice, 'time').replace(/ $/, '')),
      assignee: find('.conversation-head p .ellipsis')[0]?.textContent ?? '',
      facts: Object.fromEntries(find('dt').map((dt) => [dt.textContent, fact(dt.nextElementSibling)])),
      links: find('[role=log] a, dd a').map((link) => link.getAttribute('href') ?? ''),
      inner: find('[role=log] .bubble *, .notice :not(time), bdi *, .page-title :not(bdi), .quiet *').map(
        nameOf,
      ),
      elements: [...new Set(find('main > :not(.inbox) *').map(({ localName }) => localName))],
      attributes: [
        ...new Set(find('main > :not(.inbox) *').flatMap((element) => element.getAttributeNames())),
      ],
    };
  }, wanted);

/** Opens the account's dialog and reads who is in the team. */
export async function readTeam(page: Page): Promise<{ name: string; email: string }[]> {
  await page.getByRole('button', { name: /^Account:/ }).click();
  await page.getByRole('dialog').getByRole('listitem').first().waitFor();
  return page.evaluate(() =>
    [...document.querySelectorAll('dialog li')].map((item) => ({
      name: item.querySelector('bdi')?.textContent ?? '',
      email: item.querySelector('.ellipsis .quiet')?.textContent ?? '',
    })),
  );
}

/**
 * The names of workspaces to go to, of somebody who is a member of all these. A link opens one workspace only, so the
 * rest are added to what the server says.
 */
export async function readWorkspaces(page: Page, sites: readonly NaughtySite[]): Promise<string[]> {
  const names: string[] = [];
  for (let first = 0; first < sites.length; first += MEMBERSHIPS) {
    const some = sites.slice(first, first + MEMBERSHIPS);
    await page.route('**/api/me', async (route) => {
      const response = await route.fetch();
      const who: Me = await response.json();
      const [own] = who.memberships;
      const others = some.map(({ site, name }) => ({
        ...own,
        workspace: workspaceOf(site),
        workspaceName: name,
      }));
      await route.fulfill({ response, json: { ...who, memberships: [own, ...others] } });
    });
    await page.reload();
    await page.getByRole('button', { name: /^Account:/ }).click();
    await page.getByRole('heading', { name: 'Workspaces' }).waitFor();
    names.push(
      ...(await page.evaluate(() => {
        const section = [...document.querySelectorAll('dialog section')].at(-1);
        return [...(section?.querySelectorAll('button') ?? [])].map(({ textContent }) => textContent ?? '');
      })),
    );
    await page.unroute('**/api/me');
  }
  return names;
}

/** As many as an account has at most, but for its own. */
const MEMBERSHIPS = 99;
