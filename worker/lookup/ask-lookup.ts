/** Asks the owner's address about a person. Rules LKP-2 and LKP-3 of docs/SPEC.md. */
import { createHmac } from 'node:crypto';
import { LOOKUP, type LookupTrial, lookupCards } from '../../protocol/lookup.ts';
import { parseJson, ShapeError } from '../../protocol/shape.ts';

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
  /** Nobody is looked at: an admin tries the address. */
  isTrial?: true;
}

const SIGNATURE_HEADER = 'porchlight-signature';

/** Never throws: what went wrong is said. */
export async function askLookup(url: URL, secret: string, question: LookupQuestion): Promise<LookupTrial> {
  const body = JSON.stringify(question);
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const answered = await fetch(url, {
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
  }).then(readAnswer, unanswered);
  if (answered.is === 'failed') console.warn('a look-up failed', answered.because, answered.detail);
  return answered;
}

async function readAnswer(response: Response): Promise<LookupTrial> {
  try {
    if (response.status !== 200) {
      await response.body?.cancel();
      return failed('status', `${response.status}`);
    }
    const said = await textOf(response);
    if (said === null) return failed('too-long');
    return { is: 'answered', cards: parseJson(lookupCards, said).cards };
  } catch (error) {
    return error instanceof ShapeError ? failed('shape', error.message.slice(0, 100)) : unanswered(error);
  }
}

const unanswered = (error: unknown): LookupTrial =>
  failed(error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable');

const failed = (because: Extract<LookupTrial, { is: 'failed' }>['because'], detail = ''): LookupTrial => ({
  is: 'failed',
  because,
  detail,
});

/** Null when it is longer than it may be; no more is read then. */
async function textOf(response: Response): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > LOOKUP.bytes) return null;
    parts.push(part);
  }
  return new Blob(parts).text();
}
