import { inviteRequest, memberRequest, profileRequest } from '../../protocol/api.ts';
import { agentId } from '../../protocol/ids.ts';
import { AGENT_TIMES } from '../../protocol/limits.ts';
import { type AppContext, type Member, parameter } from '../auth/access.ts';
import { accountKey, normaliseEmail, writeSecret } from '../auth/routed-secret.ts';
import { hashToken } from '../auth/token-hash.ts';
import { accountStub, workspaceStub } from '../env.ts';
import { notFound, ProblemError } from '../problem.ts';
import { wellFormed } from '../well-formed.ts';
import { bodyOf } from './route.ts';

/** GET /api/workspaces/:workspace/members. Out: members. */
export async function listMembers(c: AppContext, { workspace }: Member): Promise<Response> {
  const about = await workspaceStub(c.env, workspace).about();
  return c.json({ members: about?.members ?? [] });
}

/**
 * POST /api/workspaces/:workspace/members. In: inviteRequest. Out: inviteResponse, with a link token to hand over. It works
 * once, within seven days; asked for again, there is a new one, and the one before is of no use. Errors: not_found (they
 * were removed meanwhile), forbidden (an owner who has not come yet, by somebody who is none).
 */
export async function inviteMember(c: AppContext, { workspace, agent: by }: Member): Promise<Response> {
  const request = await bodyOf(c, inviteRequest);
  const email = normaliseEmail(request.email);
  const stub = workspaceStub(c.env, workspace);
  const outcome = await stub.inviteMember({ email, name: wellFormed(request.name), role: request.role }, by);
  if (outcome.is === 'refused') throw new ProblemError(outcome.code, outcome.message);
  const { member } = outcome;
  const about = await stub.about();
  if (!about) throw notFound();
  const { agent, name, role } = member;
  const account = accountKey(email);
  const invited = accountStub(c.env, account);
  await invited.join({ email, membership: { workspace, workspaceName: about.name, agent, name, role } });
  if (!(await stub.joined(agent, Date.now() + AGENT_TIMES.invitationMs))) {
    await invited.leave(workspace, agent);
    throw notFound();
  }
  const secret = await invited.createInvitationLink(workspace);
  if (secret === null) await stub.arrived(agent);
  return c.json({ member, signInToken: secret && writeSecret({ account, secret }) });
}

/**
 * DELETE /api/workspaces/:workspace/members/:agent. Out: {}. Their sessions and connections end at once, what is open and
 * theirs goes back to the queue, and what they wrote keeps their name. Asking again finishes what was interrupted. Errors:
 * not_found, forbidden (oneself; an owner, by somebody who is none).
 */
export async function removeMember(c: AppContext, { workspace, agent: by }: Member): Promise<Response> {
  const agent = parameter(agentId, c.req.param('agent'));
  const outcome = await workspaceStub(c.env, workspace).removeMember(agent, by);
  if (outcome.is === 'refused') throw new ProblemError(outcome.code, outcome.message);
  return c.json({});
}

/**
 * PATCH /api/workspaces/:workspace/members/:agent: what they may do, from their next request on. In: memberRequest. Out:
 * member. Errors: not_found, forbidden (owners are made and unmade by owners only, and one stays).
 */
export async function changeMember(c: AppContext, { workspace, agent: by }: Member): Promise<Response> {
  const agent = parameter(agentId, c.req.param('agent'));
  const { role } = await bodyOf(c, memberRequest);
  const outcome = await workspaceStub(c.env, workspace).changeRole(agent, role, by);
  if (outcome.is === 'refused') throw new ProblemError(outcome.code, outcome.message);
  return c.json(outcome.member);
}

/**
 * PATCH /api/workspaces/:workspace/me: the name and title that visitors see; a new password. In: profileRequest. Out:
 * member.
 */
export async function changeProfile(c: AppContext, caller: Member): Promise<Response> {
  const { name: wanted, title, password } = await bodyOf(c, profileRequest);
  const name = wanted === undefined ? undefined : wellFormed(wanted);
  const { account, secret } = caller.session;
  const stub = workspaceStub(c.env, caller.workspace);
  if (name !== undefined) {
    await stub.renameMember(caller.agent, name);
    await accountStub(c.env, account).rename(caller.workspace, name);
  }
  if (title !== undefined) await stub.setTitle(caller.agent, wellFormed(title).trim());
  if (password !== undefined) {
    await accountStub(c.env, account).setPassword(secret, caller.workspace, password);
    await stub.endPushes(caller.agent, { allBut: hashToken(secret) });
  }
  return c.json(await stub.member(caller.agent));
}
