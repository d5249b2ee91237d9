/**
 * Passwords, hashed with scrypt (RFC 7914). N = 2^14, r = 8, p = 5 is OWASP's choice for 16 MiB of memory; an object has
 * 128 MiB for everything (cheatsheetseries.owasp.org, Password Storage). PBKDF2 in the runtime's WebCrypto stops at
 * 100,000 iterations.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const COST = { N: 2 ** 14, r: 8, p: 5, maxmem: 64 * 1024 * 1024 };
const KEY_BYTES = 32;

const derive = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, COST, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/** @returns `scrypt$SALT$KEY`, both base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64url')}$${(await derive(password, salt)).toString('base64url')}`;
}

/** @param stored null when there is no password: as much work is done, so that the time taken tells nothing. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const [, salt = '', key = ''] = (stored ?? '').split('$');
  const derived = await derive(password, Buffer.from(salt, 'base64url'));
  const expected = Buffer.from(key, 'base64url');
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}
