/** The messenger's words as they come with it, by language: what an owner's own stand in the place of. */
import { type Readable, writable } from '../../client/store.ts';
import type { Backend, BuiltTexts } from './backend.ts';

export interface SiteWordsState {
  /** Language tags, as `de` or `zh-Hant`; empty until they are known. */
  languages: readonly string[];
  /** By language tag; those that were asked for and have come. */
  texts: ReadonlyMap<string, BuiltTexts>;
  hasFailed: boolean;
}

export interface SiteWords {
  readonly state: Readable<SiteWordsState>;
  /** Asks for the languages, and for the words of one. */
  load(language: string): Promise<void>;
}

/** The build's files are named in lower case, and simplified Chinese is the plain one. */
const tagOf = (file: string): string =>
  file === 'zh' ? 'zh-Hans' : file.replace(/-(\w)/, (_, letter: string) => `-${letter.toUpperCase()}`);
const fileOf = (tag: string): string => (tag === 'zh-Hans' ? 'zh' : tag.toLowerCase());

export function createSiteWords(backend: Backend): SiteWords {
  const state = writable<SiteWordsState>({ languages: [], texts: new Map(), hasFailed: false });
  return {
    state,
    async load(language) {
      try {
        if (state.get().languages.length === 0)
          state.patch({ languages: (await backend.languages()).map(tagOf) });
        if (!state.get().texts.has(language)) {
          const texts = await backend.builtTexts(fileOf(language));
          state.patch({ texts: new Map(state.get().texts).set(language, texts) });
        }
        state.patch({ hasFailed: false });
      } catch {
        state.patch({ hasFailed: true });
      }
    },
  };
}

/** A text, or the most general of its forms by number. */
export const plainText = (text: BuiltTexts[string] | undefined): string =>
  typeof text === 'string' ? text : (text?.other ?? '');

/** What is filled in: an own text without it would say less than ours. */
export const slotsIn = (text: string): string[] => text.match(/\{\w+\}/g) ?? [];

/** The messenger's words in one language as they would be after saving. */
export function previewTexts(built: BuiltTexts, own: Record<string, string>): BuiltTexts {
  const texts = { ...built };
  for (const [key, text] of Object.entries(own))
    if (Object.hasOwn(built, key)) texts[key] = typeof built[key] === 'string' ? text : { other: text };
  return texts;
}
