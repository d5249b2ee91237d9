/** Frames that a hostile client sends: number `index` of a seed is always the same. */
import { PING } from '../../../protocol/frames.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import { type Dice, diceFor } from './dice.ts';
import { damageBytes, hostileToken, writeHostile } from './hostile-json.ts';

export type Channel = 'visitor' | 'agent' | 'inbox';

export interface FuzzedFrame {
  index: number;
  payload: Buffer;
  isBinary: boolean;
  /** Sent as the first frame of a fresh connection, in the place of hello. */
  isBeforeHello: boolean;
  /** How it was made, for reports. */
  recipe: string;
}

export interface FrameOrigin {
  seed: number;
  index: number;
  channel: Channel;
  /** The same connection's frame before this one has the number `index - stride`. */
  stride: number;
}

export function fuzzFrame(origin: FrameOrigin): FuzzedFrame {
  const dice = diceFor(origin.seed, 'frame', origin.index);
  const isBeforeHello = dice.chance(0.05);
  const recipe = dice.pick(RECIPES);
  const payload = make(recipe, origin, dice);
  return { index: origin.index, payload, isBinary: recipe === 'binary', isBeforeHello, recipe };
}

const RECIPES = [
  ...(['legal', 'legal', 'legal'] as const),
  ...([
    'one fault',
    'one fault',
    'one fault',
    'one fault',
    'two faults',
    'two faults',
    'five faults',
  ] as const),
  ...(['damaged bytes', 'damaged bytes', 'damaged bytes', 'damaged fault'] as const),
  ...([
    'unknown frame',
    'other version',
    'item count',
    'size',
    'binary',
    'random json',
    'random bytes',
  ] as const),
] as const;

function make(recipe: (typeof RECIPES)[number], origin: FrameOrigin, dice: Dice): Buffer {
  const legal = () => legalFrame(origin, dice);
  switch (recipe) {
    case 'legal':
      // The heartbeat as it is written by clients, which the platform answers by itself.
      return Buffer.from(dice.chance(0.05) ? PING : JSON.stringify(legal()));
    case 'one fault':
      return Buffer.from(writeHostile(legal(), dice, 1));
    case 'two faults':
      return Buffer.from(writeHostile(legal(), dice, 2));
    case 'five faults':
      return Buffer.from(writeHostile(legal(), dice, 5));
    case 'damaged bytes':
      return damageBytes(Buffer.from(JSON.stringify(legal())), dice);
    case 'damaged fault':
      return damageBytes(Buffer.from(writeHostile(legal(), dice, 1)), dice);
    case 'unknown frame':
      return Buffer.from(JSON.stringify({ ...legal(), t: dice.pick(UNKNOWN_TYPES) }));
    case 'other version':
      return Buffer.from(
        JSON.stringify({ ...hello(origin, dice), v: dice.pick([0, 2, 3, 99, 2 ** 31, '1', null]) }),
      );
    case 'item count':
      return Buffer.from(
        JSON.stringify({ t: 'send', items: itemsOf(origin, dice, dice.pick([0, 20, 21, 100, 900])) }),
      );
    case 'size':
      return sized(legal(), dice);
    case 'binary':
      return dice.chance(0.5) ? Buffer.from(JSON.stringify(legal())) : dice.bytes(dice.below(200));
    case 'random json':
      return Buffer.from(hostileToken(dice));
    case 'random bytes':
      return dice.bytes(dice.pick([0, 1, 2, 10, 100, 1_000]));
  }
}

const UNKNOWN_TYPES = [
  ...[
    '',
    'Hello',
    'hello ',
    'welcome',
    'ack',
    'events',
    'err',
    'pong',
    'goaway',
    'rows',
    '__proto__',
    'constructor',
  ],
  ...['toString', 0, null, true, ['send'], { t: 'send' }],
];

