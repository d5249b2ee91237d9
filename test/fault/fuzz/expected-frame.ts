/**
 * What docs/SPEC.md promises for a frame, worked out without the product's parser: the fuzzer's second opinion.
 */
import type { ErrorCode } from '../../../protocol/codes.ts';
import type { Channel } from './fuzz-frames.ts';

/** What a connection's own client knows. One client sends one frame after another, so it knows all of its own. */
export interface Known {
  channel: Channel;
  isGreeted: boolean;
  /** Who this is, in author fields. */
  id: string;
  /** What is stored under a cid of ours, and as which seq; null when that may be the seq of something earlier. */
  stored: Map<string, { item: Item; seq: number | null }>;
  /** Our messages that are not deleted. */
  messages: Set<number>;
}

export type Expected =
  | { is: 'refused'; codes: ErrorCode[] }
  /** `mayRefuse` where the specification leaves the order of frames open. */
  | {
      is: 'answered';
      by: 'welcome' | 'events' | 'pong' | 'nothing';
      since: number;
      limit: number;
      mayRefuse: boolean;
    }
  /** `brokenAt` is the first item without a cid: it can't be refused by its cid, so the frame is refused as a whole. */
  | { is: 'acknowledged'; items: Item[]; brokenAt: number | null };

export type Item = { cid: string } & Record<string, unknown>;

/** [LIM-1] A frame in bytes, and items in a send. */
const FRAME_BYTES = 65_536;
const ITEM_COUNT = 20;
const PAGE = 200;

/** What can be read counts against its sender's rate [LIM-5], also when it is refused for another reason. */
const refused = (...codes: ErrorCode[]): Expected => ({ is: 'refused', codes });

export function expectedOf(payload: Buffer, isBinary: boolean, known: Known): Expected {
  if (isBinary) return refused('bad_frame');
  // What is not UTF-8 arrives as replacement characters.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(payload);
  if (Buffer.byteLength(text) > FRAME_BYTES) return refused('too_large');
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return refused('bad_frame');
  }
  if (!isRecord(frame)) return refused('bad_frame');
  return known.channel === 'inbox' ? expectedOfInbox(frame, known) : expectedOfConversation(frame, known);
}

function expectedOfConversation(frame: Json, known: Known): Expected {
  const type = own(frame, 't');
  switch (type) {
    case 'hello': {
      const faults = [...helloFaults(frame), deviceFault(own(frame, 'device')), ...optionalContext(frame)];
      return afterFaults(faults) ?? afterVersion(frame) ?? answered('welcome', 0);
    }
    case 'ping':
      return answered('pong');
  }
  const faults = ((): Fault[] => {
    switch (type) {
      case 'send':
        return [itemsFault(own(frame, 'items'))];
      case 'sync':
        return [
          whole(own(frame, 'since')),
          own(frame, 'limit') === undefined ? null : whole(own(frame, 'limit'), 1, PAGE),
        ];
      case 'typing':
        return [typeof own(frame, 'on') === 'boolean' ? null : 'bad'];
      case 'page':
        return contextFaults(own(frame, 'context'));
      default:
        return ['bad'];
    }
  })();
  const refusal = afterFaults(faults);
  if (refusal) return refusal;
  // [CON-2] hello is the first frame.
  if (!known.isGreeted) return refused('bad_frame', 'rate_limited');
  if (type === 'sync') {
    const limit = own(frame, 'limit');
    return answered('events', Number(own(frame, 'since')), limit === undefined ? PAGE : Number(limit));
  }
  return type === 'send' ? expectedOfSend(own(frame, 'items')) : answered('nothing');
}

function expectedOfInbox(frame: Json, known: Known): Expected {
  switch (own(frame, 't')) {
    case 'hello':
      return afterFaults(helloFaults(frame)) ?? afterVersion(frame) ?? answered('welcome');
    case 'sync':
      return (
        afterFaults([whole(own(frame, 'since'))]) ?? { ...answered('welcome'), mayRefuse: !known.isGreeted }
      );
    case 'ping':
      return answered('pong');
    default:
      return refused('bad_frame');
  }
}

const answered = (by: 'welcome' | 'events' | 'pong' | 'nothing', since = 0, limit = PAGE) => ({
  is: 'answered' as const,
  by,
  since,
  limit,
  mayRefuse: false,
});

function expectedOfSend(items: unknown): Expected {
  const readable: Item[] = [];
  for (const item of Array.isArray(items) ? items : []) {
    if (!isItem(item)) return { is: 'acknowledged', items: readable, brokenAt: readable.length };
    readable.push(item);
  }
  return { is: 'acknowledged', items: readable, brokenAt: null };
}

