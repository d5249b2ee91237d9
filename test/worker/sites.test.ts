/** Sites as their owner sets them, and what of it reaches a visitor's page. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ticketResponse } from '../../protocol/api.ts';
import { LOOK_BYTES } from '../../protocol/look.ts';
import { SITES_COUNT, site, sites } from '../../protocol/sites.ts';
import { newId } from '../../worker/new-id.ts';
import { makeVisitor, makeWorkspace, ORIGIN, ok, openConversation, request, SHOP } from './front-door.ts';

let workspace: Awaited<ReturnType<typeof makeWorkspace>>;
beforeEach(async () => {
  workspace = await makeWorkspace();
});

const path = () => `/api/workspaces/${workspace.id}/sites`;
const change = (body: unknown, key = workspace.siteKey) =>
  request(`${path()}/${key}`, { method: 'PATCH', cookie: workspace.owner.cookie, body });
const add = (name: string) => request(path(), { cookie: workspace.owner.cookie, body: { name } });
const listed = async () => (await ok(sites, request(path(), { cookie: workspace.owner.cookie }))).sites;

/** The module as a page gets it, and its exports. The runtime runs no text, so both literals are read as JSON. */
async function moduleFor(tag: string, key = workspace.siteKey) {
  const text = await (await request(`/api/sites/${key}/look/${tag}.js`, { origin: SHOP })).text();
  const [, texts = '', look = ''] = /^export default (.*);export const look=(.*);\n$/.exec(text) ?? [];
  return { text, texts: JSON.parse(texts), look: JSON.parse(look) };
}

describe('[LOK-2] the look of a site', () => {
  const LOOK = {
    color: '#7a1f5c',
    colorScheme: 'dark',
    position: 'left',
    offsetX: '24px',
    offsetY: '10.5vh',
    zIndex: 5,
    launcherIcon: 'wave',
    hideLauncher: false,
    hideOnPages: '/checkout /legal',
    hideOnPhones: true,
    launcher: 'a[href="#chat"]',
    askFirst: 'name email',
    quickReplies: ['Where is my lamp?'],
  };

  it('is nothing at first, is kept as a whole, and reaches every page', async () => {
    expect(await listed()).toEqual([{ site: workspace.siteKey, name: 'Lamps', origins: [], look: {} }]);
    expect((await moduleFor('en')).look).toEqual({});
    const changed = await ok(site, change({ look: LOOK }));
    expect(changed).toEqual({ site: workspace.siteKey, name: 'Lamps', origins: [], look: LOOK });
    expect(await listed()).toEqual([changed]);
    expect((await moduleFor('en')).look).toEqual(LOOK);
    // Another change leaves it; another look replaces it.
    await ok(site, change({ name: 'Lanterns' }));
    expect((await moduleFor('de')).look).toEqual(LOOK);
    await ok(site, change({ look: { color: '#000000' } }));
    expect((await moduleFor('de')).look).toEqual({ color: '#000000' });
  });

  it('has the owner’s own words in the place of ours, in their language only', async () => {
    const texts = {
      en: { greeting: 'Good evening!' },
      nb: { greeting: 'God kveld!' },
      'zh-Hant': { greeting: '晚安' },
    };
    await ok(site, change({ look: { texts } }));
    const greetingIn = async (tag: string) => (await moduleFor(tag)).texts.greeting;
    expect(await greetingIn('en-gb')).toBe('Good evening!');
    expect(await greetingIn('no')).toBe('God kveld!');
    expect(await greetingIn('zh-tw')).toBe('晚安');
    expect(await greetingIn('zh-cn')).not.toBe('晚安');
    expect(await greetingIn('de')).toBe('Hallo! Wie können wir helfen?');
    expect((await moduleFor('en')).look).toEqual({});
    expect((await moduleFor('en')).texts.send).toBe('Send');
  });

  it('with one word for what has forms by number stands for all of them', async () => {
    await ok(site, change({ look: { texts: { en: { repliesInDays: 'Soon' } } } }));
    expect((await moduleFor('en')).texts.repliesInDays).toEqual({ other: 'Soon' });
  });

  it('may name texts that there are none of: nothing comes of it', async () => {
    const before = (await moduleFor('en')).texts;
    await ok(site, change({ look: { texts: { en: { constructor: 'x', toString: 'x', newer: 'x' } } } }));
    expect((await moduleFor('en')).texts).toEqual(before);
  });

  it('is inert wherever the script is put', async () => {
    const nasty = '</script><script>alert(1)</script>\u2028\u2029<!--`$&`\\\'";export default 1//';
    const look = { launcher: nasty, hideOnPages: nasty, quickReplies: [nasty.slice(0, 60)] };
    await ok(site, change({ look: { ...look, texts: { en: { greeting: nasty, lang2: nasty } } } }));
    const written = await moduleFor('en');
    expect(written.text).not.toMatch(/[<\u2028\u2029]/);
    expect(written.text.split('\n')).toHaveLength(2);
    expect(written.look).toEqual(look);
    expect(written.texts.greeting).toBe(nasty);
  });

  it.each([
    [{ color: 'red' }, 'look.color'],
    [{ color: '#fff' }, 'look.color'],
    [{ color: 'url(https://evil.example)' }, 'look.color'],
    [{ color: '#000000;background:url(//evil.example)' }, 'look.color'],
    [{ color: '#000000\n' }, 'look.color'],
    [{ offsetX: 'calc(1px)' }, 'look.offsetX'],
    [{ offsetY: '-5px' }, 'look.offsetY'],
    [{ zIndex: '5' }, 'look.zIndex'],
    [{ position: 'top' }, 'look.position'],
    [{ launcherIcon: '<svg>' }, 'look.launcherIcon'],
    [{ hideOnPhones: 'true' }, 'look.hideOnPhones'],
    [{ askFirst: 'password' }, 'look.askFirst'],
    [{ quickReplies: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, 'look.quickReplies'],
    [{ quickReplies: [''] }, 'look.quickReplies[0]'],
    [{ texts: { de: { lang: 'xx' } } }, 'look.texts.de: each key'],
    [{ texts: { de: { dir: 'rtl' } } }, 'look.texts.de: each key'],
    [{ texts: { de: { greeting: 7 } } }, 'look.texts.de.greeting'],
    [{ texts: { de: { greeting: '' } } }, 'look.texts.de.greeting'],
    [{ texts: { deutsch: {} } }, 'look.texts: each key'],
    [{ texts: [] }, 'look.texts'],
    ['{"texts":{"__proto__":{"greeting":"x"}}}', 'look.texts: each key'],
    ['{"texts":{"de":{"__proto__":"x"}}}', 'look.texts.de: each key'],
    [[], 'look'],
  ])('may not be %j, and says why', async (look, field) => {
    const body = typeof look === 'string' ? `{"look":${look}}` : { look };
    const response = await change(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'bad_frame',
      detail: expect.stringContaining(`: ${field} must be`),
    });
    expect((await listed())[0]?.look).toEqual({});
  });

  it('takes no field that it does not know', async () => {
    await ok(
      site,
      change('{"look":{"onload":"alert(1)","__proto__":{"color":"#000000"},"standalone":true}}'),
    );
    expect((await moduleFor('en')).look).toEqual({});
  });

  it('has 16 KiB at most', async () => {
    const texts = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, 'x'.repeat(1000)]));
    expect((await change({ look: { texts: { de: texts(15) } } })).status).toBe(200);
    const response = await change({ look: { texts: { de: texts(17) } } });
    expect([response.status, await response.json()]).toEqual([
      413,
      expect.objectContaining({ code: 'too_large', detail: expect.stringContaining(`${LOOK_BYTES}`) }),
    ]);
  });
});

