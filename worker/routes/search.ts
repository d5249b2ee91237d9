import { integer, ShapeError } from '../../protocol/shape.ts';
import type { AppContext, Member } from '../auth/access.ts';
import { workspaceStub } from '../env.ts';
import { notFound } from '../problem.ts';
import { readViewQuery } from '../workspace/view-query.ts';

const NARROWING = ['view', 'state', 'assignee', 'team', 'label', 'site', 'priority', 'vip', 'mentions'];

/**
 * GET /api/workspaces/:workspace/search?q=WORDS: people whose name or address it is, then messages and
 * notes, newest first. In: the inbox's conditions to
 * narrow it; `before`, the last page's `next`. Out: searchPage; whatever the words are, they are no error.
 * Errors: bad_frame (a condition), not_found (the saved view).
 */
export async function searchConversations(c: AppContext, { workspace, agent }: Member): Promise<Response> {
  const isNarrowed = NARROWING.some((name) => c.req.query(name) !== undefined);
  const view = isNarrowed ? readViewQuery((name) => c.req.query(name), c.req.queries('label') ?? []) : null;
  const before = c.req.query('before');
  const page = await workspaceStub(c.env, workspace).search(agent, {
    words: c.req.query('q') ?? '',
    view,
    before: before === undefined ? null : placeIn(before),
  });
  if (!page) throw notFound();
  return c.json(page);
}

const id = integer(1);
function placeIn(before: string): number {
  if (!/^\d{1,15}$/.test(before)) throw new ShapeError('before', 'where a page ended');
  return id(Number(before), 'before');
}