/** What may become of one item, its sender having done all before it: 'stored', or the codes it may be refused with. */
export function outcomesOf(item: Item, known: Known): Set<'stored' | ErrorCode> {
  const faults = commandFaults(item);
  const codes = faults.map((fault) => (fault === 'size' ? 'too_large' : 'bad_frame'));
  if (codes.length > 0) return new Set(codes);
  const before = known.stored.get(item.cid);
  if (before && before.seq !== null)
    return new Set([isSame(before.item, before.seq, item, known) ? 'stored' : 'cid_conflict']);
  const allowed = new Set<'stored' | ErrorCode>(decided(item, known));
  // The same cid was answered, but perhaps without an event: then it is not taken.
  if (before && essenceOf(before.item) !== essenceOf(item)) allowed.add('cid_conflict').add('stored');
  // [LIM-3] Reading is not limited.
  if (known.channel === 'visitor' && item.kind !== 'read') allowed.add('rate_limited');
  return allowed;
}

/** The words of what is deleted are gone, so its cid and kind are enough. */
function isSame(before: Item, seq: number, item: Item, known: Known): boolean {
  const message = before.kind === 'message' ? seq : before.kind === 'edit' ? Number(before.target) : null;
  const isErased = message !== null && !known.messages.has(message);
  return before.kind === item.kind && (isErased || essenceOf(before) === essenceOf(item));
}

function decided(item: Item, known: Known): ('stored' | ErrorCode)[] {
  switch (item.kind) {
    case 'edit':
    case 'redact':
      return [known.messages.has(Number(item.target)) ? 'stored' : 'not_found'];
    case 'read':
      return Number(item.upTo) > 1e8 ? ['bad_frame'] : ['stored', 'bad_frame'];
    case 'status':
      return [known.channel === 'agent' ? 'stored' : 'forbidden'];
    case 'assignment':
      if (known.channel !== 'agent') return ['forbidden'];
      return [!isRecord(item.assignee) || own(item.assignee, 'id') === known.id ? 'stored' : 'forbidden'];
    default:
      return ['stored'];
  }
}

/** Everything of a command that makes it the same command when it is sent again. */
const essenceOf = (item: Item): string =>
  JSON.stringify(
    ['kind', 'text', 'target', 'upTo', 'status']
      .map((field) => own(item, field))
      .concat(isRecord(item.assignee) ? [own(item.assignee, 'id'), own(item.assignee, 'name')] : []),
  );

type Json = Record<string, unknown>;
type Fault = null | 'bad' | 'size';

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (value: Json, name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);
const isItem = (value: unknown): value is Item => {
  const cid = isRecord(value) ? own(value, 'cid') : null;
  return typeof cid === 'string' && /^[A-Za-z0-9_-]{22,64}$/.test(cid);
};

const whole = (value: unknown, min = 0, max = 2 ** 53 - 1): Fault =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? null : 'bad';

function words(value: unknown, maxBytes: number, isEmptyAllowed = true): Fault {
  if (typeof value !== 'string' || (value === '' && !isEmptyAllowed)) return 'bad';
  return Buffer.byteLength(value) > maxBytes ? 'size' : null;
}

const deviceFault = (value: unknown): Fault =>
  typeof value === 'string' && /^[0-9a-z]{26}$/.test(value) ? null : 'bad';

const helloFaults = (frame: Json): Fault[] => [
  whole(own(frame, 'v'), 1),
  whole(own(frame, 'since')),
  own(frame, 'epoch') === null ? null : words(own(frame, 'epoch'), 64, false),
];

const itemsFault = (value: unknown): Fault =>
  Array.isArray(value) && value.length >= 1 && value.length <= ITEM_COUNT ? null : 'bad';

const optionalContext = (frame: Json): Fault[] =>
  own(frame, 'context') === undefined ? [] : contextFaults(own(frame, 'context'));

const CONTEXT = { page: 2048, title: 512, referrer: 2048, locale: 35, timeZone: 64, userAgent: 512 };

const contextFaults = (value: unknown): Fault[] =>
  isRecord(value) ? Object.entries(CONTEXT).map(([name, bytes]) => words(own(value, name), bytes)) : ['bad'];

function commandFaults(item: Item): ('bad' | 'size')[] {
  const message = () => words(own(item, 'text'), 16_384, false);
  const seq = (name: string) => whole(own(item, name), 1);
  const faults = ((): Fault[] => {
    switch (own(item, 'kind')) {
      case 'message':
        return [message()];
      case 'edit':
        return [seq('target'), message()];
      case 'redact':
        return [seq('target')];
      case 'read':
        return [seq('upTo')];
      case 'status':
        return [own(item, 'status') === 'open' || own(item, 'status') === 'resolved' ? null : 'bad'];
      case 'assignment': {
        const who = own(item, 'assignee');
        if (who === null) return [];
        return isRecord(who) ? [words(own(who, 'id'), 64, false), words(own(who, 'name'), 80)] : ['bad'];
      }
      default:
        return ['bad'];
    }
  })();
  return faults.filter((fault) => fault !== null);
}

/** Several faults: whichever is found first gives the code. A text over its limit in a frame may be called either. */
function afterFaults(faults: Fault[]): Expected | null {
  if (faults.includes('size')) return refused('bad_frame', 'too_large');
  return faults.includes('bad') ? refused('bad_frame') : null;
}

const afterVersion = (frame: Json): Expected | null =>
  own(frame, 'v') === 1 ? null : refused('unsupported_version', 'rate_limited');
