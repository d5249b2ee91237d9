/**
 * What people write is shown as they wrote it and is nothing else: strings that break programs, collected by others,
 * go by every way in and are looked at on every screen, in Chromium, under policies that report what they stop.
 */
import type { Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { serveSite } from '../../selfhost/demo-site.ts';
import { root } from '../../selfhost/settings.ts';
import { launchBrowser } from '../support/browser.ts';
import { DANGEROUS_URLS } from '../support/dangerous-urls.ts';
import {
  castParts,
  castSites,
  contextOf,
  type NaughtySite,
  type Part,
  type Tally,
} from '../support/naughty-cast.ts';
import { naughtyStrings } from '../support/naughty-strings.ts';
import { globalsOf, type Incident, watchPage } from '../support/page-witness.ts';
import { eventually, visitorScreen } from '../support/people.ts';
import {
  type ConversationSight,
  type Fact,
  type Row,
  readConversation,
  readRows,
  readTeam,
  readWorkspaces,
} from '../support/read-console.ts';
import { readDrafts, readMessenger, readSiteNames } from '../support/read-messenger.ts';
import { type Server, startServer } from '../support/server.ts';
import { strangeIn } from '../support/sight.ts';
import { teachToWait } from '../support/until-there.ts';
import { signIn } from '../support/wire.ts';

const NAUGHTY = naughtyStrings();
const TEXTS = [...new Set([...NAUGHTY, ...DANGEROUS_URLS])];
/** Wide enough for all parts of the console, and little to paint. */
const VIEWPORT = { width: 1280, height: 300 };
/** More strings than other tests have steps. */
const TIMEOUT_MS = 600_000;

let server: Server;
let browser: Browser;
let parts: Part[];
let sites: NaughtySite[];
let desk: Screen;
let shop: Screen;
let shopServers: HttpServer[] = [];
const tally: Tally = new Map();
const links: string[] = [];

interface Screen {
  page: Page;
  incidents: Incident[];
  globals: string[];
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  const cookie = await signIn(server);
  [parts, sites] = await Promise.all([
    castParts(server, cookie, TEXTS, tally),
    castSites(server, TEXTS, tally),
  ]);
  [desk, shop] = await Promise.all([openConsole(cookie), openShop()]);
}, TIMEOUT_MS);

afterAll(async () => {
  console.log(
    `${NAUGHTY.length} strings and ${TEXTS.length - NAUGHTY.length} addresses more, by ${tally.size} ways in; ` +
      `${desk?.incidents.length} and ${shop?.incidents.length} incidents, ${links.length} links seen`,
  );
  await browser?.close();
  for (const shopServer of shopServers) shopServer.close();
  await server?.stop();
});

describe('every string is shown as it is, and does nothing', { timeout: TIMEOUT_MS }, () => {
  afterEach(async () => {
    for (const { page, incidents, globals } of [desk, shop]) {
      expect(incidents).toEqual([]);
      expect(await globalsOf(page), 'global variables').toEqual(globals);
    }
  });

  it('in the list of conversations', async () => {
    await eventually(async () => {
      const rows = new Map((await readRows(desk.page, parts.length)).map((row) => [row.conversation, row]));
      const words = (row: Row | undefined) => row && { ...row, preview: unmarked(row.preview) };
      expect(parts.map(({ conversation }) => words(rows.get(conversation)))).toEqual(
        parts.map((part) => words(rowOf(part))),
      );
    });
  });

  it('in the conversation, on both sides', async () => {
    // With a short list again.
    await desk.page.reload();
    // The messenger tells where it is, so it comes after the console has looked at that; meanwhile the next is there.
    let seen: Part | undefined;
    for (const part of [...parts, undefined]) {
      await Promise.all([
        part && expectInConsole(desk.page, part),
        seen && expectInMessenger(shop.page, seen),
      ]);
      seen = part;
    }
  });

  it('in the team, as a member', async () => {
    const team = new Map((await readTeam(desk.page)).map(({ name, email }) => [email, name]));
    const members = parts.map(({ teammate: { email, name } }) => ({ email, name }));
    expect(members.map(({ email }) => ({ email, name: team.get(email) }))).toEqual(members);
  });

  it('as the name of a workspace and of its site', async () => {
    const names = sites.map(({ name }) => name);
    expect(await readWorkspaces(desk.page, sites)).toEqual(names);
    expect(await readSiteNames(shop.page, server.origin, sites)).toEqual(names);
  });

  it('in the composer, where the page puts it', async () => {
    // A field has one way to end a line.
    const drafts = TEXTS.map((text) => text.replaceAll(/\r\n?/g, '\n'));
    expect(await readDrafts(shop.page, TEXTS)).toEqual(drafts);
  });
});

test('what a string could do would be seen', async () => {
  const page = await browser.newPage();
  const incidents = await watchPage(page, [new URL(shop.page.url()).origin]);
  await page.goto(shop.page.url());
  await page.evaluate(async (foreign) => {
    alert('called');
    document.write('called');
    document.body.append(Object.assign(new Image(), { src: 'https://foreign.example/' }));
    document.body.append(document.createElement('iframe'));
    await fetch(foreign).catch(() => {});
  }, `${server.origin}/health`);
  const seen = incidents.map(({ is, what }) => `${is}: ${what.split(' ')[0]}`);
  const done = ['execution: alert', 'execution: document.write', 'execution: frame', 'violation: img-src'];
  expect(seen).toEqual(expect.arrayContaining([...done, `foreign request: ${server.origin}/health`]));
  await page.close();
});

