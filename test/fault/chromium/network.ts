/** A shop whose way to the backend is in our hands: its tag names the proxy, so script, HTTP and sockets go through it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from '../../support/server.ts';
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts';

export interface Network {
  readonly server: Server;
  readonly proxy: TcpProxy;
  /** The shop's own origin, which the proxy does not carry. */
  readonly shop: string;
  /** Everything works again. Connections that a fault has damaged stay damaged. */
  mend(): void;
  close(): Promise<void>;
}

export async function openNetwork(server: Server): Promise<Network> {
  const proxy = await startTcpProxy(server.port);
  const tag = `<script async src="${proxy.origin}/porch.js" data-site="${server.siteKey}"></script>`;
  // Small, so that the time goes to what is tested: any path is a page with nothing but the tag.
  const shop = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><html lang="en"><title>Shop</title><h1>Lamps</h1>${tag}`);
  });
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
  const address = shop.address();
  return {
    server,
    proxy,
    shop: `http://localhost:${typeof address === 'object' ? address?.port : 0}`,
    mend() {
      proxy.isDown = false;
      for (const direction of ['up', 'down'] as const) {
        proxy.truncateAfter(direction, Number.POSITIVE_INFINITY);
        proxy.thaw(direction);
      }
    },
    async close() {
      shop.closeAllConnections();
      shop.close();
      await Promise.all([proxy.close(), once(shop, 'close')]);
    },
  };
}
