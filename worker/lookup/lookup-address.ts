/** Which addresses the server may be made to call. Pure. What this does not prevent stands in docs/THREATS.md. */

/** Names that lead to the machine itself or its neighbours wherever they are resolved. */
const INNER_NAMES = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa)$/;

/**
 * @param isOnLoopback whether the server itself is used on the machine it runs on: then that machine is no secret.
 * @returns the address in its one spelling; null when it may not be called.
 */
export function lookupAddress(claimed: string, isOnLoopback: boolean): URL | null {
  if (!URL.canParse(claimed)) return null;
  const url = new URL(claimed);
  if (url.username || url.password) return null;
  // URL has made one spelling of 0x7f.1, 2130706433 and such.
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  if (isLoopback(host)) return isOnLoopback && /^https?:$/.test(url.protocol) ? url : null;
  return url.protocol === 'https:' && isPublic(host) ? url : null;
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

function isPublic(host: string): boolean {
  if (host.startsWith('[')) return isPublicIPv6(host.slice(1, -1));
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return isPublicIPv4(host.split('.').map(Number));
  return host.includes('.') && !INNER_NAMES.test(host);
}

function isPublicIPv4([a = 0, b = 0, c = 0]: number[]): boolean {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 100 && b >= 64 && b < 128) return false;
  if (a === 169 && b === 254) return false;
  if (a === 172 && b >= 16 && b < 32) return false;
  if (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)))) return false;
  return !(a === 198 && (b === 18 || b === 19));
}

/** Global unicast only, and of that not what carries an IPv4 address in it (Teredo, 6to4). */
const isPublicIPv6 = (address: string): boolean =>
  /^[23][0-9a-f]{3}:/.test(address) && !/^(2002:|2001:(0?:|0:))/.test(address);