test('links lead to web pages', () => {
  const schemes = new Set(links.map((link) => URL.parse(link)?.protocol ?? 'no address'));
  expect([...schemes].sort()).toEqual(['http:', 'https:', 'no address']);
});

test('every string has gone by every way in', () => {
  expect(NAUGHTY).toHaveLength(622);
  const all = TEXTS.length;
  // Only the empty string is none of those that a message or a name can be.
  for (const [way, { taken, refused }] of tally)
    expect({ way, taken, refused }).toEqual(
      /message|name/.test(way) ? { way, taken: all - 1, refused: 1 } : { way, taken: all, refused: 0 },
    );
  expect(tally.size).toBe(14);
});

async function openConsole(cookie: string): Promise<Screen> {
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce' });
  const [name = '', value = ''] = cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: server.origin }]);
  const page = await context.newPage();
  await teachToWait(page);
  const incidents = await watchPage(page, [server.origin]);
  await page.goto(`${server.origin}/console`);
  await page.getByRole('list', { name: 'Conversations' }).waitFor();
  return { page, incidents, globals: await globalsOf(page) };
}

/** The demo shop under a policy as strict as a page with the tag can have. */
async function openShop(): Promise<Screen> {
  const { origin, siteKey } = server;
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${origin}`,
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${origin} ${origin.replace('http', 'ws')}`,
    "require-trusted-types-for 'script'",
  ];
  const rewriteHtml = (html: string) =>
    html
      .replace('<head>', `<head><meta http-equiv="content-security-policy" content="${policy.join('; ')}">`)
      .replaceAll('%PORCHLIGHT_ORIGIN%', origin)
      .replaceAll('%PORCHLIGHT_SITE%', siteKey);
  shopServers = await serveSite({ folder: join(root, 'demo'), port: 0, hosts: ['127.0.0.1'], rewriteHtml });
  const address = shopServers[0]?.address();
  const shopOrigin = `http://localhost:${typeof address === 'object' ? address?.port : ''}`;
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await teachToWait(page);
  const incidents = await watchPage(page, [origin, shopOrigin]);
  await page.goto(shopOrigin);
  const visitor = visitorScreen(page);
  await visitor.open();
  return { page, incidents, globals: await globalsOf(page) };
}

const rowOf = ({ conversation, context, agentName, said }: Part): Row => ({
  conversation,
  locale: context.locale,
  preview: said.at(-1)?.text.slice(0, 140).toWellFormed() ?? '',
  owner: agentName,
});

/** The open conversation, and beside it the visitor, before and after they go to another page. */
async function expectInConsole(page: Page, part: Part): Promise<void> {
  const { conversation, visitor, agentName, said, context, text } = part;
  const wanted = { conversation, visitor, messageCount: said.length };
  const sight = await readConversation(page, { ...wanted, isMoved: false });
  expect.soft(strangeIn(sight), text).toEqual([]);
  expect.soft(wordsOf(sight.said)).toEqual(wordsOf(said));
  expect.soft(sight).toMatchObject({
    said: said.map(({ isEdited }) => ({ isEdited })),
    speakers: [expect.stringMatching(/^Visitor \w{4}$/), agentName],
    notices: [`Assigned to ${agentName}`],
    assignee: `Assigned to ${agentName}`,
  });
  expectFacts(sight, part);

  await part.moveTo({ ...contextOf(text), page: 'https://shop.example/moved' });
  const moved = await readConversation(page, { ...wanted, isMoved: true });
  expect.soft(strangeIn(moved), text).toEqual([]);
  expect.soft(moved.facts['Current page']?.aside).toBe(context.title);
  links.push(...sight.links, ...moved.links);
}

async function expectInMessenger(page: Page, part: Part): Promise<void> {
  const { text, agentName, said } = part;
  const sight = await readMessenger(page, server.siteKey, part);
  expect.soft(strangeIn(sight), text).toEqual([]);
  expect.soft(wordsOf(sight.said)).toEqual(wordsOf(said));
  expect.soft(sight).toMatchObject({
    said: said.map(({ isEdited }) => ({ isEdited })),
    head: [agentName, 'Our team'],
    speaker: agentName,
    events: [`${agentName} joined the conversation`],
  });
  links.push(...sight.links);
}

/** A text without what may be the marks of its formatting, and the line ends that lists take. */
const unmarked = (text: string): string =>
  text.replaceAll(/^\s*([-•*]|\d{1,3}[.)])\s+/gm, '').replaceAll(/[*_`\n]/g, '');
const wordsOf = (all: readonly { text: string }[]) => all.map((it) => unmarked(it.text));

/** What the visitor's browser told of itself, beside the conversation. */
function expectFacts({ facts }: ConversationSight, { context, text }: Part): void {
  const { page, title, referrer, locale, timeZone } = context;
  expectAddress(facts['Current page'], page || title || 'Unknown', title);
  expectAddress(facts['Came from'], referrer || 'Directly, or unknown', '');
  expect.soft(facts.Language?.aside, text).toBe(locale && ` · ${locale}`);
  expect.soft(facts['Local time']?.aside, text).toBe(timeZone && ` · ${timeZone.replaceAll('_', ' ')}`);
  // Read for names that we know, and never shown.
  expect.soft(facts.Browser?.text).toMatch(/^(Unknown|[A-Z][a-z]+ \d+)$/);
  expect.soft(facts.System?.text).toMatch(/^(Unknown|[A-Za-z]+( \d+)?)$/);
}

/** A link with the page's title above it, or else the words as they are. */
function expectAddress(fact: Fact | undefined, words: string, title: string): void {
  if (fact?.link) expect.soft(fact.aside).toBe(title);
  else expect.soft(fact?.text).toBe(words);
}
