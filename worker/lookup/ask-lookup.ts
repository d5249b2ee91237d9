/** Asks the owner's address about a person. Rules LKP-2 and LKP-3 of docs/SPEC.md. */
import { createHmac } from 'node:crypto';
import { LOOKUP, type LookupCard, lookupCards } from '../../protocol/lookup.ts';
import { parseJson } from '../../protocol/shape.ts';

export interface LookupQuestion {
  visitor: string;
  /** Name and address: what they said, or the page. */
  email: string | null;
  /** Whether the page has proven it. */
  isEmailVerified: boolean;
  name: string | null;
  /** Who they are to the site, proven. */
  userId: string | null;
  workspace: string;
  /** Milliseconds since 1970. */
  at: number;
}

const SIGNATURE_HEADER = 'porchlight-signature';

/** @returns null when there was no answer in time, or not one as agreed. */
export async function askLookup(
  url: URL,
  secret: string,
  question: LookupQuestion,
): Promise<LookupCard[] | null> {
  const body = JSON.stringify(question);
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        [SIGNATURE_HEADER]: `sha256=${signature}`,
      },
      body,
      // Another address may be one that must not be called.
      redirect: 'manual',
      signal: AbortSignal.timeout(LOOKUP.timeoutMs),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      return null;
    }
    return parseJson(lookupCards, await textOf(response)).cards;
  } catch (error) {
    console.warn('a look-up failed', error instanceof Error ? error.message : error);
    return null;
  }
}

/** @throws when it is longer than it may be, after as much has come. */
async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > LOOKUP.bytes) throw new Error('the answer is too long');
    parts.push(part);
  }
  return new Blob(parts).text();
}
