/** A workspace's sites: adding one, changing one, and from where each may be used. */
import type { Member, SiteConfig } from '../../protocol/api.ts';
import { ID_LENGTHS } from '../../protocol/ids.ts';
import { SITES_COUNT, type SiteChange } from '../../protocol/sites.ts';
import { newId } from '../new-id.ts';
import type { Site, WorkspaceStore } from './workspace-store.ts';

/** Of the team, as visitors see it. */
const TEAM_COUNT = 50;

export interface Visit {
  site: string;
  /** Of the page; null when there is none. */
  origin: string | null;
  /** The page is one of ours, as /to/KEY. */
  isOurPage?: boolean;
  /** Null when it says nothing about the visitor, see auth/client-address.ts. */
  address: string | null;
}

export function siteSettings(store: WorkspaceStore) {
  const find = (key: string): Site | null => store.sites().find((site) => site.key === key) ?? null;
  return {
    find,

    /** Null when there are too many already. */
    add(workspace: string, name: string): Site | null {
      if (store.sites().length >= SITES_COUNT) return null;
      const key = `${workspace}-${newId(ID_LENGTHS.site)}`;
      const site = { key, name, greeting: '', origins: [], look: {} };
      store.addSite(site);
      return site;
    },

    /** Null when there is no such site. */
    change(key: string, { name, origins, look }: SiteChange): Site | null {
      const site = find(key);
      if (!site) return null;
      const changed = {
        ...site,
        ...(name !== undefined && { name }),
        ...(origins !== undefined && { origins }),
        ...(look !== undefined && { look }),
      };
      store.changeSite(changed);
      return changed;
    },
  };
}

export const isAllowedFrom = ({ origins }: Site, { origin, isOurPage }: Visit): boolean =>
  origins.length === 0 || isOurPage === true || (origin !== null && origins.includes(origin));

/** What visitors may know of a site. @param answersWithinMs null: not known yet */
export const shownToVisitors = (
  { name, greeting }: Site,
  members: readonly Member[],
  answersWithinMs: number | null,
): SiteConfig => ({
  name,
  greeting,
  team: members.slice(0, TEAM_COUNT).map(({ agent: id, name: own, title, photo }) => ({
    id,
    name: own,
    ...(title && { title }),
    ...(photo && { photo }),
  })),
  ...(answersWithinMs !== null && { answersWithinMs }),
});
