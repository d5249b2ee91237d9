/** Session cookies and sign-in links name the account they belong to, so no table leads from a token to its object. */
import { createHash } from 'node:crypto';

export interface Secret {
  /** Name of the Account object. */
  account: string;
  secret: string;
}

/** Addresses are compared without case and surrounding space. */
export const normaliseEmail = (email: string): string => email.trim().toLowerCase();

/** The name of an address's Account object. Hashed, so that ids and cookies don't carry addresses around. */
export const accountKey = (email: string): string =>
  createHash('sha256').update(normaliseEmail(email)).digest('base64url');

export const writeSecret = ({ account, secret }: Secret): string => `${account}.${secret}`;

export function parseSecret(value: string): Secret | null {
  const match = /^([\w-]{43})\.([0-9a-z]{32})$/.exec(value);
  return match ? { account: match[1] as string, secret: match[2] as string } : null;
}
