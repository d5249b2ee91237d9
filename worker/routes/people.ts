import { visitorId, workspaceOf } from '../../protocol/ids.ts';
import { blockRequest, mergeRequest, personRequest } from '../../protocol/person.ts';
import { type AppContext, type Member, parameter } from '../auth/access.ts';
import { conversationStub, workspaceStub } from '../env.ts';
import { newId } from '../new-id.ts';
import { notFound, ProblemError } from '../problem.ts';
import type { PersonRequest } from '../workspace/people-core.ts';
import { bodyOf } from './route.ts';

/** GET /api/workspaces/:workspace/people/:visitor. Out: person. Errors: not_found. */
export const showPerson = (c: AppContext, caller: Member): Promise<Response> =>
  handle(c, caller, { is: 'show' });

/** PATCH …/people/:visitor: what is missing stays. In: personRequest. Out: person. */
export const changePerson = async (c: AppContext, caller: Member): Promise<Response> =>
  handle(c, caller, { is: 'note', change: await bodyOf(c, personRequest) });

/**
 * POST …/people/:visitor/block. In: blockRequest. Out: person. From then on what they send is refused as `blocked`, in
 * every conversation of theirs, and so is a new one. Asking again is harmless, and finishes what was interrupted.
 */
export async function blockPerson(c: AppContext, caller: Member): Promise<Response> {
  const { reason, conversation = null } = await bodyOf(c, blockRequest);
  if (conversation !== null && workspaceOf(conversation) !== caller.workspace) throw notFound();
  return handle(c, caller, { is: 'block', reason, conversation });
}

/** POST …/people/:visitor/merge. In: mergeRequest. Out: person. Errors: not_found, forbidden (merged already), quota_exceeded. */
export const mergePeople = async (c: AppContext, caller: Member): Promise<Response> =>
  handle(c, caller, { is: 'merge', ...(await bodyOf(c, mergeRequest)) });

async function handle(
  c: AppContext,
  { workspace, agent }: Member,
  request: PersonRequest,
): Promise<Response> {
  const visitor = parameter(visitorId, c.req.param('visitor'));
  const outcome = await workspaceStub(c.env, workspace).person(agent, visitor, request);
  if (outcome.is === 'refused') throw new ProblemError(outcome.code, outcome.message);
  const { person, author, told } = outcome;
  const tell = ({ conversation, reason }: (typeof told)[number]) => {
    const isBlocked = reason !== null;
    const command = { cid: newId(26), kind: 'block' as const, isBlocked, reason: reason ?? '' };
    return conversationStub(c.env, conversation).perform({ role: 'agent', ...author }, [command]);
  };
  await Promise.all(told.map(tell));
  return c.json(person);
}
