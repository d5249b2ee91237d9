/**
 * Shapes: one description per wire type gives both the check at the edge and the TypeScript type.
 *
 * A shape takes an unknown value and returns it typed, or throws `ShapeError`. Objects are rebuilt from their declared
 * fields, so nothing undeclared travels further in. Written by hand because every visitor downloads it; see
 * docs/decisions/0002-own-shapes.md for the figures beside a library.
 */
export type Shape<T> = (value: unknown, path: string) => T;

/** What a shape produces: `type Event = Infer<typeof event>`. */
export type Infer<S> = S extends Shape<infer T> ? T : never;

/** A value is not what the wire promises. `path` names the field. */
export class ShapeError extends Error {
  readonly path: string;
  /** True when the only fault is size, which has its own error code on the wire. */
  declare readonly isTooLarge: boolean;

  /** @param expected completes the sentence "… must be …". */
  constructor(path: string, expected: string, isTooLarge = false) {
    super(`${path || 'it'} must be ${expected}`);
    this.path = path;
    this.isTooLarge = isTooLarge;
  }
}

const utf8 = new TextEncoder();

/** Length of a text in UTF-8 bytes, the unit of every text limit. */
export const utf8ByteCount = (text: string): number => utf8.encode(text).length;

/** Whether a text has more UTF-8 bytes than this. One UTF-16 unit takes three at most, so most texts need no counting. */
export const isLongerThan = (text: string, maxBytes: number): boolean =>
  text.length * 3 > maxBytes && (text.length > maxBytes || utf8ByteCount(text) > maxBytes);

/** A string of at most `maxBytes` UTF-8 bytes. */
// @__NO_SIDE_EFFECTS__
export function text(maxBytes: number, minLength = 0): Shape<string> {
  return (value, path) => {
    if (typeof value !== 'string') throw new ShapeError(path, 'text');
    if (value.length < minLength) throw new ShapeError(path, 'longer');
    if (isLongerThan(value, maxBytes)) throw new ShapeError(path, `at most ${maxBytes} bytes`, true);
    return value;
  };
}

/** A string that matches a pattern, for ids and tokens. */
// @__NO_SIDE_EFFECTS__
export function pattern(expected: RegExp): Shape<string> {
  return (value, path) => {
    if (typeof value !== 'string' || !expected.test(value)) throw new ShapeError(path, `like ${expected}`);
    return value;
  };
}

/** A whole number from `min` to `max`, both inclusive. */
// @__NO_SIDE_EFFECTS__
export function integer(min = 0, max = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value, path) => {
    if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max)
      throw new ShapeError(path, `a whole number from ${min} to ${max}`);
    return value as number;
  };
}

export const boolean: Shape<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new ShapeError(path, 'true or false');
  return value;
};

/** Not looked at here; whoever uses it parses it. */
export const anything: Shape<unknown> = (value) => value;

/** One of a fixed set of strings. */
// @__NO_SIDE_EFFECTS__
export function oneOf<const T extends string>(...allowed: T[]): Shape<T> {
  return (value, path) => {
    if (!allowed.includes(value as T)) throw new ShapeError(path, `one of ${allowed}`);
    return value as T;
  };
}

// @__NO_SIDE_EFFECTS__
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null ? null : shape(value, path));
}

/** A field that may be missing. The rebuilt object then lacks it, too. */
// @__NO_SIDE_EFFECTS__
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, path) => (value === undefined ? undefined : shape(value, path));
}

// @__NO_SIDE_EFFECTS__
export function list<T>(shape: Shape<T>, maxCount: number, minCount = 0): Shape<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeError(path, 'a list');
    if (value.length < minCount || value.length > maxCount)
      throw new ShapeError(path, `a list of ${minCount} to ${maxCount}`);
    return value.map((entry, index) => shape(entry, `${path}[${index}]`));
  };
}

/** An object whose keys are not known beforehand. */
// @__NO_SIDE_EFFECTS__
export function record<T>(key: Shape<string>, shape: Shape<T>, maxCount: number): Shape<Record<string, T>> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ShapeError(path, 'an object');
    const entries = Object.entries(value);
    if (entries.length > maxCount) throw new ShapeError(path, `of ${maxCount} fields at most`);
    return Object.fromEntries(
      entries.map(([name, field]) => [
        key(name, path ? `${path}: each key` : 'each key'),
        shape(field, path ? `${path}.${name}` : name),
      ]),
    );
  };
}

type Fields = Record<string, Shape<unknown>>;
type OptionalKeys<F extends Fields> = { [K in keyof F]: undefined extends Infer<F[K]> ? K : never }[keyof F];
type Rebuilt<F extends Fields> = { [K in Exclude<keyof F, OptionalKeys<F>>]: Infer<F[K]> } & {
  [K in OptionalKeys<F>]?: Exclude<Infer<F[K]>, undefined>;
};
/** Flattens intersections, so that editors show one object type. */
type Flat<T> = { [K in keyof T]: T[K] };

// @__NO_SIDE_EFFECTS__
export function object<F extends Fields>(fields: F): Shape<Flat<Rebuilt<F>>> {
  const entries = Object.entries(fields);
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ShapeError(path, 'an object');
    const rebuilt: Record<string, unknown> = {};
    for (const [name, shape] of entries) {
      // Own properties only: what a page put on Object.prototype is not part of the message.
      const field = shape(
        Object.hasOwn(value, name) ? (value as never)[name] : undefined,
        path ? `${path}.${name}` : name,
      );
      if (field !== undefined) rebuilt[name] = field;
    }
    return rebuilt as Flat<Rebuilt<F>>;
  };
}

type Variants = Record<string, Fields>;
type Tagged<Tag extends string, V extends Variants> = {
  [K in keyof V & string]: Flat<{ [T in Tag]: K } & Rebuilt<V[K]>>;
}[keyof V & string];

/** A union told apart by the string in its `tag` field. */
// @__NO_SIDE_EFFECTS__
export function tagged<const Tag extends string, V extends Variants>(
  tag: Tag,
  variants: V,
): Shape<Tagged<Tag, V>> {
  const shapes = new Map(
    Object.entries(variants).map(([name, fields]) => [name, object({ [tag]: oneOf(name), ...fields })]),
  );
  return (value, path) => {
    const name =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[tag] : undefined;
    const shape = shapes.get(name as string);
    if (!shape) throw new ShapeError(path ? `${path}.${tag}` : tag, `one of ${[...shapes.keys()]}`);
    return shape(value, path) as Tagged<Tag, V>;
  };
}

/** Parses JSON text against a shape. @throws ShapeError also when the text is not JSON. */
export function parseJson<T>(shape: Shape<T>, json: string): T {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ShapeError('', 'JSON');
  }
  return shape(value, '');
}
