/** The messenger as the console shows it while its owner changes how it looks. */
import { html } from 'hono/html';
import { workspaceOf } from '../../protocol/ids.ts';
import type { AppContext } from '../auth/access.ts';
import { workspaceStub } from '../env.ts';
import { notFound } from '../problem.ts';
import { siteParameter } from './site-parameter.ts';

/**
 * GET /to/:site/preview. Out: a page (HTML) for a frame in the console: without origin or storage, and its policy lets it
 * ask for the site's name only, so no conversation ever begins there. Errors: not_found.
 */
export async function showPreview(c: AppContext): Promise<Response> {
  const key = siteParameter(c);
  const site = await workspaceStub(c.env, workspaceOf(key)).site(key);
  if (!site) throw notFound();
  const { origin } = new URL(c.req.url);
  c.header(
    'content-security-policy',
    [
      "default-src 'none'",
      // Without an origin there is no 'self'.
      `script-src ${origin}`,
      `connect-src ${origin}/api/sites/${key}`,
      `img-src ${origin}/api/photos/`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
      'sandbox allow-scripts',
    ].join('; '),
  );
  c.header('referrer-policy', 'no-referrer');
  c.header('x-content-type-options', 'nosniff');
  c.header('cache-control', 'no-store');
  return c.html(html`<!doctype html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${site.name}</title>
<script type="module" src="${origin}/preview.js"></script>
<script async src="${origin}/porch.js" data-site="${key}"></script>
`);
}
