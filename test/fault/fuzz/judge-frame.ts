/** Compares what the server did with what it promises. Says what is wrong, or null; learns what the client now knows. */
import { CLOSE_CODES, type ErrorCode, isRetryable } from '../../../protocol/codes.ts';
import { type AckResult, type ServerFrame, serverFrame } from '../../../protocol/frames.ts';
import { inboxServerFrame } from '../../../protocol/inbox.ts';
import { parseJson } from '../../../protocol/shape.ts';
import { type Expected, type Known, outcomesOf } from './expected-frame.ts';
import type { Seen } from './fuzz-socket.ts';

export interface Verdict {
  violation: string | null;
  /** What became of the frame: `welcome`, `ack`, `nothing` or a code. */
  outcome: string;
}

/** Of a stack trace, or of what workerd says about an exception. */
export const LEAK = /\n\s+at |\.js:\d+|c\+\+:\d+|exception|internal error/i;

type Answer = { t: string };

export function judgeFrame(expected: Expected, seen: Seen, known: Known): Verdict {
  const wrong = (violation: string): Verdict => ({ violation, outcome: 'violation' });
  if (seen.isHung) return wrong('neither answered nor closed in time');
  const frames: Answer[] = [];
  for (const text of seen.frames) {
    try {
      frames.push(parseJson<Answer>(known.channel === 'inbox' ? inboxServerFrame : serverFrame, text));
    } catch (error) {
      return wrong(`the server sent what its own shapes refuse: ${error}: ${text.slice(0, 200)}`);
    }
  }
  const refusal = refusalOf(frames, seen);
  if (refusal.violation) return wrong(refusal.violation);
  const answers = frames.filter(({ t }) => !(known.isGreeted && BROADCAST.has(t)) && t !== 'err');

  switch (expected.is) {
    case 'refused':
      if (refusal.code === null) return wrong(`should be refused with ${expected.codes}, but was answered`);
      if (!expected.codes.includes(refusal.code))
        return wrong(`should be refused with ${expected.codes}, not ${refusal.code}`);
      if (answers.length > 0) return wrong(`refused, but also answered by ${answers.map(({ t }) => t)}`);
      return { violation: null, outcome: refusal.code };
    case 'answered': {
      // Pages that a client asks for again and again, as if it had not read them, end in `overloaded` [LIM-7].
      const isLimited = refusal.code === 'rate_limited' || refusal.code === 'overloaded';
      if (isLimited || (expected.mayRefuse && refusal.code === 'bad_frame'))
        return { violation: null, outcome: refusal.code ?? '' };
      if (refusal.code !== null) return wrong(`should be answered by ${expected.by}, not ${refusal.code}`);
      const violation = answerFault(expected, frames);
      return violation ? wrong(violation) : { violation: null, outcome: expected.by };
    }
    case 'acknowledged':
      return judgeSend(expected, frames, refusal.code, known, wrong);
  }
}

/** What others did comes in between, once hello was said. */
const BROADCAST: ReadonlySet<string> = new Set(['events', 'typing', 'page', 'rows']);

/** [ERR-1] An err and its close code belong together, in this order, and nothing comes after. */
function refusalOf(frames: Answer[], { close }: Seen): { code: ErrorCode | null; violation: string | null } {
  const errors = frames.filter((frame): frame is Extract<ServerFrame, { t: 'err' }> => frame.t === 'err');
  const fault = (violation: string) => ({ code: null, violation });
  const [error] = errors;
  if (!error)
    return close ? fault(`closed with ${close.code} without saying why`) : { code: null, violation: null };
  if (!close) return fault(`err ${error.code}, but the connection goes on`);
  const code = Object.keys(CLOSE_CODES).find(
    (known): known is keyof typeof CLOSE_CODES => known === error.code,
  );
  if (!code) return fault(`err with the code ${error.code}, which closes nothing`);
  if (errors.length > 1 || frames.at(-1)?.t !== 'err') return fault('something came after err');
  if (close.code !== CLOSE_CODES[code] || close.reason !== code)
    return fault(`err ${code}, but closed with ${close.code} ${close.reason}`);
  if (error.retryable !== isRetryable(code)) return fault(`${code} and retryable: ${error.retryable}`);
  if (error.message === '' || LEAK.test(error.message)) return fault(`err says: ${error.message}`);
  return { code, violation: null };
}

