/** Which language the visitor is spoken to in, and the small files beside the loader: each is fetched only if wanted. */
import type { Catalogue } from './i18n.ts';

declare const __SIDE_VERSION__: string;

/** The first two letters of a language tag (BCP 47). There is a file for each such code: English where we have no other. */
export const languageOf = (tag: string): string => /^[a-z]{2}(?![a-z])/.exec(tag.toLowerCase())?.[0] ?? 'en';

/** @param rest what a file may want to know, such as the whole tag where one language is written in two ways. */
const importSide = (origin: string, name: string, rest = '') => {
  const url = `${origin}/m/side/${name}.js?${__SIDE_VERSION__}${rest}`;
  return import(/* @vite-ignore */ url);
};

export const importTexts = (origin: string, tag: string): Promise<Catalogue> =>
  importSide(origin, languageOf(tag), tag)
    // A code that is none, or a file that did not come: words in English are better than none.
    .catch(() => importSide(origin, 'en'))
    .then((it) => it.default);

export const importPageApi = (origin: string): Promise<typeof import('./page-api.ts')> =>
  importSide(origin, 'page-api');
