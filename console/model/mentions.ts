/** `@Name` in a note: whom it means, and where it stands. Pure. */
import type { DeskMember } from '../../protocol/desk.ts';

export const MENTIONS_AT_MOST = 20;

type Named = Pick<DeskMember, 'agent' | 'name'>;

/** @returns the plain parts at even places, the mentions at odd ones, with their sign. */
export function splitAtMentions(text: string, names: readonly string[]): string[] {
  const known = names.filter(Boolean).sort((a, b) => b.length - a.length);
  if (known.length === 0) return [text];
  // The longest first: "@Ben Small" is not "@Ben". Before it no letter, as in an e-mail address; after it none either.
  const pattern = known.map(escaped).join('|');
  return text.split(new RegExp(`(?<![\\p{L}\\p{N}_])(@(?:${pattern}))(?![\\p{L}\\p{N}_])`, 'u'));
}

/**
 * @param chosen those picked from the list, who tell apart colleagues of one name.
 * @returns whom the note calls.
 */
export function mentionedIn(text: string, members: readonly Named[], chosen: ReadonlySet<string>): string[] {
  const names = new Set(
    splitAtMentions(
      text,
      members.map(({ name }) => name),
    )
      .filter((_, index) => index % 2)
      .map((mention) => mention.slice(1)),
  );
  const called = members.filter(({ name }) => names.has(name));
  const isAmbiguous = ({ agent, name }: Named) =>
    !chosen.has(agent) && called.some((other) => other.name === name && chosen.has(other.agent));
  return called
    .filter((member) => !isAmbiguous(member))
    .map(({ agent }) => agent)
    .slice(0, MENTIONS_AT_MOST);
}

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
