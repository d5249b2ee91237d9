/** The module that the loader imports, as text. */
export const moduleText = (texts: unknown, look: unknown): string =>
  `export default ${literal(texts)};export const look=${literal(look)};\n`;

/** JSON that means the same to a script, wherever it is put. */
const literal = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
