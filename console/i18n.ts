/** Words from the catalogue. A missing slot or a misspelt key is a type error. */
import { en } from './locales/en.ts';

type Plural = { one: string; other: string };
type Catalogue = { [K in keyof typeof en]: (typeof en)[K] extends string ? string : Plural };
export type Word = keyof Catalogue;

type Slots<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Slots<Rest> : never;
type SlotsOf<K extends Word> = (typeof en)[K] extends Plural
  ? 'count' | Slots<(typeof en)[K]['other']>
  : Slots<(typeof en)[K]>;
type Values<K extends Word> = [SlotsOf<K>] extends [never]
  ? []
  : [values: Record<SlotsOf<K>, string | number>];

const catalogue: Catalogue = en;
const LANGUAGE = 'en';
const plurals = new Intl.PluralRules(LANGUAGE);

/** The reader's own region for dates and hours, as long as it speaks the catalogue's language. */
export const formatLocale = (): string =>
  navigator.language.split('-')[0] === LANGUAGE ? navigator.language : LANGUAGE;

export function t<K extends Word>(key: K, ...[values]: Values<K>): string {
  const slots: Record<string, string | number> = values ?? {};
  const word = catalogue[key];
  const template =
    typeof word === 'string' ? word : word[plurals.select(Number(slots.count)) === 'one' ? 'one' : 'other'];
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(slots[name] ?? ''));
}
