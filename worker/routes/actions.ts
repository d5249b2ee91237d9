import { type ActionResponse, actionRequest } from '../../protocol/actions.ts';
import { workspaceOf } from '../../protocol/ids.ts';
import type { AppContext, Member } from '../auth/access.ts';
import { conversationStub, workspaceStub } from '../env.ts';
import { ProblemError } from '../problem.ts';
import { bodyOf } from './route.ts';

type Result = ActionResponse['results'][number];

/**
 * POST /api/workspaces/:workspace/actions: one thing done to up to 100 conversations. In: actionRequest. Out:
 * actionResponse, a result for each. Errors: not_found when the agent, team or label it names is unknown.
 */
export async function actOnConversations(c: AppContext, { workspace, agent }: Member): Promise<Response> {
  const { conversations, cid, action } = await bodyOf(c, actionRequest);
  if (action.do === 'remind')
    return c.json({ results: await workspaceStub(c.env, workspace).remind(agent, conversations, action.at) });
  const prepared = await workspaceStub(c.env, workspace).prepare(agent, action, cid);
  if (prepared.is === 'refused') throw new ProblemError(prepared.code, prepared.message);
  const perform = async (conversation: string): Promise<Result> => {
    const results =
      workspaceOf(conversation) === workspace
        ? await conversationStub(c.env, conversation).perform(prepared.author, prepared.commands)
        : null;
    const refusal = results?.find((result) => result.outcome === 'refused');
    const stored = results?.find((result) => result.outcome === 'stored');
    if (refusal || !stored)
      return {
        outcome: 'refused',
        conversation,
        code: refusal?.code ?? 'not_found',
        message: refusal?.message ?? 'There is no such conversation.',
      };
    return { outcome: 'stored', conversation, seq: stored.seq };
  };
  return c.json({ results: await Promise.all([...new Set(conversations)].map(perform)) });
}
