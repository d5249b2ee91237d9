/** [TEM-4] Somebody gets another role, and may do what that says from then on. [AUT-8] Invitations last, and are withdrawn. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { inviteResponse, me, members, type Role } from '../../protocol/api.ts';
import { AGENT_TIMES } from '../../protocol/limits.ts';
import { accountKey } from '../../worker/auth/routed-secret.ts';
import { accountStub, type Env, workspaceStub } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import {
  type Agent,
  makeAgent,
  makeWorkspace,
  ok,
  openInbox,
  request,
  signInByLink,
  type Workspace,
} from './front-door.ts';

const membersPath = ({ id }: Workspace, agent = '') => `/api/workspaces/${id}/members${agent && `/${agent}`}`;
const change = (workspace: Workspace, agent: Agent, role: Role, by = workspace.owner) =>
  request(membersPath(workspace, agent.id), { method: 'PATCH', cookie: by.cookie, body: { role } });
const rolesIn = async (workspace: Workspace) => {
  const team = await ok(members, request(membersPath(workspace), { cookie: workspace.owner.cookie }));
  return new Map(team.members.map(({ agent, role }) => [agent, role]));
};
const mayAdmin = async (workspace: Workspace, { cookie }: Agent) =>
  (await request(`/api/workspaces/${workspace.id}/lookup`, { cookie })).status === 200;

/** Somebody of each role. */
async function makeTeam() {
  const workspace = await makeWorkspace();
  const [admin, agent] = [await makeAgent(workspace, 'Grace'), await makeAgent(workspace, 'Hedy')];
  expect((await change(workspace, admin, 'admin')).status).toBe(200);
  return { workspace, owner: workspace.owner, admin, agent };
}

describe('[TEM-4] a role', () => {
  it('counts from the next request on, both ways, and is told to every list at once', async () => {
    const { workspace, agent, admin } = await makeTeam();
    const { wire } = await openInbox(workspace, agent);
    expect(await mayAdmin(workspace, agent)).toBe(false);
    expect((await change(workspace, agent, 'admin', admin)).status).toBe(200);
    expect(await mayAdmin(workspace, agent)).toBe(true);
    const own = ({ agent: id }: { agent: string }) => id === agent.id;
    expect((await wire.next('rows')).desk?.members?.find(own)?.role).toBe('admin');
    const { memberships } = await ok(me, request('/api/me', { cookie: agent.cookie }));
    expect(memberships.map(({ role }) => role)).toEqual(['admin']);
    await change(workspace, agent, 'agent', admin);
    expect(await mayAdmin(workspace, agent)).toBe(false);
    expect((await wire.next('rows')).desk?.members?.find(own)?.role).toBe('agent');
  });

  it.each<[by: 'owner' | 'admin' | 'agent', of: 'owner' | 'admin' | 'agent', to: Role, status: number]>([
    ['owner', 'agent', 'owner', 200],
    ['owner', 'admin', 'owner', 200],
    ['owner', 'admin', 'agent', 200],
    ['owner', 'owner', 'admin', 403],
    ['owner', 'owner', 'agent', 403],
    ['owner', 'owner', 'owner', 200],
    ['admin', 'agent', 'admin', 200],
    ['admin', 'admin', 'agent', 200],
    ['admin', 'agent', 'owner', 403],
    ['admin', 'admin', 'owner', 403],
    ['admin', 'owner', 'agent', 403],
    ['agent', 'agent', 'admin', 404],
    ['agent', 'admin', 'agent', 404],
  ])('%s makes %s %s: %i', async (by, of, to, status) => {
    const team = await makeTeam();
    const before = await rolesIn(team.workspace);
    expect((await change(team.workspace, team[of], to, team[by])).status).toBe(status);
    const after = status === 200 ? before.set(team[of].id, to) : before;
    expect(await rolesIn(team.workspace)).toEqual(after);
  });

  it('of the last owner stays, whoever goes first', async () => {
    const { workspace, owner, agent } = await makeTeam();
    await change(workspace, agent, 'owner');
    const both = await Promise.all([
      change(workspace, owner, 'agent', agent),
      change(workspace, agent, 'agent', owner),
    ]);
    const statuses = both.map(({ status }) => status).sort();
    // The second may find that who asked for it is no owner any more.
    expect([statuses[0], statuses[1] === 403 || statuses[1] === 404]).toEqual([200, true]);
    const team = await request(`/api/workspaces/${workspace.id}/desk`, { cookie: owner.cookie });
    const { members: left } = (await team.json()) as { members: { role: Role }[] };
    expect(left.filter(({ role }) => role === 'owner')).toHaveLength(1);
  });

  it('of nobody, or of another workspace’s, can’t be changed', async () => {
    const { workspace } = await makeTeam();
    const other = await makeTeam();
    expect((await change(workspace, other.agent, 'admin')).status).toBe(404);
    expect((await change(workspace, other.agent, 'agent', other.owner)).status).toBe(404);
    const body = { role: 'king' };
    const odd = { method: 'PATCH', cookie: workspace.owner.cookie, body };
    expect((await request(membersPath(workspace, workspace.owner.id), odd)).status).toBe(400);
  });
});

