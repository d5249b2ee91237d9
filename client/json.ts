/**
 * JSON of what a value holds. The replacer hands over each value as it is, past a `toJSON` that a library may have put
 * on the prototypes of the page (Prototype 1.6 makes texts of arrays).
 */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, function (this: Record<string, unknown>, key) {
    return this[key];
  });
