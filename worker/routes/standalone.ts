/** The messenger as a page of its own, for links in e-mails, profiles and public replies. */
import { html } from 'hono/html';
import { siteKey, workspaceOf } from '../../protocol/ids.ts';
import type { AppContext } from '../auth/access.ts';
import { workspaceStub } from '../env.ts';
import { notFound } from '../problem.ts';

/** Everything comes from here, as on the strictest of customers' pages (docs/CSP.md). */
const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** GET /to/:site. Out: a page (HTML) that is the messenger. Errors: not_found. */
export async function showStandalone(c: AppContext): Promise<Response> {
  const key = siteKey(c.req.param('site') ?? '', 'site');
  const site = await workspaceStub(c.env, workspaceOf(key)).site(key);
  if (!site) throw notFound();
  c.header('content-security-policy', POLICY);
  c.header('referrer-policy', 'no-referrer');
  c.header('x-content-type-options', 'nosniff');
  c.header('cache-control', 'public, max-age=60');
  return c.html(html`<!doctype html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${site.name}</title>
<noscript>${site.name}: this chat needs JavaScript.</noscript>
<script async src="/porch.js" data-site="${key}" data-standalone="true" data-hide-launcher="true" data-push-worker="/visitor-push.js"></script>
`);
}
