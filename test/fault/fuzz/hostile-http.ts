/** HTTP as an enemy writes it: heads, paths, credentials and bodies that no library would send. */
import { createHmac } from 'node:crypto';
import type { Dice } from './dice.ts';
import type { Doors } from './routes.ts';

/** What the largest body is: eight frames of 64 KiB. */
export const BODY_BYTES = 512 * 1024;

export interface Draft {
  method: string;
  path: string;
  headers: string[];
  body: Buffer;
}

export function bytesOf({ method, path, headers, body }: Draft): Buffer {
  const all = ['host: localhost', 'connection: close', ...headers];
  if (body.length > 0 && !headers.some((line) => /^(content-length|transfer-encoding):/i.test(line)))
    all.push(`content-length: ${body.length}`);
  // A header given later takes the place of an earlier one that may stand only once.
  const head = `${method} ${path} HTTP/1.1\r\n${dedupe(all).join('\r\n')}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

function dedupe(lines: string[]): string[] {
  const nameOf = (line: string) => line.slice(0, Math.max(0, line.indexOf(':'))).toLowerCase();
  return lines.filter(
    (line, index) =>
      !['host', 'connection'].includes(nameOf(line)) ||
      lines.findLastIndex((other) => nameOf(other) === nameOf(line)) === index,
  );
}

export const CONTENT_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  '',
  ';',
  'a/b; charset=utf-7',
];

/** Whatever looks like a credential and is none. */
export function forged(dice: Dice, { secrets, expired, ticket }: Doors): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { aud: dice.word(10), sub: 'x', role: 'agent', name: null, origin: null, exp: 4e9 };
  const sign = (head: object, key: string) => {
    const signed = `${part(head)}.${part(claims)}`;
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
  };
  const token = dice.pick([
    () => '',
    () => dice.word(32),
    () => 'x'.repeat(10_000),
    () => ticket.slice(0, dice.below(ticket.length)),
    () => `${ticket.slice(0, -6)}AAAAAA`,
    () => expired,
    () => sign({ alg: 'HS256' }, 'not the secret'),
    () => `${part({ alg: 'none' })}.${part(claims)}.`,
    // Rightly signed, for somewhere else.
    () => sign({ alg: 'HS256' }, secrets.secret),
    () => sign({ alg: 'HS512' }, secrets.secret),
  ])();
  return dice.pick([
    `authorization: Bearer ${token}`,
    `authorization: Bearer ${token}`,
    `authorization: ${token}`,
    `authorization: Basic ${token}`,
    `cookie: porchlight=${token}`,
    `cookie: porchlight=${'A'.repeat(43)}.${dice.word(32)}`,
    `cookie: porchlight=; porchlight=${token}; __Host-porchlight=${token}`,
    `sec-websocket-protocol: chat.v1, ticket.${token}`,
  ]);
}

const SEGMENTS = [
  '%00',
  '%ff%fe',
  '%E0%A4%A',
  '..',
  '%2e%2e',
  '%2f',
  '',
  'a'.repeat(9_000),
  '__proto__',
  '%252e',
  '\u00e9',
  ':site',
  '*',
];

export function spoilPath(path: string, dice: Dice): string {
  const parts = path.split('/');
  switch (dice.below(6)) {
    case 0:
      return `${path}/${dice.pick(SEGMENTS)}`;
    case 1:
      return `${path}?${dice.pick(['before=', 'before=-1', 'before=NaN', 'before=1e999', `conversation=${'%00'.repeat(900)}`, '&&==?'])}`;
    case 2:
      return path.toUpperCase();
    case 3:
      return `/${path}`;
    default:
      parts[1 + dice.below(parts.length - 1)] = dice.chance(0.6)
        ? dice.pick(SEGMENTS)
        : dice.word(dice.pick([1, 10, 19, 37]));
      return parts.join('/');
  }
}

export const HEADERS: ((dice: Dice) => string)[] = [
  (dice) =>
    `host: ${dice.pick(['', 'a b<>%', '[::', 'evil.example', 'localhost:99999', '%00', '💡', 'x'.repeat(5_000)])}`,
  (dice) =>
    `origin: ${dice.pick(['null', '', 'http://', 'javascript:1', 'http://evil.example', '☃', 'x'.repeat(3_000)])}`,
  (dice) =>
    `x-forwarded-for: ${dice.pick(['', ',', '203.0.113.9', '::', 'x'.repeat(900), '1.2.3.4.5', '::ffff:1.2.3.4', '999.1.1.1'])}`,
  (dice) => `x-forwarded-proto: ${dice.pick(['https', '', 'ht tp://', 'javascript', 'HTTPS, http', '💡'])}`,
  (dice) => `cf-connecting-ip: ${dice.pick(['1.2.3.4', 'x', ''])}`,
  (dice) => `accept-encoding: ${dice.pick(['*;q=nan', 'br;q=0', ',,,', 'gzip, '.repeat(500)])}`,
  (dice) =>
    `x-${dice.word(5)}: ${dice
      .bytes(40)
      .toString('latin1')
      .replace(/[\r\n\0]/g, '')}`,
  (dice) =>
    `x-porchlight-participant: {"role":"agent","id":"${dice.word(5)}","name":null,"isGreeted":true,"until":9}`,
  (dice) => `if-none-match: ${dice.pick(['*', 'W/', '"'])}`,
  (dice) => `expect: ${dice.pick(['100-continue', 'x'])}`,
  (dice) => `range: bytes=${dice.pick(['0-', '-1', '9-1'])}`,
  (dice) => Array.from({ length: 200 }, (_, index) => `x-${index}: ${dice.word(5)}`).join('\r\n'),
];

export function chunked(draft: Draft, dice: Dice): Buffer {
  const size = dice.chance(0.3) ? BODY_BYTES + 1 : 0;
  const body = Buffer.concat([draft.body, Buffer.alloc(size, ' ')]);
  const length = dice.pick([
    body.length.toString(16),
    'zz',
    '-1',
    '',
    'ffffffffffffffffff',
    `${body.length.toString(16)};ext=1`,
  ]);
  draft.headers.push('transfer-encoding: chunked');
  const end = dice.pick(['\r\n0\r\n\r\n', '0\r\n', '', '\r\n0\r\nx: y\r\n\r\n']);
  const head = bytesOf({ ...draft, body: Buffer.alloc(0) });
  return Buffer.concat([head, Buffer.from(`${length}\r\n`), body, Buffer.from(end)]);
}

/** CONNECT is left out: the platform answers it by itself, and a browser or proxy never passes it on. */
export function malformed(bytes: Buffer, dice: Dice): Buffer {
  const text = bytes.toString('latin1');
  const changed = dice.pick<() => string>([
    () => text.replace('HTTP/1.1', dice.pick(['HTTP/2.0', 'HTTP/1.0', 'HTTP/9', '', 'HTTP/1.1 x'])),
    () => text.replace('host: localhost\r\n', ''),
    () => text.replace('\r\n', '\r\n: nameless\r\n'),
    () => text.replace('\r\n', '\r\nwithout colon\r\n'),
    () => text.replace('\r\n', '\r\n folded: x\r\n'),
    () => text.replace('\r\n', '\r\ncontent-length: -1\r\n'),
    () => text.replace('\r\n', '\r\ncontent-length: 5\r\ncontent-length: 6\r\n'),
    () => text.replace('\r\n', '\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n'),
    () => text.replace('\r\n', `\r\nx: a\0b\r\n`),
    () => text.replace('\r\n', `\r\nx: ${'y'.repeat(dice.pick([100_000, 1_500_000]))}\r\n`),
    () => text.replaceAll('\r\n', '\n'),
    () => text.replace(/^\w+ /, dice.pick(['FOO ', 'get ', '', 'GET  ', '\0 '])),
    () =>
      text.replace(
        /^(\w+) \S+/,
        `$1 ${dice.pick(['*', 'api/me', 'http://evil.example/api/me', `/${'a'.repeat(100_000)}`, '/\t/', '//', '/#x'])}`,
      ),
    () => text.slice(0, dice.below(text.length)),
    () => dice.bytes(1 + dice.below(200)).toString('latin1'),
  ])();
  return Buffer.from(changed, 'latin1');
}
