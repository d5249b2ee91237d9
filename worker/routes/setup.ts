import { setupRequest } from '../../protocol/api.ts';
import type { AppContext } from '../auth/access.ts';
import { accountKey, normaliseEmail, writeSecret } from '../auth/routed-secret.ts';
import { accountStub, workspaceStub } from '../env.ts';
import { bodyOf } from './route.ts';

/**
 * POST /api/setup: makes a workspace with one site and its owner, or finds them.
 * In: setupRequest. The password counts only for an owner who has none. Out: setupResponse; the token signs in once,
 * within the hour, at /console#sign-in=TOKEN.
 */
export async function setUp(c: AppContext): Promise<Response> {
  const { workspace, name, email: typedEmail, password, ownerName } = await bodyOf(c, setupRequest);
  const email = normaliseEmail(typedEmail);
  const stub = workspaceStub(c.env, workspace);
  const { siteKey } = await stub.create({ id: workspace, name });
  const owner = await stub.addMember({ email, name: ownerName ?? nameFrom(email), role: 'owner' });
  const account = accountKey(email);
  const membership = {
    workspace,
    workspaceName: name,
    agent: owner.agent,
    name: owner.name,
    role: owner.role,
  };
  await accountStub(c.env, account).join({ email, membership, password });
  const secret = await accountStub(c.env, account).createLink(workspace);
  return c.json({ siteKey, signInToken: writeSecret({ account, secret }) });
}

/** `ada.lovelace@example.org` is Ada, until she says otherwise. */
function nameFrom(email: string): string {
  const first = /^[^@.+_-]*/.exec(email)?.[0] ?? '';
  return first ? first[0]?.toUpperCase() + first.slice(1) : 'Owner';
}
