/** In which sections of the settings something is not saved yet. Pure. */
import type { DeskPart } from './desk-draft.ts';
import { type DeskSettingsState, unsavedDesk } from './desk-settings.ts';
import { SECTIONS, type Section } from './route.ts';
import { SITE_PARTS, type SiteSettingsState, unsavedSites } from './site-settings.ts';

/** Where each part of the desk is changed. */
export const SECTION_OF: Record<DeskPart, Section> = {
  labels: 'labels',
  teams: 'teams',
  replies: 'replies',
  views: 'views',
  members: 'assignment',
  assignment: 'assignment',
};

/** @returns in the order in which they are shown. */
export function unsavedSections(sites: SiteSettingsState, desk: DeskSettingsState): Section[] {
  const unsaved = new Set<Section>([
    ...SITE_PARTS.filter((part) => unsavedSites(sites, part).length > 0),
    ...unsavedDesk(desk).map(({ part }) => SECTION_OF[part]),
  ]);
  return SECTIONS.filter((section) => unsaved.has(section));
}
