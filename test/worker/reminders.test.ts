/** [DSK-8]: what an agent wants to be reminded of. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { actionResponse } from '../../protocol/actions.ts';
import { inboxPage } from '../../protocol/inbox.ts';
import { type Env, workspaceStub } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import {
  type Agent,
  join,
  joinAsAgent,
  makeAgent,
  makeVisitor,
  makeWorkspace,
  message,
  ok,
  openInbox,
  request,
  type Workspace,
} from './front-door.ts';

type Inbox = Awaited<ReturnType<typeof openInbox>>;
type Row = Inbox['welcome']['rows'][number];

const TOMORROW = Date.now() + 86_400_000;

let workspace: Workspace;
let ada: Agent;
let grace: Agent;
let conversation: string;

beforeAll(async () => {
  workspace = await makeWorkspace();
  ada = workspace.owner;
  grace = await makeAgent(workspace, 'Grace');
});

/** A conversation that the list knows. */
async function talk() {
  const visitor = await makeVisitor(workspace.siteKey);
  const { wire } = await join(visitor.conversation, visitor.ticket);
  const { wire: inbox, welcome } = await openInbox(workspace, ada);
  wire.send({ t: 'send', items: [message('Anybody there?')] });
  let { rows } = welcome;
  while (!rows.some((row) => row.conversation === visitor.conversation))
    ({ rows } = await inbox.next('rows'));
  inbox.close();
  conversation = visitor.conversation;
  return { ...visitor, wire };
}

const act = (action: object, agent = ada, conversations = [conversation]) =>
  ok(
    actionResponse,
    request(`/api/workspaces/${workspace.id}/actions`, {
      cookie: agent.cookie,
      body: { conversations, cid: newId(26), action },
    }),
  );
const remind = (at: number | null, agent = ada) => act({ do: 'remind', at }, agent);

async function seenBy(agent: Agent) {
  const { wire, welcome } = await openInbox(workspace, agent);
  wire.close();
  const counts = new Map(welcome.counts?.map(({ key, count }) => [key, count]));
  return {
    row: welcome.rows.find((row) => row.conversation === conversation) as Row,
    called: [counts.get(`mention:${agent.id}`) ?? 0, counts.get(`new-mention:${agent.id}`) ?? 0],
  };
}

/** The index learns of a change a moment later. */
async function until(is: (row: Row) => boolean): Promise<void> {
  const { wire, welcome } = await openInbox(workspace, ada);
  for (let { rows } = welcome; ; { rows } = await wire.next('rows'))
    if (rows.some((row) => row.conversation === conversation && is(row))) return wire.close();
}

const mentions = async (agent: Agent) =>
  (
    await ok(
      inboxPage,
      request(`/api/workspaces/${workspace.id}/inbox?view=mentions`, { cookie: agent.cookie }),
    )
  ).rows.map((row) => row.conversation);

const stub = () => workspaceStub(env as Env, workspace.id);
const alarmAt = () => runInDurableObject(stub(), (_, { storage }) => storage.getAlarm());

/** What waits is due from now on, and the alarm rings. */
async function timePasses() {
  await runInDurableObject(stub(), (_, { storage }) => {
    storage.sql.exec('UPDATE reminders SET at = 1');
  });
  await runDurableObjectAlarm(stub());
}

