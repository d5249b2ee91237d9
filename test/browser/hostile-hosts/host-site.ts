import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { packageFolder } from '../../support/foreign-site.ts';
import { headerFor } from './documented-pages.ts';
import { type HostPage, htmlOf } from './host-page.ts';

/** Answers everything from its cache, as eager ones do, and asks the network for the rest. */
const SERVICE_WORKER = `
addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => event.respondWith(answer(event.request)))
async function answer(request) {
  const cached = await caches.match(request)
  if (cached) return cached
  const response = await fetch(request)
  if (request.method === 'GET') (await caches.open('all')).put(request, response.clone())
  return response
}`;

export interface HostSite {
  urlOf(host: HostPage): string;
  close(): Promise<void>;
}

/** One site with every host page. Below a page's own address there is nothing but that page, and what it is framed by. */
export async function serveHosts(
  hosts: readonly HostPage[],
  backend: string,
  tag: string,
): Promise<HostSite> {
  const paths = new Map(hosts.map((host, index) => [`/${index}`, host]));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, name = '', rest] = /^(\/[^/]+)(\/.*)?$/.exec(pathname) ?? [];
    const send = (type: string, text: string) => response.setHeader('content-type', type).end(text);
    if (name === '/npm')
      return createReadStream(packageFolder(`.${rest}`)).pipe(
        response.setHeader('content-type', 'text/javascript'),
      );
    if (name === '/service-worker.js') return send('text/javascript', SERVICE_WORKER);
    const host = paths.get(name);
    if (!host) return response.writeHead(404).end();
    if (host.frame !== undefined && rest !== '/framed')
      return send(
        'text/html',
        `<!doctype html><iframe ${host.frame} src="${name}/framed" style="position:fixed;inset:0;width:100%;height:100%;border:0"></iframe>`,
      );
    response.setHeader('content-type', 'text/html; charset=utf-8');
    for (const [header, value] of Object.entries(host.headers ?? {}))
      response.setHeader(header, headerFor(backend, value));
    response.end(htmlOf(host, tag));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://localhost:${typeof address === 'object' ? address?.port : 0}`;
  return {
    urlOf: (host) => `${origin}/${hosts.indexOf(host)}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
