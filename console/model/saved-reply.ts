/** Saved replies: found by what is typed after a slash, and filled in before they are sent. Pure. */
import type { SavedReply } from '../../protocol/desk.ts';

/** What `{{…}}` may name. `{{visitor.firstName|there}}` says "there" where the name is not known. */
export const VARIABLES = [
  'visitor.firstName',
  'visitor.name',
  'visitor.email',
  'agent.name',
  'site.name',
  'page.title',
  'page.url',
] as const;
export type Variable = (typeof VARIABLES)[number];
/** What is not known is empty. */
export type Values = Readonly<Record<Variable, string>>;

export const firstNameOf = (name: string): string => name.trim().split(/\s+/u, 1)[0] ?? '';

/** Only what begins like ours: an agent may have to write `{{ user }}` to somebody who asks about templates. */
const placeholder = () => /\{\{\s*((?:visitor|agent|site|page)\.\w+)\s*(?:\|([^{}]*))?\}\}/g;

/** Puts in what is known; what is not, and has no fallback, stays as it is. */
export const fillIn = (text: string, values: Values): string =>
  text.replace(placeholder(), (whole, name: string, fallback: string | undefined) => {
    const value = Object.hasOwn(values, name) ? values[name as Variable] : '';
    return value || (fallback?.trim() ?? whole);
  });

/** Where something is still to be filled in. */
export const blanksIn = (text: string): { at: number; text: string }[] =>
  [...text.matchAll(placeholder())].map((match) => ({ at: match.index, text: match[0] }));

const MOST = 8;

/** The best first: by shortcut, then by title, then by the words. */
export function findReplies(replies: readonly SavedReply[], query: string): SavedReply[] {
  const wanted = query.toLocaleLowerCase();
  const rank = ({ shortcut, title, text }: SavedReply): number => {
    if (shortcut.toLocaleLowerCase().startsWith(wanted)) return 0;
    if (title.toLocaleLowerCase().includes(wanted)) return 1;
    return `${shortcut} ${text}`.toLocaleLowerCase().includes(wanted) ? 2 : 3;
  };
  return replies
    .map((reply) => ({ reply, rank: rank(reply) }))
    .filter((found) => found.rank < 3)
    .sort((a, b) => a.rank - b.rank || a.reply.shortcut.localeCompare(b.reply.shortcut))
    .slice(0, MOST)
    .map(({ reply }) => reply);
}
