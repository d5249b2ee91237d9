/** What the loader reads before it draws: the texts of one language, and how the owner wants the messenger to look. */
import { workspaceOf } from '../../protocol/ids.ts';
import type { AppContext } from '../auth/access.ts';
import { type Env, workspaceStub } from '../env.ts';
import { notFound } from '../problem.ts';
import { languageFile } from '../site/language-file.ts';
import { moduleText } from '../site/look-module.ts';
import { type BuiltTexts, withOwnTexts } from '../site/own-texts.ts';
import { siteParameter } from './site-parameter.ts';

/**
 * GET /api/sites/:site/look/:language, the language being `de-at.js` for `de-AT`. Out: a JavaScript module, `default`
 * the texts (English for a language that we don't have) and `look` the owner's settings. Kept for a minute. Errors:
 * not_found.
 */
export async function showLook(c: AppContext): Promise<Response> {
  const site = siteParameter(c);
  const tag = /^(.+)\.js$/.exec(c.req.param('language') ?? '')?.[1];
  if (tag === undefined) throw notFound();
  const owned = await workspaceStub(c.env, workspaceOf(site)).look(site);
  if (!owned) throw notFound();
  const { texts, ...look } = owned;
  const built = await builtTexts(c.env, languageFile(tag));
  const body = moduleText(withOwnTexts(built, texts), look);
  const etag = await entityTag(body);
  const headers = {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=60',
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    etag,
    // The runtime compresses what is marked so.
    ...(/\bbr\b/.test(c.req.header('accept-encoding') ?? '') && { 'content-encoding': 'br' }),
  };
  const isKnown = c.req.header('if-none-match')?.includes(etag);
  return isKnown ? c.body(null, 304, headers) : c.body(body, 200, headers);
}

/** A language's texts as the build left them. */
async function builtTexts({ ASSETS }: Env, name: string): Promise<BuiltTexts> {
  for (const file of [name, 'en']) {
    const answer = await ASSETS.fetch(`http://assets/words/${file}.json`);
    if (answer.ok) return answer.json();
    await answer.body?.cancel();
  }
  throw new Error('the build has no texts');
}

async function entityTag(body: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
  return `W/"${Buffer.from(digest, 0, 16).toString('base64url')}"`;
}
