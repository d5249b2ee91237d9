/** One typed HTTP call to the backend: parsed answer, or an `ApiError` that carries the problem's code. */
import { problem } from '../protocol/api.ts';
import type { ErrorCode } from '../protocol/codes.ts';
import { parseJson, type Shape } from '../protocol/shape.ts';
import type { Environment, HttpRequest } from './environment.ts';

/** `unreachable`: no answer, or one that is not the backend's (a proxy's error page). */
export type ApiErrorCode = ErrorCode | 'unreachable' | (string & {});

export class ApiError extends Error {
  declare readonly code: ApiErrorCode;
  declare readonly retryAfterMs: number | undefined;

  constructor(code: ApiErrorCode, detail: string, retryAfterMs?: number) {
    super(detail);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** @throws ApiError */
export async function call<T>(
  environment: Pick<Environment, 'request'>,
  answer: Shape<T>,
  request: HttpRequest,
): Promise<T> {
  const response = await environment.request(request).catch(() => {
    throw new ApiError('unreachable', 'No answer.');
  });
  try {
    if (response.status < 300) return parseJson(answer, response.text);
    const { code, detail, retryAfterMs } = parseJson(problem, response.text);
    throw new ApiError(code, detail, retryAfterMs);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError('unreachable', `Not an answer of ours: ${response.status}`);
  }
}
