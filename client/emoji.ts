/** The emoji to choose from, and how they are found by name. */
import { GROUPS } from './emoji-list.ts';

export interface Emoji {
  emoji: string;
  name: string;
  /** Also found by these. */
  words: string;
}

export type EmojiGroup = [name: string, emoji: Emoji[]];

const groups: EmojiGroup[] = Object.entries(GROUPS).map(([name, list]) => [
  name,
  list.split('|').map((entry) => {
    const [, emoji = '', words = ''] = /^([^a-z]+)(.+)$/.exec(entry) ?? [];
    return { emoji, words, name: words.split(',', 1)[0] ?? '' };
  }),
]);
const all = groups.flatMap(([, list]) => list);

/** @param recent what was chosen lately: comes first while nothing is looked for. */
export function findEmoji(query: string, recent: readonly string[]): EmojiGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    const used = recent.flatMap((emoji) => all.find((it) => it.emoji === emoji) ?? []);
    return used.length ? [['Recently used', used], ...groups] : groups;
  }
  const found = all.filter((it) => words.every((word) => ` ${it.words}`.includes(` ${word}`)));
  return found.length ? [['Found', found]] : [];
}
