/** A site as its owner is changing it, before it is saved. Pure. */
import type { Look } from '../../protocol/look.ts';
import type { Site } from '../../protocol/sites.ts';

export type Draft = Pick<Site, 'name' | 'origins' | 'look'>;
/** A field that is set to undefined is taken out. */
export type LookChange = { [Name in keyof Look]?: Look[Name] | undefined };

export const draftFrom = ({ name, origins, look }: Site): Draft => ({ name, origins, look });

export function withLook(draft: Draft, change: LookChange): Draft {
  const fields = Object.entries({ ...draft.look, ...change }).filter(([, value]) => value !== undefined);
  return { ...draft, look: Object.fromEntries(fields) };
}

/** @param text empty: ours again. */
export function withText(draft: Draft, language: string, key: string, text: string): Draft {
  const { texts = {} } = draft.look;
  const { [key]: _, ...others } = texts[language] ?? {};
  const own = text === '' ? others : { ...others, [key]: text };
  const { [language]: __, ...languages } = texts;
  const all = Object.keys(own).length > 0 ? { ...languages, [language]: own } : languages;
  return withLook(draft, { texts: Object.keys(all).length > 0 ? all : undefined });
}

export const isSame = (a: Partial<Draft>, b: Partial<Draft>): boolean => canonical(a) === canonical(b);

/** JSON with its keys in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** The origin of what somebody typed or pasted, as browsers send it; null when it has none. */
export function originIn(typed: string): string | null {
  const text = typed.trim();
  const address = /^[a-z]+:/i.test(text) && !/^[\w.-]+:\d+/.test(text) ? text : `https://${text}`;
  const url = URL.parse(address);
  return url && /^https?:$/.test(url.protocol) && url.hostname !== '' && !url.hostname.includes('*')
    ? url.origin
    : null;
}
