/**
 * Words as search sees them. Pure. Letters of scripts that set no spaces between words are words of their own here, so
 * that any part of a sentence is found as a phrase. Everything else is left to SQLite's tokenizer, whose rules these
 * follow: letters, digits and their marks make words, case and accents do not count.
 */
import type { SearchHit } from '../../protocol/search.ts';

const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const WORD = new RegExp(`[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}\\p{Co}])+`, 'gu');
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]$`, 'u');

interface Word {
  text: string;
  from: number;
  to: number;
}

function* wordsOf(text: string): Generator<Word> {
  for (const match of text.matchAll(WORD))
    yield { text: fold(match[0]), from: match.index, to: match.index + match[0].length };
}

/** What comes after that in a word does not count: it is none, and would fill the index. */
const WORD_LENGTH = 64;

/** Case and accents do not count. */
const fold = (word: string): string =>
  [
    ...word
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase(),
  ]
    .slice(0, WORD_LENGTH)
    .join('');

/** As it is handed to the index: words with spaces between them. */
export const indexed = (text: string): string => [...wordsOf(text)].map((word) => word.text).join(' ');

/** What somebody looks for: phrases that must all be there. */
export interface Query {
  phrases: string[][];
  /** Whether the last word may be the beginning of one. */
  isOpen: boolean;
}

const CHUNKS = 10;
const QUERY_LENGTH = 200;

/** Null when there is no word in it. Nothing that people can type is an error. */
export function readQuery(text: string): Query | null {
  const typed = text.slice(0, QUERY_LENGTH);
  const phrases = typed
    .split(/\s+/u)
    .slice(0, CHUNKS)
    .map((chunk) => [...wordsOf(chunk)].map((word) => word.text))
    .filter((words) => words.length > 0);
  const last = phrases.at(-1)?.at(-1);
  if (last === undefined) return null;
  return { phrases, isOpen: !IS_UNSPACED.test(last) && !/[^\p{L}\p{N}\p{M}\p{Co}]$/u.test(typed) };
}

/** Beginnings as short as this are in the index themselves. */
export const PREFIX_LENGTHS = [1, 2, 3] as const;

/**
 * The query in the index's language. A beginning of a word is spelled out as the words there are, because those are read
 * from the newest on; SQLite would gather all places of all of them first.
 * @param completions words that begin so; null when there are too many to spell out.
 */
export function matchExpression(query: Query, completions: (beginning: string) => string[] | null): string {
  const quoted = (words: readonly string[]) => `"${words.join(' ')}"`;
  return query.phrases
    .map((words, index) => {
      const beginning = words.at(-1) ?? '';
      if (!query.isOpen || index < query.phrases.length - 1) return quoted(words);
      const isShort = beginning.length <= PREFIX_LENGTHS.length;
      const complete = isShort ? null : completions(beginning);
      if (complete === null) return `${quoted(words)} *`;
      return `(${[beginning, ...complete].map((word) => quoted([...words.slice(0, -1), word])).join(' OR ')})`;
    })
    .join(' AND ');
}

const BEFORE = 60;
const SNIPPET_LENGTH = 240;
/** More are not marked: the wire's list of parts ends somewhere. */
const MARKED = 90;

/** The text around the first hit, cut where hits begin and end. */
export function snippetOf(text: string, { phrases, isOpen }: Query): SearchHit['parts'] {
  const words = [...wordsOf(text)];
  const hits = new Set<Word>();
  for (const [index, phrase] of phrases.entries()) {
    const isBeginning = isOpen && index === phrases.length - 1;
    const isHit = (at: number) =>
      phrase.every((wanted, offset) => {
        const found = words[at + offset]?.text;
        return isBeginning && offset === phrase.length - 1 ? found?.startsWith(wanted) : found === wanted;
      });
    for (const at of words.keys())
      if (isHit(at)) for (const word of words.slice(at, at + phrase.length)) hits.add(word);
  }
  const first = words.find((word) => hits.has(word))?.from ?? 0;
  const start = first <= BEFORE ? 0 : (words.find(({ from }) => from >= first - BEFORE)?.from ?? first);
  const fitting = words.filter(({ from, to }) => from >= start && to <= start + SNIPPET_LENGTH);
  const end =
    text.length <= start + SNIPPET_LENGTH ? text.length : (fitting.at(-1)?.to ?? start + SNIPPET_LENGTH);

  const parts: SearchHit['parts'] = [];
  const add = (piece: string, isHit: boolean) => {
    const last = parts.at(-1);
    if (piece === '') return;
    if (last?.isHit === isHit) last.text += piece;
    else parts.push({ text: piece, isHit });
  };
  let at = start;
  for (const word of fitting.filter((word) => hits.has(word)).slice(0, MARKED)) {
    // Between the letters of one phrase there is nothing to set apart.
    add(text.slice(at, word.from), false);
    add(text.slice(word.from, word.to), true);
    at = word.to;
  }
  add(text.slice(at, end), false);
  return parts;
}