function legalFrame(origin: FrameOrigin, dice: Dice): Record<string, unknown> {
  const since = dice.pick([0, 1, dice.below(50), dice.below(5_000), Number.MAX_SAFE_INTEGER]);
  const page = { context: contextOf(dice) };
  // An inbox's frames are tried on conversations, too, and the other way round.
  if ((origin.channel === 'inbox') !== dice.chance(0.1))
    return dice.pick([hello(origin, dice), { t: 'sync', since }, { t: 'ping' }]);
  switch (dice.below(12)) {
    case 0:
      return hello(origin, dice);
    case 1:
      return { t: 'sync', since, ...(dice.chance(0.5) && { limit: 1 + dice.below(LIMITS.eventsPerPage) }) };
    case 2:
      return { t: 'ping' };
    case 3:
      return { t: 'typing', on: dice.chance(0.5) };
    case 4:
      return { t: 'page', ...page };
    default:
      return { t: 'send', items: itemsOf(origin, dice, dice.pick([1, 1, 1, 2, 3, 5])) };
  }
}

function hello({ channel }: FrameOrigin, dice: Dice): Record<string, unknown> {
  const place = {
    since: dice.pick([0, 1, dice.below(50), 1e9]),
    epoch: dice.pick([null, 'another', dice.word(16)]),
  };
  const common = { t: 'hello', v: 1, ...place };
  if (channel === 'inbox') return common;
  return { ...common, device: dice.word(26), ...(dice.chance(0.3) && { context: contextOf(dice) }) };
}

const contextOf = (dice: Dice) => ({
  page: `https://shop.example/${dice.word(4)}`,
  title: dice.pick(['', 'Lamps', 'L\0mps', '\u202espmaL', 'L\ud800']),
  referrer: '',
  locale: 'de-AT',
  timeZone: 'Europe/Vienna',
  userAgent: dice.word(20),
});

function itemsOf(origin: FrameOrigin, dice: Dice, count: number): unknown[] {
  return Array.from({ length: count }, (_, item) => {
    const earlier = Math.max(0, origin.index - origin.stride * (1 + dice.below(8)));
    const resent = itemOf({ ...origin, index: earlier }, 0);
    // The same command again, and another one under its cid.
    if (dice.chance(0.08)) return resent;
    const fresh = itemOf(origin, item);
    return dice.chance(0.05) ? { ...fresh, cid: resent.cid } : fresh;
  });
}

/** Depends on its number alone, so that a later frame can send the same again. */
function itemOf({ seed, index }: FrameOrigin, item: number): { cid: string } & Record<string, unknown> {
  const dice = diceFor(seed, `item ${item}`, index);
  const cid = dice.word(26);
  const text = dice.pick([
    'Hello',
    'a\0b',
    '\u202eolleH',
    'lone \ud800',
    '🧡'.repeat(9),
    dice.word(1 + dice.below(300)),
  ]);
  const target = dice.pick([1, 2, 1 + dice.below(60), 1 + dice.below(600), 1e9]);
  switch (dice.below(10)) {
    case 0:
      return { cid, kind: 'edit', target, text };
    case 1:
      return { cid, kind: 'redact', target };
    case 2:
      return { cid, kind: 'read', upTo: target };
    case 3:
      return { cid, kind: 'status', status: dice.pick(['open', 'resolved']) };
    case 4:
      return { cid, kind: 'assignment', assignee: dice.pick([null, { id: dice.word(10), name: 'Zed' }]) };
    case 5:
      // A long text, and one that is too long; seldom, because every full page carries what was stored.
      return { cid, kind: 'message', text: dice.chance(0.05) ? 'x'.repeat(16_384 + dice.below(2)) : text };
    default:
      return { cid, kind: 'message', text };
  }
}

/** On both sides of the frame's limit in bytes, and far beyond it. */
function sized(frame: Record<string, unknown>, dice: Dice): Buffer {
  const letter = dice.pick(['a', 'é', '漢']);
  const size = dice.chance(0.04)
    ? dice.pick([1, 2, 5]) * 1024 * 1024 + dice.below(3) - 1
    : LIMITS.frameBytes + dice.below(3) - 1;
  const start = `${JSON.stringify(frame).slice(0, -1)},"padding":"`;
  const room = Math.max(0, size - Buffer.byteLength(start) - 2);
  const count = Math.floor(room / Buffer.byteLength(letter));
  const rest = 'a'.repeat(room - count * Buffer.byteLength(letter));
  return Buffer.from(`${start}${letter.repeat(count)}${rest}"}`);
}