function answerFault(expected: Extract<Expected, { is: 'answered' }>, frames: Answer[]): string | null {
  if (expected.by === 'nothing') return null;
  const answers = frames.filter(({ t }) => t === expected.by) as ServerFrame[];
  // The barrier behind it is a ping, too.
  if (expected.by === 'pong') return answers.length === 2 ? null : `${answers.length} pongs for two pings`;
  if (expected.by === 'welcome')
    return answers.length === 1 ? null : `${answers.length} welcomes for one hello`;
  const isPage = (frame: ServerFrame) => {
    if (frame.t !== 'events') return false;
    const { events, head } = frame;
    if (events.length === 0) return expected.since >= head;
    return (
      events.length <= expected.limit && events.every(({ seq }, index) => seq === expected.since + 1 + index)
    );
  };
  return answers.some(isPage)
    ? null
    : `no page after ${expected.since} among ${answers.length} frames of events`;
}

function judgeSend(
  { items, brokenAt }: Extract<Expected, { is: 'acknowledged' }>,
  frames: Answer[],
  code: ErrorCode | null,
  known: Known,
  wrong: (violation: string) => Verdict,
): Verdict {
  const ack = frames.find((frame): frame is Extract<ServerFrame, { t: 'ack' }> => frame.t === 'ack');
  if (!ack) {
    if (code === 'rate_limited') return { violation: null, outcome: code };
    if (brokenAt === null)
      return wrong(`no ack for a send of ${items.length}; ${code ?? 'not refused either'}`);
    return code === 'bad_frame' ? { violation: null, outcome: code } : wrong(`an item without cid: ${code}`);
  }
  // The barrier after it may be one frame too many.
  if (code !== null && code !== 'rate_limited') return wrong(`acknowledged and refused with ${code}`);
  const last = ack.results.at(-1);
  const isCutShort = last?.outcome === 'refused' && last.retryable;
  if (!isCutShort && (brokenAt !== null || ack.results.length !== items.length))
    return wrong(
      `${ack.results.length} results for ${items.length} items, the first broken one at ${brokenAt}`,
    );
  for (const [index, result] of ack.results.entries()) {
    const item = items[index];
    if (!item || result.cid !== item.cid)
      return wrong(`result ${index} is for ${result.cid}, not ${item?.cid}`);
    const allowed = outcomesOf(item, known);
    const outcome = result.outcome === 'stored' ? 'stored' : result.code;
    if (![...allowed].some((one) => one === outcome))
      return wrong(`item ${index} (${String(item.kind)}) should be ${[...allowed]}, not ${outcome}`);
    const fault = result.outcome === 'stored' ? learn(item, result, known) : retryFault(result);
    if (fault) return wrong(`item ${index}: ${fault}`);
  }
  return { violation: null, outcome: 'ack' };
}

function retryFault({ code, retryable }: Extract<AckResult, { outcome: 'refused' }>): string | null {
  return retryable === (code === 'rate_limited') ? null : `${code} and retryable: ${retryable}`;
}

/** [DLV-3] The same cid has the same seq for ever. */
function learn(
  item: Parameters<typeof outcomesOf>[0],
  { seq }: Extract<AckResult, { outcome: 'stored' }>,
  known: Known,
): string | null {
  const before = known.stored.get(item.cid);
  if (before && before.seq !== null) return before.seq === seq ? null : `was ${before.seq}, is now ${seq}`;
  const isEvent = item.kind === 'message' || item.kind === 'edit' || item.kind === 'redact';
  known.stored.set(item.cid, { item, seq: isEvent ? seq : null });
  if (item.kind === 'message') known.messages.add(seq);
  if (item.kind === 'redact') known.messages.delete(Number(item.target));
  return null;
}
