/** Words from the catalogue. A missing slot or a misspelt key is a type error. */
import { en } from './locales/en.ts';
import type { enLater } from './locales/en-later.ts';

type Plural = { one: string; other: string };
type English = typeof en & typeof enLater;
type Catalogue = { [K in keyof English]: English[K] extends string ? string : Plural };
export type Word = keyof Catalogue;

type Slots<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Slots<Rest> : never;
type SlotsOf<K extends Word> = English[K] extends Plural
  ? 'count' | Slots<English[K]['other']>
  : Slots<English[K]>;
type Values<K extends Word> = [SlotsOf<K>] extends [never]
  ? []
  : [values: Record<SlotsOf<K>, string | number>];

const catalogue: Partial<Catalogue> = { ...en };
const LANGUAGE = 'en';
const plurals = new Intl.PluralRules(LANGUAGE);

/** The words of what is not there from the beginning. Whoever fetches such a screen waits for them. */
export const loadLaterWords = async (): Promise<void> => {
  Object.assign(catalogue, (await import('./locales/en-later.ts')).enLater);
};

/** The reader's own region for dates and hours, as long as it speaks the catalogue's language. */
export const formatLocale = (): string =>
  navigator.language.split('-')[0] === LANGUAGE ? navigator.language : LANGUAGE;

export function t<K extends Word>(key: K, ...[values]: Values<K>): string {
  const slots: Record<string, string | number> = values ?? {};
  const word = catalogue[key] ?? key;
  const template =
    typeof word === 'string' ? word : word[plurals.select(Number(slots.count)) === 'one' ? 'one' : 'other'];
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(slots[name] ?? ''));
}
