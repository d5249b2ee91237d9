import { beforeAll, describe, expect, it } from 'vitest';
import de from '../../widget/locales/de.ts';
import en from '../../widget/locales/en.ts';
import nb from '../../widget/locales/nb.ts';
import zh from '../../widget/locales/zh.ts';
import zhHant from '../../widget/locales/zh-hant.ts';
import { newId } from '../../worker/new-id.ts';
import { makeWorkspace, request, SHOP, type Workspace } from './front-door.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});

const fetchLook = (file: string, headers = {}) =>
  request(`/api/sites/${workspace.siteKey}/look/${file}`, { origin: SHOP, headers });

/** What the two exports hold. The text of a literal that is JSON, too. */
async function lookOf(file: string) {
  const [, texts = '', look = ''] =
    /^export default (.*);export const look=(.*);\n$/.exec(await (await fetchLook(file)).text()) ?? [];
  return { texts: JSON.parse(texts), look: JSON.parse(look) };
}

describe('[LOK-1] the module that the loader imports', () => {
  it.each([
    ['de', de],
    ['de-at', de],
    ['en', en],
    ['no', nb],
    ['zh', zh],
    ['zh-cn', zh],
    ['zh-tw', zhHant],
    ['zh-hant-hk', zhHant],
    ['mt', en],
    ['fil', en],
    ['xx', en],
    ['x'.repeat(300), en],
  ])('speaks %s', async (tag, texts) => {
    expect((await lookOf(`${tag}.js`)).texts).toEqual(texts);
  });

  it('may be read from any site, is kept for a minute, and not sent twice', async () => {
    const response = await fetchLook('de.js');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=60',
      'content-type': 'text/javascript; charset=utf-8',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    const etag = response.headers.get('etag') ?? '';
    expect((await fetchLook('de.js', { 'if-none-match': etag })).status).toBe(304);
    expect((await fetchLook('fr.js', { 'if-none-match': etag })).status).toBe(200);
  });

  it.each(['de', 'de.json', '.js'])('is not %s', async (file) => {
    expect((await fetchLook(file)).status).toBe(404);
  });

  it('is not there for a site that is not', async () => {
    const key = `${workspace.id}-${newId(8)}`;
    expect((await request(`/api/sites/${key}/look/de.js`)).status).toBe(404);
    expect((await request('/api/sites/no-key/look/de.js')).status).toBe(404);
  });
});
