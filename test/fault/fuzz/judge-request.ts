/** Whether an HTTP answer is one that docs/SPEC.md knows: ERR-4, ERR-5, and no more than the caller has a right to. */
import { CLOSE_CODES, ERROR_CODES, HTTP_STATUS, isRetryable } from '../../../protocol/codes.ts';
import { integer, object, oneOf, optional, parseJson, text } from '../../../protocol/shape.ts';
import type { FuzzedRequest } from './fuzz-requests.ts';
import { LEAK } from './judge-frame.ts';
import { type RawResponse, serverMessages } from './raw-http.ts';

/** RFC 9457: all of its members that we promise. */
const problemDetails = object({
  type: text(256, 1),
  title: text(256, 1),
  status: integer(400, 599),
  detail: text(2048, 1),
  code: oneOf(...ERROR_CODES),
  retryAfterMs: optional(integer()),
});
const errorFrame = object({ t: oneOf('err'), code: oneOf(...ERROR_CODES), message: text(1024, 1) });

/** What the platform says to what is not HTTP, before the product sees it. */
const PLATFORM_STATUS = new Set([400, 405, 408, 411, 413, 414, 417, 426, 431, 501, 505]);
/** What else is answered outside of /api/: files, and that there is none. */
const FILE_STATUS = new Set([200, 204, 304, 404, 405]);

/** @param secrets texts that must not be in any answer. */
export function judgeRequest(
  request: FuzzedRequest,
  response: RawResponse | null,
  secrets: string[],
): string | null {
  if (!response) return 'no answer in time';
  const { status, headers, body } = response;
  const said = body.toString();
  if (LEAK.test(said) && !isFile(response)) return `the answer tells of a crash: ${said.slice(0, 300)}`;
  const everything = said + [...headers.values()].join('\n');
  if (secrets.some((secret) => everything.includes(secret))) return 'a secret is in the answer';
  if (status === 0)
    return request.isMalformed || request.isCutOff ? null : 'the connection ended without an answer';
  // 503 is what the product says to an error that nobody foresaw.
  if (status >= 500 && !(request.isMalformed && PLATFORM_STATUS.has(status)))
    return `status ${status}: ${said.slice(0, 300)}`;
  if (status === 101) return upgradeFault(request, body);
  const isProblem = headers.get('content-type') === 'application/problem+json';
  if (!isProblem && request.isMalformed && PLATFORM_STATUS.has(status)) return null;
  if (isProblem) {
    const fault = problemFault(request.method, response);
    if (fault) return fault;
  } else if (status >= 400 && reachesApi(request))
    return `status ${status} without problem details: ${said.slice(0, 300)}`;
  else if (!reachesApi(request) && !FILE_STATUS.has(status)) return `status ${status} outside of /api/`;
  if (status < 400 && reachesApi(request) && !request.maySucceed)
    return `status ${status} without a right to it`;
  if (request.mustSucceed && status !== 200)
    return `status ${status} to a good request: ${said.slice(0, 300)}`;
  // A network that asked for too much is told so before anything else.
  if (request.mustBe && ![...request.mustBe, 429].includes(status))
    return `status ${status}, not ${request.mustBe}`;
  return null;
}

const isFile = ({ headers }: RawResponse) => /html|javascript|css/.test(headers.get('content-type') ?? '');

/** A spoilt path may lead outside; only what is surely below /api/ owes problem details. */
const reachesApi = ({ route, recipe, isMalformed }: FuzzedRequest): boolean =>
  route.path.startsWith('/api/') && recipe !== 'path' && !isMalformed;

function problemFault(method: string, { status, headers, body }: RawResponse): string | null {
  if (method === 'HEAD') return body.length === 0 ? null : 'HEAD was answered with a body';
  try {
    const problem = parseJson(problemDetails, body.toString());
    if (problem.status !== status || HTTP_STATUS[problem.code] !== status)
      return `${problem.code} with status ${status} and ${problem.status} in its body`;
    const seconds = headers.get('retry-after');
    if ((seconds === undefined) !== (problem.retryAfterMs === undefined))
      return 'Retry-After and retryAfterMs disagree';
    if (problem.retryAfterMs !== undefined && !isRetryable(problem.code))
      return `${problem.code} says when to try again`;
    return null;
  } catch (error) {
    return `not problem details: ${error}: ${body.toString().slice(0, 300)}`;
  }
}

/** [ERR-5] Accepted, told why, closed with the code. */
function upgradeFault(request: FuzzedRequest, body: Buffer): string | null {
  const { texts, isClosed, closeCode } = serverMessages(body);
  if (!isClosed) return 'an upgrade was accepted and not closed';
  try {
    const { code } = parseJson(errorFrame, texts[0] ?? '');
    const expected = Object.entries(CLOSE_CODES).find(([known]) => known === code)?.[1];
    if (texts.length !== 1 || closeCode !== expected) return `err ${code}, then closed with ${closeCode}`;
    if (request.mustBe && code !== 'unauthenticated' && code !== 'not_found') return `refused as ${code}`;
    return null;
  } catch (error) {
    return `an upgrade was answered by ${texts}: ${error}`;
  }
}
