/** Every text that visitors see comes from the catalogue of their language, which the loader fetches: see locale.ts. */
import type en from './locales/en.ts';

/** One text, or its forms by number, as the language has them. */
export type Counted = Partial<Record<Intl.LDMLPluralRule, string>>;
/** English with every text replaced. */
export type Catalogue = { [Key in keyof typeof en]: (typeof en)[Key] extends string ? string : Counted };
export type Simple = {
  [Key in keyof Catalogue]: Catalogue[Key] extends string ? Key : never;
}[keyof Catalogue];

export let texts: Catalogue;
/** Times of day. Kept, because making one takes longer than drawing a message. */
export let clock: Intl.DateTimeFormat;

/** From now on everything is drawn in this language. */
export const speak = (catalogue: Catalogue): void => {
  texts = catalogue;
  clock = Intl.DateTimeFormat(texts.lang, { timeStyle: 'short' });
};

export const t = (key: Simple, name?: string | null): string =>
  texts[key].replace('{name}', () => name ?? '');
