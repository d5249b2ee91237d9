/** The texts of a language with the owner's own in the place of ours. */
import type { Look } from '../../protocol/look.ts';

/** As the build left it: texts, and objects of plural forms. */
export type BuiltTexts = Record<string, string | Record<string, string>>;

/** @param built says itself which language it is, in `lang`. What it doesn't know is left out. */
export function withOwnTexts(built: BuiltTexts, own: Look['texts']): BuiltTexts {
  const texts = { ...built };
  for (const [key, text] of Object.entries(own?.[String(built.lang)] ?? {}))
    if (Object.hasOwn(built, key)) texts[key] = typeof built[key] === 'string' ? text : { other: text };
  return texts;
}
