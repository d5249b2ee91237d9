import { LOOK_BYTES } from '../../protocol/look.ts';
import { isLongerThan } from '../../protocol/shape.ts';
import { SITES_COUNT, type Site, siteChange, siteRequest } from '../../protocol/sites.ts';
import type { AppContext, Member } from '../auth/access.ts';
import { workspaceStub } from '../env.ts';
import { notFound, ProblemError } from '../problem.ts';
import { wellFormed } from '../well-formed.ts';
import type { Site as StoredSite } from '../workspace/workspace-store.ts';
import { bodyOf } from './route.ts';
import { siteParameter } from './site-parameter.ts';

/** GET /api/workspaces/:workspace/sites. Out: sites. */
export async function listSites(c: AppContext, { workspace }: Member): Promise<Response> {
  const about = await workspaceStub(c.env, workspace).about();
  return c.json({ sites: about?.sites.map(toSite) ?? [] });
}

/** POST /api/workspaces/:workspace/sites. In: siteRequest. Out: site. Errors: quota_exceeded. */
export async function addSite(c: AppContext, { workspace }: Member): Promise<Response> {
  const { name } = await bodyOf(c, siteRequest);
  const added = await workspaceStub(c.env, workspace).addSite(wellFormed(name));
  if (!added) throw new ProblemError('quota_exceeded', `A workspace has at most ${SITES_COUNT} sites.`);
  return c.json(toSite(added));
}

/**
 * PATCH /api/workspaces/:workspace/sites/:site. In: siteChange. Out: site. Errors: bad_frame (says which field),
 * too_large (a field, or the look has more than 16 KiB), not_found.
 */
export async function changeSite(c: AppContext, { workspace }: Member): Promise<Response> {
  const key = siteParameter(c);
  const change = await bodyOf(c, siteChange);
  if (change.look && isLongerThan(JSON.stringify(change.look), LOOK_BYTES))
    throw new ProblemError('too_large', `The look of a site has at most ${LOOK_BYTES} bytes.`);
  if (change.name !== undefined) change.name = wellFormed(change.name);
  const changed = await workspaceStub(c.env, workspace).changeSite(key, change);
  if (!changed) throw notFound();
  return c.json(toSite(changed));
}

const toSite = ({ key, name, origins, look }: StoredSite): Site => ({ site: key, name, origins, look });
