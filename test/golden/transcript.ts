/// <reference types="vite/types/importMeta.d.ts" />
/** Recorded dialogues of the wire: who said and heard which frame, in which order. See README.md beside this file. */
import {
  anything,
  boolean,
  type Infer,
  list,
  object,
  oneOf,
  optional,
  parseJson,
  type Shape,
  ShapeError,
  tagged,
  text,
} from '../../protocol/shape.ts';

/** Transcripts of this version and those before it are released: they are replayed, and never recorded again. */
export const RELEASED_VERSION = 0;

export type Frame = { t: string } & Record<string, unknown>;

/** A frame with all that was in it, declared or not. */
const frame: Shape<Frame> = (value, path) => ({
  ...Object(value),
  ...object({ t: text(32, 1) })(value, path),
});
const record: Shape<Record<string, unknown>> = (value, path) => {
  if (typeof value !== 'object' || value === null) throw new ShapeError(path, 'an object');
  return { ...value };
};
const frameOrText: Shape<Frame | string> = (value, path) =>
  typeof value === 'string' ? value : frame(value, path);
const nullOr =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value, path) =>
    value === null ? null : shape(value, path);

export const ROLES = ['visitor', 'other visitor', 'ada', 'grace', `ada's inbox`, 'stranger'] as const;
export type Role = (typeof ROLES)[number];

const who = text(32, 1);

const stepShape = tagged('does', {
  connects: { who, as: oneOf(...ROLES) },
  /** `byHand`: no client of ours would say it. Text is sent as it is. */
  says: { who, frame: frameOrText, byHand: optional(boolean) },
  /** A draft has just the frame's kind, as text; it is filled in when recorded. */
  hears: { who, frame: frameOrText },
  /** The server hung up. Null in a draft. */
  closed: { who, code: nullOr(anything as Shape<number>) },
  /** The connection ends in good order: there was nothing more to hear. */
  leaves: { who },
  /** The connection breaks, and whatever was still on its way is lost. */
  loses: { who },
  /** What our client makes of it all. Null in a draft. */
  shows: { who, state: nullOr(record) },
});
export type Step = Infer<typeof stepShape>;

const headShape = object({ about: text(256, 1), rules: list(text(8), 8, 1) });

export interface Transcript {
  /** Where it is kept, as seen from a test's folder. */
  file: string;
  version: number;
  /** `[DLV-3] a resent message is stored once` */
  title: string;
  steps: Step[];
  /** The file with other steps. */
  withSteps(steps: readonly Step[]): string;
  source: string;
}

const sources = import.meta.glob<string>('./v*/*.jsonl', { query: '?raw', import: 'default', eager: true });

export const transcripts = (version: number): Transcript[] =>
  Object.entries(sources)
    .filter(([path]) => path.startsWith(`./v${version}/`))
    .map(([path, source]) => {
      const [first = '', ...lines] = source.trimEnd().split('\n');
      const { about, rules } = parseJson(headShape, first);
      return {
        file: path.replace('./', '../golden/'),
        version,
        title: `${rules.map((rule) => `[${rule}]`).join(' ')} ${about}`,
        steps: lines.map((line) => parseJson(stepShape, line)),
        withSteps: (steps) => `${[first, ...steps.map((step) => JSON.stringify(step))].join('\n')}\n`,
        source,
      };
    });

/** Fields that differ from run to run, or are words for people: only their type is compared. */
export const LOOSE = new Set([
  'ts',
  'createdAt',
  'activeAt',
  'waitingSince',
  'jitterMs',
  'retryAfterMs',
  'message',
]);

/** A frame with every loose field made the same. */
export function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      LOOSE.has(key) && part !== null ? typeof part : settled(part),
    ]),
  );
}

/**
 * Whether a client of the recorded version reads the same out of both. It rebuilds what it hears from the fields it
 * knows, so a field more changes nothing for it; anything else would.
 */
export function isAlike(recorded: unknown, actual: unknown): boolean {
  return isWithin(settled(recorded), settled(actual));
}

function isWithin(recorded: unknown, actual: unknown): boolean {
  if (Array.isArray(recorded))
    return (
      Array.isArray(actual) &&
      recorded.length === actual.length &&
      recorded.every((part, index) => isWithin(part, actual[index]))
    );
  if (typeof recorded !== 'object' || recorded === null) return recorded === actual;
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(recorded).every(
    ([key, part]) => Object.hasOwn(actual, key) && isWithin(part, Reflect.get(actual, key)),
  );
}
