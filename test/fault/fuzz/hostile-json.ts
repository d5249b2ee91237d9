/**
 * JSON as an enemy writes it. Works on the text, not on values, because duplicate keys, `1e400`, `NaN` and lone
 * surrogates don't survive `JSON.stringify` of a value.
 */
import type { Dice } from './dice.ts';

const NUMBERS = [
  ...['-1', '0', '1', '-0', '1.5', '0.1', '1e400', '-1e400', '1e308', '9007199254740991', '9007199254740993'],
  ...[
    '1e21',
    '-9007199254740993',
    '2147483648',
    '5e-324',
    'NaN',
    'Infinity',
    '-Infinity',
    '00',
    '0x10',
    '+1',
    '.5',
  ],
];

const STRINGS = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\u202e\u2066right to left',
    '\ud800',
    '\udfff\ud800',
    'a\ud83d',
    '\ufeff',
    '\u2028',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'null',
    '1',
    'NaN',
    '../../etc/passwd',
    "'; DROP TABLE events; --",
  ],
  ...[
    '<script>alert(1)</script>',
    '%00%ff',
    '%s%n',
    '\r\nx: y',
    '👩‍👩‍👧‍👦',
    'e\u0301'.repeat(30),
    'hello',
    'stored',
  ],
];

/** Lengths on both sides of the wire's limits for texts, in bytes or characters. */
const LENGTHS = [21, 22, 26, 35, 36, 64, 65, 80, 81, 128, 512, 513, 1024, 2048, 2049, 16_384, 16_385, 20_000];

/** One value that is rarely what is expected, as JSON text or nearly so. */
export function hostileToken(dice: Dice): string {
  switch (dice.below(9)) {
    case 0:
    case 1:
      return dice.pick(NUMBERS);
    case 2:
    case 3:
      return JSON.stringify(dice.pick(STRINGS));
    case 4:
      return JSON.stringify(dice.pick(['a', 'é', '漢', '\ud800', '\0']).repeat(dice.pick(LENGTHS)));
    case 5:
      return dice.pick(['null', 'true', 'false', '[]', '{}', '[null]', '[[]]', 'undefined', '']);
    case 6:
      return dice.pick([
        '{"__proto__":{"t":"hello","on":true,"since":0}}',
        '{"constructor":{"prototype":{"isGreeted":true}}}',
        '{"toString":1,"valueOf":2,"hasOwnProperty":3}',
        '{"toJSON":"x","length":-1}',
        '{"0":1,"length":1}',
      ]);
    case 7:
      return nested(dice, dice.pick([2, 30, 500, 5_000, 30_000]));
    default:
      return JSON.stringify(dice.word(dice.pick(LENGTHS.slice(0, 8))));
  }
}

function nested(dice: Dice, depth: number): string {
  return dice.chance(0.5)
    ? '['.repeat(depth) + ']'.repeat(depth)
    : `${'{"a":'.repeat(depth / 5)}null${'}'.repeat(depth / 5)}`;
}

const FAULTS = ['replace', 'replace', 'remove', 'rename', 'twice', 'twice', 'wrap', 'insert'] as const;
type Fault = (typeof FAULTS)[number];

/** A value as JSON with so many faults somewhere in it. */
export function writeHostile(value: unknown, dice: Dice, faultCount: number): string {
  const places = placesOf(value, '$');
  const faults = new Map<string, Fault>();
  for (let count = 0; count < faultCount; count += 1) faults.set(dice.pick(places), dice.pick(FAULTS));
  return write(value, '$', faults, dice);
}

function placesOf(value: unknown, place: string): string[] {
  if (typeof value !== 'object' || value === null) return [place];
  const below = Object.entries(value).flatMap(([key, member]) => placesOf(member, `${place}.${key}`));
  return [place, ...below];
}

function write(value: unknown, place: string, faults: Map<string, Fault>, dice: Dice): string {
  const fault = faults.get(place);
  if (fault === 'replace') return hostileToken(dice);
  const plain = writeMembers(value, place, faults, dice);
  if (fault === 'wrap')
    return dice.pick([`[${plain}]`, `{"value":${plain}}`, `[[${plain}]]`, `${plain},${plain}`]);
  return plain;
}

function writeMembers(value: unknown, place: string, faults: Map<string, Fault>, dice: Dice): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    const at = `${place}.${key}`;
    const fault = faults.get(at);
    if (fault === 'remove') continue;
    const name =
      fault === 'rename' ? dice.pick(['__proto__', 'T', 'text ', dice.word(5), key.toUpperCase()]) : key;
    const label = isList ? '' : `${JSON.stringify(name)}:`;
    const written = label + write(member, at, faults, dice);
    const other = `${label}${hostileToken(dice)}`;
    // Of two members of one name the last counts, in JSON as JavaScript reads it (RFC 8259 leaves it open).
    if (fault === 'twice') members.push(...(dice.chance(0.5) ? [other, written] : [written, other]));
    else members.push(written);
  }
  if (faults.get(place) === 'insert') {
    const name = dice.pick([
      '__proto__',
      'constructor',
      'prototype',
      'toJSON',
      'role',
      'author',
      'seq',
      'extra',
    ]);
    members.splice(dice.below(members.length + 1), 0, `${isList ? '' : `"${name}":`}${hostileToken(dice)}`);
  }
  return isList ? `[${members.join(',')}]` : `{${members.join(',')}}`;
}

/** Damages the bytes themselves: cut, flipped, doubled, not UTF-8. */
export function damageBytes(bytes: Buffer, dice: Dice): Buffer {
  const at = dice.below(bytes.length + 1);
  const spliced = (middle: Buffer, skip = 0) =>
    Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(at + skip)]);
  switch (dice.below(8)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return spliced(dice.bytes(1), 1);
    case 2:
      return spliced(Buffer.from(dice.pick(['"', '{', '}', '[', ']', ',', ':', '\\', '\0', '\n', '\\u12'])));
    case 3:
      return spliced(Buffer.alloc(0), 1 + dice.below(5));
    case 4:
      // Overlong, a surrogate, a lone continuation, beyond Unicode (RFC 3629).
      return spliced(Buffer.from(dice.pick(['c080', 'eda080', '80', 'f4908080', 'ff', 'e28a']), 'hex'));
    case 5:
      return Buffer.concat([bytes, bytes]);
    case 6:
      return Buffer.concat([Buffer.from(dice.pick(['\ufeff', ' \n\t', '\0', '//', '42'])), bytes]);
    default:
      return Buffer.concat([bytes, dice.bytes(1 + dice.below(8))]);
  }
}
