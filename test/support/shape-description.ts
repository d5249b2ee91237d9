/**
 * Stands in for protocol/shape.ts while the wire is described: the same words, but a shape made of them carries what
 * it was declared to be. Whatever does not change what travels (order of fields, of variants, of allowed words) is
 * sorted away.
 */
export type Description = string | { [part: string]: Description };

export interface DescribedShape {
  (value: unknown, path: string): unknown;
  description: Description;
  isOptional: boolean;
}

/** What shapes written by hand have asked of declared ones since `describeByHand` began to watch. */
let asked: Description[] = [];
/** Unions declared so far: the values that a shape written by hand may tell apart. */
const unions: { tag: string; names: string[] }[] = [];

function described(description: Description, isOptional = false): DescribedShape {
  const shape = (value: unknown) => {
    asked.push(description);
    return value;
  };
  return Object.assign(shape, { description, isOptional });
}

export const isDescribed = (value: unknown): value is DescribedShape =>
  typeof value === 'function' && 'description' in value;

export const sorted = (parts: Record<string, Description>): Record<string, Description> =>
  Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)));

const upTo = (min: number, max: number): string =>
  max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;

export const text = (maxBytes: number, minLength = 0) =>
  described(`text of ${minLength} characters to ${maxBytes} bytes`);
export const pattern = (expected: RegExp) => described(`text like ${expected}`);
export const integer = (min = 0, max = Number.MAX_SAFE_INTEGER) =>
  described(`whole number ${upTo(min, max)}`);
export const boolean = described('true or false');
export const anything = described('anything');
export const oneOf = (...allowed: string[]) => described(`one of ${allowed.sort().join(', ')}`);

export const nullable = ({ description }: DescribedShape) =>
  described(typeof description === 'string' ? `${description}, or null` : { 'this or null': description });
export const optional = ({ description }: DescribedShape) => described(description, true);
export const list = ({ description }: DescribedShape, maxCount: number, minCount = 0) =>
  described({ [`list of ${minCount} to ${maxCount}`]: description });

export const record = (key: DescribedShape, { description }: DescribedShape, maxCount: number) =>
  described({ [`up to ${maxCount} fields, each named by ${key.description}`]: description });

type Fields = Record<string, DescribedShape>;

const describeFields = (fields: Fields): Description =>
  sorted(
    Object.fromEntries(
      Object.entries(fields).map(([name, { description, isOptional }]) => [
        isOptional ? `${name}?` : name,
        description,
      ]),
    ),
  );

export const object = (fields: Fields) => described(describeFields(fields));

export function tagged(tag: string, variants: Record<string, Fields>): DescribedShape {
  unions.push({ tag, names: Object.keys(variants) });
  const entries = Object.entries(variants).map(([name, fields]) => [name, describeFields(fields)]);
  return described({ [`told apart by ${tag}`]: sorted(Object.fromEntries(entries)) });
}

/**
 * Describes a shape written by hand by what it asks of declared ones, for each value it may tell apart.
 * @throws when it asks nothing: then it is no shape.
 */
export function describeByHand(shape: (value: unknown, path: string) => unknown): Description {
  const partsFor = (value: object): Description => {
    asked = [];
    shape(value, '');
    return Object.fromEntries(asked.map((part, index) => [`part ${index + 1}`, part]));
  };
  const otherwise = partsFor({});
  if (Object.keys(otherwise).length === 0) throw new Error('it asks nothing of a declared shape');
  const cases: Record<string, Description> = { otherwise };
  for (const { tag, names } of unions)
    for (const name of names) {
      const parts = partsFor({ [tag]: name });
      if (JSON.stringify(parts) !== JSON.stringify(otherwise)) cases[`when ${tag} is ${name}`] = parts;
    }
  return sorted(cases);
}
