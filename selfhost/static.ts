// Serves dist/assets inside workerd, in the place of Cloudflare's static assets (binding ASSETS). workerd's disk
// service knows neither types nor caching; the headers come from the `_headers` file that Cloudflare reads too.
import { contentType } from './content-type.ts';
import { matchingHeaders, parseHeaderRules } from './header-rules.ts';

interface Env {
  FILES: Fetcher;
  HEADER_RULES: string;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response('Method not allowed', { status: 405, headers: { allow: 'GET, HEAD' } });
    }
    const { pathname } = new URL(request.url);
    const path = filePath(pathname);
    const wantsBrotli = acceptsBrotli(request.headers.get('accept-encoding'));
    const file = path && (await readFile(env.FILES, path, wantsBrotli));
    if (!file) return new Response('Not found', { status: 404, headers: { 'cache-control': 'no-store' } });

    const headers = new Headers({
      'cache-control': 'public, max-age=0, must-revalidate',
      'content-type': contentType(path),
      etag: await entityTag(file.bytes),
      vary: 'Accept-Encoding',
      ...matchingHeaders(parseHeaderRules(env.HEADER_RULES), pathname),
    });
    if (file.isBrotli) headers.set('content-encoding', 'br');
    if (isCurrent(request.headers.get('if-none-match'), headers.get('etag'))) {
      return new Response(null, { status: 304, headers });
    }
    // Manual: the bytes are compressed already, by the build.
    return new Response(request.method === 'HEAD' ? null : file.bytes, { headers, encodeBody: 'manual' });
  },
} satisfies ExportedHandler<Env>;

/** Undefined for what is no asset: other characters, hidden files, and those the build made for the server. */
function filePath(pathname: string): string | undefined {
  if (!/^(\/[a-z0-9-][\w.-]*)+\/?$/i.test(pathname) || pathname.endsWith('.br')) return undefined;
  // A folder means its page: /console is /console/index.html.
  return /\.\w+$/.test(pathname) ? pathname : `${pathname.replace(/\/$/, '')}/index.html`;
}

async function readFile(files: Fetcher, path: string, wantsBrotli: boolean) {
  for (const isBrotli of wantsBrotli ? [true, false] : [false]) {
    const answer = await files.fetch(`http://files${path}${isBrotli ? '.br' : ''}`);
    // The disk service lists folders as JSON; every file is octet-stream to it.
    if (answer.ok && answer.headers.get('content-type') === 'application/octet-stream') {
      return { isBrotli, bytes: await answer.arrayBuffer() };
    }
    await answer.body?.cancel();
  }
  return undefined;
}

function acceptsBrotli(accepted: string | null): boolean {
  return /(^|[,\s])br\s*($|,|;(?!\s*q=0(\.0*)?\s*($|,)))/.test(accepted ?? '');
}

/** From the bytes that are sent, so the compressed and the plain variant have different strong tags. */
async function entityTag(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes), 0, 16);
  return `"${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}"`;
}

function isCurrent(ifNoneMatch: string | null, etag: string | null): boolean {
  if (!ifNoneMatch || !etag) return false;
  const known = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}