describe('[AUT-8] an invitation', () => {
  const invite = (workspace: Workspace, email: string) =>
    ok(
      inviteResponse,
      request(membersPath(workspace), {
        cookie: workspace.owner.cookie,
        body: { email, name: 'Ida', role: 'agent' },
      }),
    );
  const redeem = (token: string | null) => request('/api/sign-in/link', { body: { token } });
  const known = async (workspace: Workspace, email: string) =>
    (await ok(members, request(membersPath(workspace), { cookie: workspace.owner.cookie }))).members.find(
      (member) => member.email === email,
    );

  it('lasts seven days, works once, and the team sees until when', async () => {
    const workspace = await makeWorkspace();
    const email = `${newId(6)}@example.org`;
    const before = Date.now();
    const { signInToken } = await invite(workspace, email);
    const { invitedUntil = 0 } = (await known(workspace, email)) ?? {};
    expect(invitedUntil - before).toBeGreaterThanOrEqual(7 * 24 * 3_600_000);
    const ends = await runInDurableObject(accountStub(env as Env, accountKey(email)), (_, { storage }) =>
      storage.sql.exec<{ at: number }>('SELECT expires_at AS at FROM tokens').toArray(),
    );
    expect(ends).toHaveLength(1);
    expect(Math.abs((ends[0]?.at ?? 0) - invitedUntil)).toBeLessThan(60_000);
    expect(AGENT_TIMES.invitationMs).toBe(7 * 24 * 3_600_000);
    await signInByLink(signInToken ?? '', workspace.id);
    expect((await redeem(signInToken)).status).toBe(401);
    expect(await known(workspace, email)).not.toHaveProperty('invitedUntil');
  });

  it('opens to nobody what they are not: an owner has come before, and is invited again by owners only', async () => {
    const { workspace, owner, admin } = await makeTeam();
    const email = `${newId(6)}@example.org`;
    const inviteBy = ({ cookie }: Agent) =>
      request(membersPath(workspace), { cookie, body: { email, name: 'Ida', role: 'agent' } });
    const { member } = await ok(inviteResponse, inviteBy(admin));
    const promote = await request(membersPath(workspace, member.agent), {
      method: 'PATCH',
      cookie: owner.cookie,
      body: { role: 'owner' },
    });
    expect(promote.status).toBe(403);
    // As it may stand in a workspace of before.
    await runInDurableObject(workspaceStub(env as Env, workspace.id), (_, { storage }) => {
      storage.sql.exec(`UPDATE members SET role = 'owner' WHERE agent = ?`, member.agent);
    });
    expect((await inviteBy(admin)).status).toBe(403);
    expect((await inviteBy(owner)).status).toBe(200);
  });

  it('gives nobody back what was taken from them while it was made', async () => {
    const { workspace, owner, admin } = await makeTeam();
    const stub = workspaceStub(env as Env, workspace.id);
    const about = (await rolesIn(workspace)).get(admin.id);
    const team = await ok(members, request(membersPath(workspace), { cookie: owner.cookie }));
    const { email, name } = team.members.find(({ agent }) => agent === admin.id) ?? { email: '', name: '' };
    const account = accountStub(env as Env, accountKey(email));
    const membership = {
      workspace: workspace.id,
      workspaceName: 'W',
      agent: admin.id,
      name,
      role: 'admin' as const,
    };
    expect(about).toBe('admin');

    await change(workspace, admin, 'agent');
    await account.join({ email, membership });
    expect(await mayAdmin(workspace, admin)).toBe(false);
    expect(await stub.joined(admin.id, Date.now() + 1_000)).toBe(true);
    expect(await mayAdmin(workspace, admin)).toBe(false);
    const byAgent = { cookie: admin.cookie, body: { email: 'x@example.org', name: 'X', role: 'admin' } };
    expect((await request(membersPath(workspace), byAgent)).status).toBe(404);
    expect(
      await stub.inviteMember({ email: 'x@example.org', name: 'X', role: 'admin' }, admin.id),
    ).toMatchObject({
      is: 'refused',
      code: 'forbidden',
    });

    await request(membersPath(workspace, admin.id), { method: 'DELETE', cookie: owner.cookie });
    expect(await stub.joined(admin.id, Date.now() + 1_000)).toBe(false);
    expect(await stub.inviteMember({ email, name, role: 'agent' }, admin.id)).toMatchObject({
      is: 'refused',
    });
  });

  it('gives way to a new one, and is withdrawn with its member', async () => {
    const workspace = await makeWorkspace();
    const email = `${newId(6)}@example.org`;
    const first = await invite(workspace, email);
    const second = await invite(workspace, email);
    expect(second.member.agent).toBe(first.member.agent);
    expect((await redeem(first.signInToken)).status).toBe(401);
    await request(membersPath(workspace, second.member.agent), {
      method: 'DELETE',
      cookie: workspace.owner.cookie,
    });
    expect((await redeem(second.signInToken)).status).toBe(401);
  });
});
