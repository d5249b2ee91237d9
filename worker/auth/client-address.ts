/**
 * The visitor's network address, for counting attempts. On Cloudflare a header that nobody else can set. Under workerd
 * the peer's own address; if that is this very machine, the peer is a reverse proxy, and it says whom it serves in the
 * last entry of X-Forwarded-For. Without that entry the address says nothing about anybody: null, and nothing is
 * counted against it. Decision record 0005.
 */
import type { Context } from 'hono';

export function clientAddress(c: Context): string | null {
  const fromCloudflare = c.req.header('cf-connecting-ip');
  if (fromCloudflare) return networkOf(fromCloudflare);
  const peer = peerAddress(c.req.raw);
  if (peer && !isLoopback(peer)) return networkOf(peer);
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
  return forwarded ? networkOf(forwarded) : null;
}

/** workerd gives the peer as `127.0.0.1:54321` or `[::1]:54321`. */
function peerAddress(request: Request): string | null {
  const clientIp = (request.cf as { clientIp?: unknown } | undefined)?.clientIp;
  if (typeof clientIp !== 'string') return null;
  return clientIp.replace(/^\[(.*)\]:\d+$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
}

const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address);

/** What counts as one address: an IPv4 address, or the /64 that one household has in IPv6. Null for nonsense. */
export function networkOf(address: string): string | null {
  const v4 = address.replace(/^::ffff:/i, '');
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(v4)) return v4;
  if (!/^[\da-f:]{2,39}$/i.test(address) || address.split('::').length > 2) return null;
  const [left = '', right] = address.toLowerCase().split('::');
  const groups = left.split(':').filter(Boolean);
  const tail = right?.split(':').filter(Boolean) ?? [];
  const missing = 8 - groups.length - tail.length;
  if (right === undefined ? missing !== 0 : missing < 1) return null;
  const full = [...groups, ...Array<string>(missing).fill('0'), ...tail];
  return `${full
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
