/** Teams, labels, saved replies and views, availability, and how conversations are handed out. */
import {
  agentRequest,
  assignment,
  availabilityRequest,
  labelRequest,
  savedReplyRequest,
  savedViewRequest,
  teamRequest,
} from '../../protocol/desk.ts';
import { agentId, deskId } from '../../protocol/ids.ts';
import type { Shape } from '../../protocol/shape.ts';
import { type AppContext, type Member, parameter } from '../auth/access.ts';
import { workspaceStub } from '../env.ts';
import { notFound, ProblemError } from '../problem.ts';
import type { DeskChange } from '../workspace/desk-core.ts';
import { bodyOf } from './route.ts';

/** GET /api/workspaces/:workspace/desk. Out: desk, every part of it. */
export async function showDesk(c: AppContext, { workspace, agent }: Member): Promise<Response> {
  const desk = await workspaceStub(c.env, workspace).desk(agent);
  if (!desk) throw notFound();
  return c.json(desk);
}

/** PATCH …/availability: one's own. In: availabilityRequest. Out: agent, availability, limit. */
export async function changeAvailability(c: AppContext, caller: Member): Promise<Response> {
  const { availability } = await bodyOf(c, availabilityRequest);
  return changed(c, caller, { part: 'members', agent: caller.agent, availability });
}

/** PATCH …/agents/:agent: anybody's, by admins. In: agentRequest. Out: agent, availability, limit. Errors: not_found. */
export async function changeAgent(c: AppContext, caller: Member): Promise<Response> {
  const { availability, limit } = await bodyOf(c, agentRequest);
  return changed(c, caller, {
    part: 'members',
    agent: parameter(agentId, c.req.param('agent')),
    ...(availability && { availability }),
    ...(limit !== undefined && { limit }),
  });
}

/** PATCH …/assignment. In and out: assignment. */
export async function changeAssignment(c: AppContext, caller: Member): Promise<Response> {
  return changed(c, caller, { part: 'assignment', to: await bodyOf(c, assignment) });
}

/**
 * POST …/PART, PATCH and DELETE …/PART/:id. In: the part's request. Out: the item, of a removed one its id.
 * Errors: not_found (also somebody else's view, or a team's unknown member), quota_exceeded.
 */
export const teams = deskRoutes('teams', teamRequest);
export const labels = deskRoutes('labels', labelRequest);
export const replies = deskRoutes('replies', savedReplyRequest);
export const views = deskRoutes('views', savedViewRequest);

function deskRoutes<Part extends 'teams' | 'labels' | 'replies' | 'views'>(
  part: Part,
  request: Shape<NonNullable<Extract<DeskChange, { part: Part }>['to']>>,
) {
  const change = (id: string | null, to: unknown) => ({ part, id, to }) as DeskChange;
  const idOf = (c: AppContext) => parameter(deskId, c.req.param('id'));
  return {
    add: async (c: AppContext, caller: Member) => changed(c, caller, change(null, await bodyOf(c, request))),
    edit: async (c: AppContext, caller: Member) =>
      changed(c, caller, change(idOf(c), await bodyOf(c, request))),
    remove: async (c: AppContext, caller: Member) => changed(c, caller, change(idOf(c), null)),
  };
}

async function changed(c: AppContext, { workspace, agent }: Member, change: DeskChange): Promise<Response> {
  const outcome = await workspaceStub(c.env, workspace).changeDesk(agent, change);
  if (outcome.is === 'refused') throw new ProblemError(outcome.code, outcome.message);
  return c.json(outcome.item);
}
