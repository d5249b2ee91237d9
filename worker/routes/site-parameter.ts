import { siteKey } from '../../protocol/ids.ts';
import type { AppContext } from '../auth/access.ts';
import { notFound } from '../problem.ts';

/** The site key in a route's path. A key that can't exist is not found, like one that doesn't. */
export function siteParameter(c: AppContext): string {
  try {
    return siteKey(c.req.param('site'), 'site');
  } catch {
    throw notFound();
  }
}
