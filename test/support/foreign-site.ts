import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { root } from '../../selfhost/settings.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
};

export interface ForeignSite {
  origin: string;
  close(): Promise<void>;
}

/** The folder of an installed npm package. */
export const packageFolder = (name: string): string => join(root, 'node_modules', name);

/** Serves a folder that we did not write, unmodified but for one tag before `</body>` (none if empty). */
export async function serveForeignSite(folder: string, tag: string): Promise<ForeignSite> {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const file = join(folder, path);
    if (!(await stat(file).catch(() => null))?.isFile()) return response.writeHead(404).end();
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    if (extname(file) !== '.html') return createReadStream(file).pipe(response);
    const page = await readFile(file, 'utf8');
    const end = page.lastIndexOf('</body>');
    response.end(end < 0 ? page + tag : page.slice(0, end) + tag + page.slice(end));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    origin: `http://localhost:${typeof address === 'object' ? address?.port : 0}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
