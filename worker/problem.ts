/** Errors as RFC 9457 problem details. `detail` says what to do; stacks and causes stay in the log. */

import type { Problem } from '../protocol/api.ts';
import { type ErrorCode, HTTP_STATUS } from '../protocol/codes.ts';

const TITLES: Record<ErrorCode, string> = {
  bad_frame: 'The request cannot be read',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  unsupported_version: 'Unsupported protocol version',
  rate_limited: 'Too many requests',
  too_large: 'Too large',
  unsupported_media: 'This kind of file is not taken',
  quota_exceeded: 'No room left',
  overloaded: 'Overloaded',
  goaway: 'Restarting',
  overtaken: 'The visitor has written meanwhile',
  cid_conflict: 'This cid was used for something else',
  blocked: 'Blocked',
  conversation_closed: 'The conversation is closed',
};

/** Thrown by guards and handlers, turned into an answer by the app. */
export class ProblemError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, detail: string, retryAfterMs?: number) {
    super(detail);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export function problemResponse({ code, message, retryAfterMs }: ProblemError): Response {
  const body: Problem = {
    type: `urn:porchlight:problem:${code}`,
    title: TITLES[code],
    status: HTTP_STATUS[code],
    detail: message,
    code,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  const headers = new Headers({ 'content-type': 'application/problem+json' });
  if (retryAfterMs !== undefined) headers.set('retry-after', String(Math.ceil(retryAfterMs / 1000)));
  return new Response(JSON.stringify(body), { status: body.status, headers });
}

/** What is not yours and what does not exist look the same. */
export const notFound = (): ProblemError => new ProblemError('not_found', 'There is nothing here for you.');

/** The client went away, or its chunks are none. */
export const bodyMissing = (): ProblemError =>
  new ProblemError('bad_frame', 'The body did not arrive whole.');
