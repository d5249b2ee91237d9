/** The small files beside the loader. */
import type { Catalogue } from './i18n.ts';
import type { Settings } from './settings.ts';

declare const __SIDE_VERSION__: string;

/** @param attempt counted from 1 where an earlier one failed. */
const importFrom = (path: string, attempt = '' as number | '') => {
  const url = `${path}.js?${__SIDE_VERSION__}${attempt}`;
  return import(/* @vite-ignore */ url);
};

/**
 * The texts of a language, and what the owner has set for the site.
 * @param tag BCP 47. English where we don't have it.
 */
export const importLook = (
  origin: string,
  site: string,
  tag: string,
  attempt?: number,
): Promise<{ default: Catalogue; look: Settings }> =>
  importFrom(`${origin}/api/sites/${site}/look/${encodeURIComponent(tag.toLowerCase())}`, attempt);

export const importPageApi = (origin: string, attempt?: number): Promise<typeof import('./page-api.ts')> =>
  importFrom(`${origin}/m/side/page-api`, attempt);
