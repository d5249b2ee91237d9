/** [TEM-3] Somebody leaves the team: nothing opens any more, and what was theirs goes back to the queue. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { inviteResponse, members } from '../../protocol/api.ts';
import { conversationStub, type Env, workspaceStub } from '../../worker/env.ts';
import {
  type Agent,
  agentTicket,
  connect,
  conversationPath,
  join,
  joinAsAgent,
  makeAgent,
  makeVisitor,
  makeWorkspace,
  message,
  ORIGIN,
  ok,
  openInbox,
  request,
  signInByLink,
  type Workspace,
} from './front-door.ts';

type Row = Awaited<ReturnType<typeof openInbox>>['welcome']['rows'][number];

let workspace: Workspace;
let ada: Agent;

beforeAll(async () => {
  workspace = await makeWorkspace();
  ada = workspace.owner;
});

const path = (rest: string) => `/api/workspaces/${workspace.id}/${rest}`;
const remove = (agent: Agent, by: Agent = ada) =>
  request(path(`members/${agent.id}`), { method: 'DELETE', cookie: by.cookie });

async function rowOf(conversation: string, is: (row: Row) => boolean): Promise<Row> {
  const { wire, welcome } = await openInbox(workspace, ada);
  for (let { rows } = welcome; ; { rows } = await wire.next('rows')) {
    const row = rows.find((candidate) => candidate.conversation === conversation);
    if (!row || !is(row)) continue;
    wire.close();
    return row;
  }
}

/** A conversation of this agent's, which they have open. */
async function talkWith(agent: Agent) {
  const visitor = await makeVisitor(workspace.siteKey);
  const { wire } = await join(visitor.conversation, visitor.ticket);
  wire.send({ t: 'send', items: [message('Hello')] });
  await wire.next('ack');
  const { wire: agentWire } = await joinAsAgent(visitor.conversation, agent);
  agentWire.send({ t: 'send', items: [message('Good day')] });
  await agentWire.next('ack');
  await rowOf(visitor.conversation, ({ assignee }) => assignee?.id === agent.id);
  return { ...visitor, wire, agentWire };
}

describe('[TEM-3] whoever is removed', () => {
  it('is out at once: session, list, conversations, tickets that are still good; and may be invited again', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const { conversation, agentWire } = await talkWith(grace);
    const { wire: list } = await openInbox(workspace, grace);
    const left = await agentTicket(grace, conversation);
    const inboxTicket = (
      (await (await request(path('inbox/ticket'), { cookie: grace.cookie, body: {} })).json()) as {
        ticket: string;
      }
    ).ticket;

    expect((await remove(grace)).status).toBe(200);
    expect((await agentWire.closed).code).toBe(4401);
    expect((await list.closed).code).toBe(4404);
    expect((await request('/api/me', { cookie: grace.cookie })).status).toBe(401);
    expect((await request(path('inbox'), { cookie: grace.cookie })).status).toBe(401);
    await evictDurableObject(conversationStub(env as Env, conversation));
    const late = await connect(conversationPath(conversation), left, ORIGIN);
    expect((await late.closed).code).toBe(4401);
    const frames = { bearer: inboxTicket, origin: ORIGIN, body: { frames: [{ t: 'ping' }] } };
    expect((await request(path('inbox/frames'), frames)).status).toBe(404);
    const listed = await ok(members, request(path('members'), { cookie: ada.cookie }));
    expect(listed.members.map(({ name }) => name)).not.toContain('Grace');
    // Whatever was interrupted is finished, also when nothing was.
    expect((await remove(grace)).status).toBe(200);

    const body = { email: grace.me.email, name: 'Grace again', role: 'agent' };
    const { signInToken } = await ok(inviteResponse, request(path('members'), { cookie: ada.cookie, body }));
    const again = await signInByLink(signInToken ?? '', workspace.id);
    expect(again.id).not.toBe(grace.id);
    // The one who left stays out, the one who came is not meant.
    expect((await remove(grace)).status).toBe(200);
    expect((await request(path('inbox'), { cookie: again.cookie })).status).toBe(200);
  });

  it('gives back what is open, also what waits for nobody, and what the visitor opens again; the log keeps their name', async () => {
    const hedy = await makeAgent(workspace, 'Hedy');
    const [open, done] = [await talkWith(hedy), await talkWith(hedy)];
    const { wire } = await joinAsAgent(done.conversation, ada);
    wire.send(JSON.stringify({ t: 'send', items: [{ ...message(''), kind: 'status', status: 'resolved' }] }));
    await rowOf(done.conversation, ({ status }) => status === 'resolved');
    await remove(hedy);
    await rowOf(open.conversation, ({ assignee }) => assignee === null);
    const { welcome } = await joinAsAgent(open.conversation, ada);
    expect(welcome.events.at(-1)).toMatchObject({ kind: 'assignment', assignee: null, reason: 'left' });
    expect(welcome.events).toContainEqual(
      expect.objectContaining({ text: 'Good day', author: { role: 'agent', id: hedy.id, name: 'Hedy' } }),
    );
    // Why is the team's business.
    expect(JSON.stringify((await join(open.conversation, open.ticket)).welcome)).not.toContain('left');

    expect((await rowOf(done.conversation, () => true)).assignee?.id).toBe(hedy.id);
    done.wire.send({ t: 'send', items: [message('One more thing')] });
    await rowOf(done.conversation, ({ assignee, status }) => assignee === null && status === 'open');
  });

  it('is not oneself, and an owner only by an owner; so an owner stays', async () => {
    const [admin, agent] = [await makeAgent(workspace, 'Mary', 'admin'), await makeAgent(workspace, 'Joan')];
    expect((await remove(ada)).status).toBe(403);
    expect((await remove(ada, admin)).status).toBe(403);
    expect((await remove(admin, agent)).status).toBe(404);
    expect((await remove(agent, admin)).status).toBe(200);
    const foreign = await makeWorkspace();
    expect((await remove(admin, foreign.owner)).status).toBe(404);
    expect((await request(path('members'), { cookie: ada.cookie })).status).toBe(200);
  });

  it('is given no key, though their session has not ended yet', async () => {
    const joan = await makeAgent(workspace, 'Joan');
    const { conversation } = await makeVisitor(workspace.siteKey);
    const path = `/api/conversations/${conversation}/ticket`;
    const ask = async () => (await request(path, { cookie: joan.cookie, body: {} })).status;
    expect(await ask()).toBe(200);
    await runInDurableObject(workspaceStub(env as Env, workspace.id), (_, { storage }) => {
      storage.sql.exec('DELETE FROM members WHERE agent = ?', joan.id);
    });
    expect(await ask()).toBe(404);
  });

  it('by whom they remove at the same moment, is one of the two', async () => {
    const [mary, joan] = [
      await makeAgent(workspace, 'Mary', 'admin'),
      await makeAgent(workspace, 'Joan', 'admin'),
    ];
    const answers = await Promise.all([remove(mary, joan), remove(joan, mary)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const asked = await Promise.all([mary, joan].map(({ cookie }) => request(path('members'), { cookie })));
    expect(asked.map(({ status }) => status).sort()).toEqual([200, 401]);
  });
});
