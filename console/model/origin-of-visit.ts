/** What can be told of where somebody comes from, by what their browser says. Guesses, shown as such. Pure. */
import { formatLocale } from '../i18n.ts';

/** "Vienna" for `Europe/Vienna`; null for a zone that names no place. */
export function cityOf(timeZone: string): string | null {
  const [area, ...places] = timeZone.split('/');
  const city = places.at(-1)?.replaceAll('_', ' ');
  return city && area !== 'Etc' ? city : null;
}

/** "Austria" for `de-AT`; null where the tag names no country. */
export function countryOf(locale: string): string | null {
  try {
    const { region } = new Intl.Locale(locale);
    return (region && new Intl.DisplayNames(formatLocale(), { type: 'region' }).of(region)) ?? null;
  } catch {
    return null;
  }
}

/** What a link's maker wrote into it: campaign, source, medium, content, term. Null where there is nothing of that. */
export function campaignOf(pages: readonly string[]): { name: string; details: string[] } | null {
  for (const page of pages) {
    if (!URL.canParse(page)) continue;
    const { searchParams } = new URL(page);
    const values = ['campaign', 'source', 'medium', 'content', 'term']
      .map((part) => searchParams.get(`utm_${part}`)?.trim())
      .filter((value) => value !== undefined && value !== '');
    const [name, ...details] = values as string[];
    if (name) return { name, details };
  }
  return null;
}
