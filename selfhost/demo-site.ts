import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { contentType } from './content-type.ts';
import { root } from './settings.ts';

export interface SiteOptions {
  folder: string;
  port: number;
  hosts: string[];
  /** The demo's placeholders; a test's script tag. */
  rewriteHtml(html: string): string;
}

export interface DemoOptions {
  port: number;
  hosts: string[];
  origin: string;
  siteKey: string;
}

/** The demo shop, with this deployment's address and site key in its one script tag. */
export function serveDemo({ port, hosts, origin, siteKey }: DemoOptions): Promise<Server[]> {
  const rewriteHtml = (html: string) =>
    html.replaceAll('%PORCHLIGHT_ORIGIN%', origin).replaceAll('%PORCHLIGHT_SITE%', siteKey);
  return serveSite({ folder: join(root, 'demo'), port, hosts, rewriteHtml });
}

/** A customer's site: a folder of files on an origin of its own. It knows nothing of Porchlight. */
export async function serveSite({ folder, port, hosts, rewriteHtml }: SiteOptions): Promise<Server[]> {
  const servers = hosts.map((host) => {
    const server = createServer(async (request, response) => {
      // A browser asks for paths only; what else is asked may not even be an address, as `//`.
      const url = URL.parse(request.url ?? '/', 'http://site');
      if (!url) return void response.writeHead(400).end();
      const found = await readSiteFile(folder, url.pathname);
      const type = contentType(found?.path ?? '.html');
      response.writeHead(found ? 200 : 404, { 'content-type': type, 'cache-control': 'no-cache' });
      if (!found) response.end('<!doctype html><title>Not found</title><p>There is no such page.</p>');
      else if (type.startsWith('text/html')) response.end(rewriteHtml(found.content.toString('utf8')));
      else response.end(found.content);
    });
    server.listen({ port, host });
    return server;
  });
  await Promise.all(servers.map((server) => once(server, 'listening')));
  return servers;
}

/** `/` and `/cart/` mean their index.html, `/cart` means cart.html. */
async function readSiteFile(folder: string, pathname: string) {
  // `normalize` keeps `..` inside: after it an absolute path has none left.
  const path = normalize(decodeSafely(pathname));
  const candidates = path.endsWith('/')
    ? [`${path}index.html`]
    : extname(path)
      ? [path]
      : [`${path}.html`, path];
  for (const candidate of candidates) {
    const content = await readFile(join(folder, candidate)).catch(() => undefined);
    if (content) return { path: candidate, content };
  }
  return undefined;
}

function decodeSafely(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
