/** A workspace's sites, as its members see and set them. */
import { siteKey } from './ids.ts';
import { LIMITS } from './limits.ts';
import { look } from './look.ts';
import { type Infer, list, object, optional, pattern, text } from './shape.ts';

export const SITES_COUNT = 100;

const name = text(LIMITS.nameBytes, 1);
/** As browsers send it in `Origin`. */
const origin = pattern(/^(?=.{1,256}$)https?:\/\/([\w-]+(\.[\w-]+)*|\[[0-9a-f:]+\])(:\d{1,5})?$/);

/** Answer of POST and PATCH. `origins`: those that may embed it; none: any may. */
export const site = object({ site: siteKey, name, origins: list(origin, 50), look });
export type Site = Infer<typeof site>;

/** GET /api/workspaces/:workspace/sites */
export const sites = object({ sites: list(site, SITES_COUNT) });

/** POST /api/workspaces/:workspace/sites */
export const siteRequest = object({ name });

/** PATCH /api/workspaces/:workspace/sites/:site. What is missing stays; `look` is replaced as a whole. */
export const siteChange = object({
  name: optional(name),
  origins: optional(list(origin, 50)),
  look: optional(look),
});
export type SiteChange = Infer<typeof siteChange>;
