/**
 * Light formatting: *bold* or **bold**, _italic_, `code`, fenced code, lists. Only taken apart here: each side draws it with
 * elements of its own, so that a stranger's text never becomes markup. What is not closed stays as it was typed.
 */

/** Text, or an element with what is in it: a list of the same, or, of code, the text as it is. */
export type Formatted = string | readonly [tag: FormattedTag, inside: string | readonly Formatted[]];
export type FormattedTag = 'strong' | 'em' | 'code' | 'pre' | 'ul' | 'ol' | 'li';

const SPECIAL = /[*_`]|^[^\S\n]*([-•]|\d{1,3}[.)])\s/m;
const FENCE = '```';
const BULLET = /^\s*[-•*]\s+/;
const NUMBER = /^\s*\d{1,3}[.)]\s+/;
/**
 * Marks stand at the edges of words: file_name_1 and 2 * 3 * 4 are no marks, nor is what stands in an address. Bounded, like
 * all that strangers write.
 */
const INLINE =
  /`([^`\n]{1,500})`|(?<![\p{L}\p{N}*])\*{1,2}(?!\s)([^*\n]{1,500})(?<!\s)\*{1,2}(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?!\s)([^_\n]{1,500})(?<!\s)_(?![\p{L}\p{N}_])|(https?:\/\/\S{1,2000})/u;

/** @returns null where there is nothing to format. */
export const parseFormatting = (text: string): Formatted[] | null =>
  SPECIAL.test(text)
    ? partsBetweenFences(text).flatMap((part, index): Formatted[] =>
        index % 2 ? [['pre', part]] : blocksIn(part),
      )
    : null;

/** @returns the text without its marks, for where it stands in one line. */
export const withoutMarks = (text: string): string =>
  inlineIn(text)
    .flatMap((part) => (typeof part === 'string' ? part : part[1]))
    .join('');

/**
 * What is plain, then what stands in fences, in turns. Line by line: a search for the end of what is never closed would take
 * the square of a stranger's text.
 */
function partsBetweenFences(text: string): string[] {
  const parts: string[] = [];
  let plain: string[] = [];
  let fenced: string[] | null = null;
  for (const line of text.split('\n')) {
    if (!fenced) {
      if (line.startsWith(FENCE)) fenced = [line];
      else plain.push(line);
    } else if (line.endsWith(FENCE)) {
      const [, ...code] = line === FENCE ? fenced : [...fenced, line.slice(0, -FENCE.length)];
      parts.push(plain.join('\n'), code.join('\n'));
      plain = [];
      fenced = null;
    } else fenced.push(line);
  }
  return [...parts, [...plain, ...(fenced ?? [])].join('\n')];
}

function blocksIn(text: string): Formatted[] {
  const blocks: Formatted[] = [];
  let items: Formatted[] = [];
  let plain: string[] = [];
  let kind: 'ul' | 'ol' | null = null;
  const end = () => {
    blocks.push(...inlineIn(plain.join('\n')));
    if (kind) blocks.push([kind, items]);
    plain = [];
    items = [];
  };
  for (const line of text.split('\n')) {
    const mark = BULLET.exec(line) ?? NUMBER.exec(line);
    const next = mark ? (BULLET.test(line) ? 'ul' : 'ol') : null;
    if (next !== kind) end();
    kind = next;
    if (mark) items.push(['li', inlineIn(line.slice(mark[0].length))]);
    else plain.push(line);
  }
  end();
  return blocks;
}

/** What each group of INLINE stands for, and what is between its matches. */
const INLINE_TAGS = ['', 'code', 'strong', 'em', ''] as const;

const inlineIn = (text: string): Formatted[] =>
  text.split(INLINE).flatMap((part, index): Formatted[] => {
    const tag = INLINE_TAGS[index % 5];
    return part ? [tag ? [tag, tag === 'code' ? part : [part]] : part] : [];
  });
