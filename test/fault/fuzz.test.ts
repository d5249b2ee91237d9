/** Hostile frames and requests against the built server; and that the checker would notice. docs/RELIABILITY.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Server, startServer } from '../support/server.ts';
import { expectedOf, type Known } from './fuzz/expected-frame.ts';
import type { FuzzedRequest } from './fuzz/fuzz-requests.ts';
import type { Seen } from './fuzz/fuzz-socket.ts';
import { logFaults } from './fuzz/healthy-talk.ts';
import { judgeFrame } from './fuzz/judge-frame.ts';
import { judgeRequest } from './fuzz/judge-request.ts';
import { fuzzedLogFaults } from './fuzz/log-faults.ts';
import { parseResponse } from './fuzz/raw-http.ts';
import { routesOf } from './fuzz/routes.ts';
import { runFuzz } from './fuzz/run-fuzz.ts';

const FRAMES = Number(process.env.PORCHLIGHT_FUZZ_FRAMES ?? 3_000);
const REQUESTS = Number(process.env.PORCHLIGHT_FUZZ_REQUESTS ?? 600);
const SEED = Number(process.env.PORCHLIGHT_FUZZ_SEED ?? 1);

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server?.stop());

describe('fuzzing', () => {
  it(`[ERR-1] [ERR-4] ${FRAMES} frames and ${REQUESTS} requests: a typed error each, no crash, and nobody else is harmed`, async () => {
    const summary = await runFuzz(server, { seed: SEED, frameCount: FRAMES, requestCount: REQUESTS });
    console.log(JSON.stringify({ ...summary, violations: summary.violations.length }));
    expect(summary.violations).toEqual([]);
    expect(summary.healthyMessages).toBeGreaterThan(0);
    expect(summary.frameOutcomes).toMatchObject({ bad_frame: expect.any(Number), ack: expect.any(Number) });
    const judged = Object.values(summary.frameOutcomes).reduce((sum, count) => sum + count, 0);
    expect(judged).toBe(FRAMES);
  }, 900_000);

  it('knocks on every route that the Worker declares', () => {
    const declared = routesOf();
    expect(declared).toContainEqual({ method: 'GET', path: '/api/me', access: 'account' });
    expect(declared).toContainEqual({
      method: 'POST',
      path: '/api/conversations/:conversation/ticket',
      access: 'participant',
    });
    const withAccess = routesOf(`route('GET', '/a', 'public', x), route(\n'POST',\n'/b',\n'agent',\ny)`);
    expect(withAccess.map(({ path }) => path)).toEqual(['/a', '/b']);
  });
});

const CID = 'c'.repeat(26);
const MESSAGE = { cid: CID, kind: 'message', text: 'Hello' };
const ERR = '{"t":"err","code":"bad_frame","message":"No.","retryable":false}';
const PONG = '{"t":"pong","head":0}';
const ack = (result: object) => JSON.stringify({ t: 'ack', results: [{ cid: CID, ...result }] });

const someone = (channel: Known['channel'] = 'agent', isGreeted = true): Known => ({
  channel,
  isGreeted,
  id: 'agent',
  stored: new Map(),
  messages: new Set(),
});

function verdict(frame: string | object, seen: Partial<Seen>, known = someone()): string | null {
  const payload = Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame));
  const whole: Seen = { frames: [], close: null, isHung: false, ...seen };
  return judgeFrame(expectedOf(payload, false, known), whole, known).violation;
}

const closed = (code: number, reason: string) => ({ close: { code, reason } });

describe("the fuzzer's checker", () => {
  it.each<[string, string | object, Partial<Seen>, RegExp | null]>([
    ['a good refusal', 'no json', { frames: [ERR], ...closed(4400, 'bad_frame') }, null],
    ['silence', 'no json', { isHung: true }, /neither answered nor closed/],
    ['an answer to what must be refused', 'no json', { frames: [PONG] }, /should be refused with bad_frame/],
    ['another code', 'x'.repeat(65_537), { frames: [ERR], ...closed(4400, 'bad_frame') }, /not bad_frame/],
    ['an end without a reason', 'no json', closed(1006, ''), /without saying why/],
    ['another close code', 'no json', { frames: [ERR], ...closed(1011, 'bad_frame') }, /closed with 1011/],
    ['an err after which all goes on', 'no json', { frames: [ERR, PONG] }, /the connection goes on/],
    ['words after err', 'no json', { frames: [ERR, PONG], ...closed(4400, 'bad_frame') }, /came after err/],
    [
      'a stack trace',
      'no json',
      { frames: [ERR.replace('No.', 'at x.js:1')], ...closed(4400, 'bad_frame') },
      /err says/,
    ],
    [
      'a code of nobody',
      'no json',
      { frames: [ERR.replace('bad_frame', 'oops')], ...closed(4400, 'oops') },
      /oops/,
    ],
    ['a frame that is none', 'no json', { frames: ['{"t":"pong"}'] }, /own shapes refuse/],
    ['a good ping', { t: 'ping' }, { frames: [PONG, PONG] }, null],
    ['a ping that is not answered', { t: 'ping' }, { frames: [PONG] }, /1 pongs/],
    [
      'a ping that is refused',
      { t: 'ping' },
      { frames: [ERR], ...closed(4400, 'bad_frame') },
      /should be answered/,
    ],
    ['a page that is not there', { t: 'sync', since: 0 }, { frames: [PONG] }, /no page after 0/],
    [
      'a page with a hole',
      { t: 'sync', since: 5 },
      { frames: ['{"t":"events","events":[],"head":9}', PONG] },
      /no page/,
    ],
    [
      'a good message',
      { t: 'send', items: [MESSAGE] },
      { frames: [ack({ outcome: 'stored', seq: 1 }), PONG] },
      null,
    ],
    ['a message without ack', { t: 'send', items: [MESSAGE] }, { frames: [PONG] }, /no ack/],
    [
      'an empty message that is stored',
      { t: 'send', items: [{ ...MESSAGE, text: '' }] },
      { frames: [ack({ outcome: 'stored', seq: 1 }), PONG] },
      /should be bad_frame, not stored/,
    ],
    [
      'a message of nobody that is edited',
      { t: 'send', items: [{ cid: CID, kind: 'edit', target: 1, text: 'x' }] },
      { frames: [ack({ outcome: 'stored', seq: 1 }), PONG] },
      /should be not_found, not stored/,
    ],
    [
      'an item without an answer',
      { t: 'send', items: [MESSAGE, { ...MESSAGE, cid: 'd'.repeat(26) }] },
      { frames: [ack({ outcome: 'stored', seq: 1 }), PONG] },
      /1 results for 2 items/,
    ],
  ])('[ERR-1] tells %s', (_, frame, seen, expected) => {
    if (expected) expect(verdict(frame, seen)).toMatch(expected);
    else expect(verdict(frame, seen)).toBeNull();
  });

  it('[CNV-3] notices a visitor who resolves, and a frame that is taken before hello', () => {
    const resolve = { t: 'send', items: [{ cid: CID, kind: 'status', status: 'resolved' }] };
    const seen = { frames: [ack({ outcome: 'stored', seq: 1 }), PONG] };
    expect(verdict(resolve, seen)).toBeNull();
    expect(verdict(resolve, seen, someone('visitor'))).toMatch(/should be forbidden/);
    expect(verdict(resolve, seen, someone('agent', false))).toMatch(/should be refused with bad_frame/);
  });

  it('[DLV-3] [DLV-4] notices a cid that gets another seq, and one that is taken for something else', () => {
    const known = someone();
    const send = (text: string, seq: number) =>
      verdict(
        { t: 'send', items: [{ ...MESSAGE, text }] },
        { frames: [ack({ outcome: 'stored', seq }), PONG] },
        known,
      );
    expect(send('Hello', 1)).toBeNull();
    expect(send('Hello', 1)).toBeNull();
    expect(send('Hello', 2)).toMatch(/was 1, is now 2/);
    expect(send('Another', 1)).toMatch(/should be cid_conflict/);
  });

  const request: FuzzedRequest = {
    ...{ index: 0, bytes: Buffer.alloc(0), recipe: 'legal', method: 'POST', mustBe: null },
    ...{ isCutOff: false, isMalformed: false, maySucceed: false, mustSucceed: false },
    route: { method: 'POST', path: '/api/sign-out', access: 'account' },
  };
  const problem = (status: number, body: object | string, more = '') =>
    parseResponse(
      Buffer.from(
        `HTTP/1.1 ${status} X\r\ncontent-type: application/problem+json\r\n${more}\r\n${typeof body === 'string' ? body : JSON.stringify(body)}`,
      ),
    );
  const details = { type: 'urn:x', title: 'X', status: 401, detail: 'Sign in.', code: 'unauthenticated' };

  it.each<[string, ReturnType<typeof problem>, RegExp | null]>([
    ['a good refusal', problem(401, details), null],
    ['silence', null, /no answer/],
    ['a crash', problem(503, { ...details, status: 503, code: 'overloaded' }), /status 503/],
    ['another status than in the body', problem(400, details), /unauthenticated with status 400/],
    ['a code of nobody', problem(401, { ...details, code: 'oops' }), /not problem details/],
    ['a member that is missing', problem(401, { ...details, title: undefined }), /not problem details/],
    ['a time that only the header tells', problem(401, details, 'retry-after: 1\r\n'), /disagree/],
    ['a stack trace', problem(401, { ...details, detail: 'x\n    at y (index.js:1:2)' }), /crash/],
    ['a secret', problem(401, { ...details, detail: 'the-secret' }), /a secret/],
    ['plain text', parseResponse(Buffer.from('HTTP/1.1 400 X\r\n\r\nBad')), /without problem details/],
    ['what nobody has a right to', parseResponse(Buffer.from('HTTP/1.1 200 X\r\n\r\n{}')), /without a right/],
    [
      'an end without an answer',
      { status: 0, headers: new Map(), body: Buffer.alloc(0) },
      /without an answer/,
    ],
  ])('[ERR-4] tells %s', (_, response, expected) => {
    const violation = judgeRequest(request, response, ['the-secret']);
    if (expected) expect(violation).toMatch(expected);
    else expect(violation).toBeNull();
  });

  it('[DLV-1] notices what is missing, doubled or not as sent in a log', () => {
    const author = { role: 'agent' as const, id: 'agent', name: 'Nell' };
    const event = (seq: number, cid: string, text = 'Hello') => ({
      seq,
      ts: 1,
      author,
      cid,
      kind: 'message' as const,
      text,
    });
    const log = [event(1, 'a'), event(2, 'b')];
    const said = [
      { cid: 'a', text: 'Hello' },
      { cid: 'b', text: 'Hello' },
    ];
    expect(logFaults(log, said)).toEqual([]);
    expect(logFaults([event(1, 'a'), event(3, 'b')], said)).not.toEqual([]);
    expect(logFaults([event(1, 'a')], said)).not.toEqual([]);
    expect(logFaults([event(1, 'a'), event(2, 'b', 'Hullo')], said)).not.toEqual([]);
    const known = someone();
    known.stored.set('b', { item: { cid: 'b', kind: 'message', text: 'Hello' }, seq: 2 });
    expect(fuzzedLogFaults(log, log, [known])).toEqual([]);
    expect(fuzzedLogFaults(log, log.slice(0, 1), [known])).not.toEqual([]);
    expect(
      fuzzedLogFaults([event(1, 'b'), event(2, 'a')], [event(1, 'b'), event(2, 'a')], [known]),
    ).not.toEqual([]);
    expect(fuzzedLogFaults([event(1, 'a'), event(2, 'a')], log, [])).toContain('a is stored twice');
    expect(fuzzedLogFaults([event(1, 'a'), event(2, 'b', 'Hullo')], log, [known])).not.toEqual([]);
  });
});
