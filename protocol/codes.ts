/** The closed list of what can go wrong, as codes. Clients act on the code and show their own words. */
export const ERROR_CODES = [
  'bad_frame',
  'unauthenticated',
  'forbidden',
  'not_found',
  'unsupported_version',
  'rate_limited',
  'too_large',
  'unsupported_media',
  'quota_exceeded',
  'overloaded',
  'goaway',
  'cid_conflict',
  'blocked',
  'conversation_closed',
  'overtaken',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** How a WebSocket is closed for a code. The rest are answered with an `err` frame and the socket stays. */
export const CLOSE_CODES = {
  bad_frame: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  not_found: 4404,
  unsupported_version: 4406,
  rate_limited: 4429,
  too_large: 1009,
  overloaded: 1013,
  goaway: 1012,
} as const satisfies Partial<Record<ErrorCode, number>>;

/** HTTP status of the same codes, sent as RFC 9457 problem+json. */
export const HTTP_STATUS = {
  bad_frame: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  unsupported_version: 406,
  rate_limited: 429,
  too_large: 413,
  unsupported_media: 415,
  quota_exceeded: 413,
  overloaded: 503,
  goaway: 503,
  cid_conflict: 409,
  blocked: 403,
  conversation_closed: 409,
  overtaken: 409,
} as const satisfies Record<ErrorCode, number>;

const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['rate_limited', 'overloaded', 'goaway']);

/** Whether the same request can succeed later without being changed. */
export const isRetryable = (code: ErrorCode): boolean => RETRYABLE.has(code);