describe('[LOK-3] the pages that may use a site', () => {
  const visitFrom = async (origin: string | null, key = workspace.siteKey) => {
    const ids = { conversation: `${workspace.id}-${newId(26)}`, visitor: newId(26), token: newId(32) };
    return (await openConversation(key, ids, { origin })).status;
  };

  it('are all at first, then those that are named, and our own', async () => {
    expect(await visitFrom('https://anywhere.example')).toBe(200);
    const visitor = await makeVisitor(workspace.siteKey);
    await ok(site, change({ origins: [SHOP, 'https://shop.example:8443'] }));
    expect(await visitFrom(SHOP)).toBe(200);
    expect(await visitFrom('https://shop.example:8443')).toBe(200);
    expect(await visitFrom('https://shop.example')).toBe(403);
    expect(await visitFrom('https://anywhere.example')).toBe(403);
    expect(await visitFrom('null')).toBe(403);
    expect(await visitFrom(null)).toBe(403);
    expect(await visitFrom(ORIGIN), '/to/KEY').toBe(200);
    // Who has begun elsewhere does not go on there.
    const renew = (origin: string) =>
      request(`/api/conversations/${visitor.conversation}/ticket`, {
        bearer: visitor.token,
        origin,
        body: {},
      });
    expect((await renew('https://anywhere.example')).status).toBe(403);
    await ok(ticketResponse, renew(SHOP));
    await ok(site, change({ origins: [] }));
    expect(await visitFrom('https://anywhere.example')).toBe(200);
  });

  it.each([
    `https://${'a'.repeat(300)}.example`,
    'shop.example',
    'https://shop.example/',
    'https://shop.example/cart',
    '*',
    'https://*.shop.example',
    'javascript:alert(1)',
    'null',
    'https://a b',
  ])('are not named %s', async (origin) => {
    expect((await change({ origins: [origin] })).status).toBe(400);
  });
});

describe('[LOK-4] sites', () => {
  it('are added, renamed, and each has its own look', async () => {
    const second = await ok(site, add('Wholesale'));
    expect(second.site).toMatch(new RegExp(`^${workspace.id}-[0-9a-z]{8}$`));
    await ok(site, change({ name: 'Trade', look: { color: '#112233' } }, second.site));
    expect(await listed()).toMatchObject([
      { name: 'Lamps', look: {} },
      { site: second.site, name: 'Trade', look: { color: '#112233' } },
    ]);
    expect((await moduleFor('en')).look).toEqual({});
    expect((await moduleFor('en', second.site)).look).toEqual({ color: '#112233' });
    expect(await (await request(`/to/${second.site}`)).text()).toContain('<title>Trade</title>');
  });

  it('have a name', async () => {
    expect((await add('')).status).toBe(400);
    expect((await add('x'.repeat(81))).status).toBe(413);
    expect((await change({ name: '' })).status).toBe(400);
  });

  it('that are not there, or another’s, are not changed', async () => {
    const other = await makeWorkspace();
    for (const key of [`${workspace.id}-${newId(8)}`, other.siteKey, 'x'])
      expect((await change({ name: 'Mine' }, key)).status).toBe(404);
  });

  it(`are ${SITES_COUNT} at most`, async () => {
    for (let count = 1; count < SITES_COUNT; count += 1) expect((await add('One more')).status).toBe(200);
    const response = await add('One too many');
    expect([response.status, await response.json()]).toEqual([
      413,
      expect.objectContaining({ code: 'quota_exceeded' }),
    ]);
  });
});