describe('[DSK-8] a reminder', () => {
  it('is kept by the workspace’s alarm, and is its agent’s alone', async () => {
    await talk();
    expect((await remind(TOMORROW)).results).toEqual([{ outcome: 'stored', conversation, seq: 0 }]);
    expect(await alarmAt()).toBe(TOMORROW);
    const own = await seenBy(ada);
    expect(own.row.reminder).toEqual({ at: TOMORROW, isDue: false });
    expect(own.called).toEqual([0, 0]);
    expect((await seenBy(grace)).row.reminder).toBeUndefined();
    await remind(null);
    expect((await seenBy(ada)).row.reminder).toBeUndefined();
    expect(await alarmAt()).not.toBe(TOMORROW);
  });

  it('rings although something else is reported just before it does', async () => {
    const visitor = await talk();
    await remind(TOMORROW);
    await runInDurableObject(stub(), (_, { storage }) => {
      storage.sql.exec('UPDATE reminders SET at = 1');
    });
    visitor.wire.send({ t: 'send', items: [message('And another thing')] });
    await until(({ preview }) => preview === 'And another thing');
    expect(await alarmAt()).toBeLessThanOrEqual(Date.now() + 1_000);
    await runDurableObjectAlarm(stub());
    expect((await seenBy(ada)).row.reminder?.isDue).toBe(true);
    await remind(null);
  });

  it('when it is due, is told, and stands among the mentions until it is taken off', async () => {
    await talk();
    await remind(TOMORROW);
    const { wire } = await openInbox(workspace, ada);
    const { wire: others } = await openInbox(workspace, grace);
    await evictDurableObject(stub());
    await timePasses();
    const told = await wire.next('rows');
    expect(told.rows).toMatchObject([{ conversation, reminder: { isDue: true } }]);
    expect(told.counts).toContainEqual({ key: `new-mention:${ada.id}`, count: 1 });
    expect(JSON.stringify(await others.next('rows'))).not.toMatch(/reminder|mention:/);
    expect((await seenBy(ada)).called).toEqual([1, 1]);
    expect(await mentions(ada)).toEqual([conversation]);
    expect(await mentions(grace)).toEqual([]);
    await remind(null);
    expect((await seenBy(ada)).called).toEqual([0, 0]);
    expect(await mentions(ada)).toEqual([]);
  });

  it('comes at once if its time has passed, and can be put off', async () => {
    await talk();
    await remind(1);
    expect((await seenBy(ada)).row.reminder).toEqual({ at: 1, isDue: true });
    await remind(TOMORROW);
    const { row, called } = await seenBy(ada);
    expect([row.reminder, called]).toEqual([{ at: TOMORROW, isDue: false }, [0, 0]]);
    await remind(null);
  });

  it('beside a mention it makes the mention new, and leaves it as it was', async () => {
    await talk();
    const { wire } = await joinAsAgent(conversation, grace);
    const note = { cid: newId(26), kind: 'note', text: 'Look', mentions: [ada.id] };
    wire.send(JSON.stringify({ t: 'send', items: [note] }));
    await wire.next('ack');
    const { wire: reader } = await joinAsAgent(conversation, ada);
    reader.send(JSON.stringify({ t: 'send', items: [{ cid: newId(26), kind: 'read', upTo: 2 }] }));
    await reader.next('ack');
    await until(({ mention }) => mention === 'seen');
    expect((await seenBy(ada)).called).toEqual([1, 0]);
    await remind(1);
    expect((await seenBy(ada)).called).toEqual([1, 1]);
    await remind(null);
    expect((await seenBy(ada)).called).toEqual([1, 0]);
  });

  it('ends when the conversation is resolved, everybody’s; one set afterwards does not', async () => {
    await talk();
    await remind(TOMORROW);
    await remind(1, grace);
    const before = (await seenBy(grace)).called;
    await act({ do: 'status', status: 'resolved' });
    await until(({ status }) => status === 'resolved');
    expect([(await seenBy(ada)).row.reminder, (await seenBy(grace)).row.reminder]).toEqual([
      undefined,
      undefined,
    ]);
    expect((await seenBy(grace)).called).toEqual(before.map((count) => count - 1));
    await remind(TOMORROW);
    await act({ do: 'priority', priority: 'high' });
    await until(({ priority }) => priority === 'high');
    expect((await seenBy(ada)).row.reminder).toEqual({ at: TOMORROW, isDue: false });
  });

  it('of a conversation that the workspace does not have is not found', async () => {
    const elsewhere = `${workspace.id}-${newId(26)}`;
    const { results } = await act({ do: 'remind', at: 1 }, ada, [elsewhere]);
    expect(results).toMatchObject([{ outcome: 'refused', conversation: elsewhere, code: 'not_found' }]);
  });

  it('leaves snoozes their alarm, and the other way round', async () => {
    await talk();
    const sooner = Date.now() + 3_600_000;
    await act({ do: 'snooze', until: TOMORROW });
    await until(({ snoozedUntil }) => snoozedUntil !== null);
    await remind(sooner);
    expect(await alarmAt()).toBe(sooner);
    await remind(null);
    expect(await alarmAt()).toBe(TOMORROW);
  });
});
