/** [DSK-5] to [DSK-7]: snoozes that end, owners who leave, and who gets what comes in. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Availability } from '../../protocol/desk.ts';
import { type Env, workspaceStub } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import { type Colleague, type ErrandPorts, Errands, nextAgent } from '../../worker/workspace/errands.ts';
import {
  type Agent,
  join,
  joinAsAgent,
  makeAgent,
  makeVisitor,
  makeWorkspace,
  message,
  openInbox,
  request,
  type Workspace,
} from './front-door.ts';

type Row = Awaited<ReturnType<typeof openInbox>>['welcome']['rows'][number];

async function talk(workspace: Workspace) {
  const visitor = await makeVisitor(workspace.siteKey);
  const { wire } = await join(visitor.conversation, visitor.ticket);
  wire.send({ t: 'send', items: [message('Anybody there?')] });
  await wire.next('ack');
  return { ...visitor, wire };
}

async function rowOf(workspace: Workspace, conversation: string, is: (row: Row) => boolean): Promise<Row> {
  const { wire, welcome } = await openInbox(workspace, workspace.owner);
  for (let { rows } = welcome; ; { rows } = await wire.next('rows')) {
    const row = rows.find((candidate) => candidate.conversation === conversation);
    if (!row || !is(row)) continue;
    wire.close();
    return row;
  }
}

const change = (workspace: Workspace, path: string, body: object, { cookie }: Agent = workspace.owner) =>
  request(`/api/workspaces/${workspace.id}/${path}`, { method: 'PATCH', cookie, body });
const setAvailability = (workspace: Workspace, agent: Agent, availability: Availability) =>
  change(workspace, 'availability', { availability }, agent);

describe('[DSK-5] a snooze until a time', () => {
  it('ends by itself then, and the conversation stands on top', async () => {
    const workspace = await makeWorkspace();
    const visitor = await talk(workspace);
    const { wire } = await joinAsAgent(visitor.conversation, workspace.owner);
    wire.send(JSON.stringify({ t: 'send', items: [{ cid: newId(26), kind: 'snooze', until: 1 }] }));
    const row = await rowOf(workspace, visitor.conversation, ({ returnedAt }) => returnedAt !== null);
    expect(row).toMatchObject({ snoozedUntil: null, activeAt: row.returnedAt });
    const { welcome } = await joinAsAgent(visitor.conversation, workspace.owner);
    expect(welcome.events.at(-1)).toMatchObject({ kind: 'snooze', until: null, author: { role: 'system' } });
  });

  it('is kept by an alarm, which outlives the object', async () => {
    const workspace = await makeWorkspace();
    const visitor = await talk(workspace);
    const { wire } = await joinAsAgent(visitor.conversation, workspace.owner);
    const until = Date.now() + 3_600_000;
    wire.send(JSON.stringify({ t: 'send', items: [{ cid: newId(26), kind: 'snooze', until }] }));
    await rowOf(workspace, visitor.conversation, ({ snoozedUntil }) => snoozedUntil === until);
    const stub = workspaceStub(env as Env, workspace.id);
    expect(await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())).toBe(until);
  });
});

describe('[DSK-6] an owner who goes away', () => {
  it('gives back what waits, and the log says why; what does not wait stays', async () => {
    const workspace = await makeWorkspace();
    const grace = await makeAgent(workspace, 'Grace');
    const [waits, answered] = [await talk(workspace), await talk(workspace)];
    for (const { conversation } of [waits, answered]) {
      const { wire } = await joinAsAgent(conversation, grace);
      wire.send({ t: 'send', items: [message('One moment')] });
      await wire.next('ack');
    }
    waits.wire.send({ t: 'send', items: [message('Still there?')] });
    await rowOf(workspace, waits.conversation, (row) => row.waitingSince !== null && row.assignee !== null);
    await setAvailability(workspace, grace, 'dnd');
    await setAvailability(workspace, grace, 'away');
    await rowOf(workspace, waits.conversation, ({ assignee }) => assignee === null);
    const { welcome } = await joinAsAgent(waits.conversation, grace);
    expect(welcome.events.at(-1)).toMatchObject({ kind: 'assignment', assignee: null, reason: 'away' });
    const kept = await rowOf(workspace, answered.conversation, () => true);
    expect(kept.assignee?.id).toBe(grace.id);
    expect(JSON.stringify((await join(waits.conversation, waits.ticket)).welcome)).not.toContain('away');
  });
});

describe('[DSK-7] handing out', () => {
  it('in turn, among those who are available and below their limit; the rest waits until somebody is', async () => {
    const workspace = await makeWorkspace();
    const ada = workspace.owner;
    const grace = await makeAgent(workspace, 'Grace');
    await makeAgent(workspace, 'Hedy').then((hedy) => setAvailability(workspace, hedy, 'dnd'));
    await change(workspace, 'assignment', { mode: 'round-robin', limit: 1 });
    const owners: (string | undefined)[] = [];
    for (let count = 0; count < 2; count += 1) {
      const { conversation } = await talk(workspace);
      owners.push((await rowOf(workspace, conversation, ({ assignee }) => assignee !== null)).assignee?.id);
    }
    expect(owners).toEqual([ada.id, grace.id]);
    const third = await talk(workspace);
    await rowOf(workspace, third.conversation, ({ assignee }) => assignee === null);
    await change(workspace, `agents/${grace.id}`, { limit: 5 });
    const row = await rowOf(workspace, third.conversation, ({ assignee }) => assignee !== null);
    expect(row.assignee).toEqual({ id: grace.id, name: 'Grace' });
  });

  const colleague = (agent: string, fields: Partial<Colleague> = {}): Colleague => ({
    agent,
    name: agent,
    availability: 'available',
    load: 0,
    limit: null,
    teams: [],
    ...fields,
  });
  it.each([
    ['in turn', 'round-robin', 'a', null, 'b'],
    ['in turn, from the top again', 'round-robin', 'c', null, 'a'],
    ['to the least busy', 'least-busy', null, null, 'c'],
    ['within a team', 'round-robin', null, 'T', 'b'],
    ['to nobody of an empty team', 'least-busy', null, 'U', undefined],
    ['to nobody by hand', 'manual', null, null, undefined],
  ] as const)('%s', (_, mode, last, team, expected) => {
    const colleagues = [
      colleague('a', { load: 2 }),
      colleague('b', { load: 1, teams: ['T'] }),
      colleague('c', { load: 0 }),
      colleague('away', { availability: 'away' }),
      colleague('full', { limit: 3, load: 3 }),
    ];
    expect(nextAgent({ team }, colleagues, mode, last)?.agent).toBe(expected);
  });
});

describe('[DSK-5] errands', () => {
  /** One conversation that is due, and may be out of reach. */
  function bench() {
    const world = { now: 1_000, alarmAt: null as number | null, isDown: true, isDone: false, calls: 0 };
    const ports: ErrandPorts = {
      now: () => world.now,
      newCid: () => 'c'.repeat(26),
      rule: () => ({ mode: 'manual', limit: null }),
      colleagues: () => [],
      lastInTurn: () => null,
      setLastInTurn: () => {},
      due: () => (world.isDone ? [] : [{ conversation: 'one', snoozedUntil: 500 }]),
      nextDue: () => (world.isDone ? null : 500),
      waiting: () => [],
      async perform() {
        world.calls += 1;
        if (world.isDown) throw new Error('down');
        return true;
      },
      setAlarm: (at) => {
        world.alarmAt = at;
      },
      clearAlarm: () => {
        world.alarmAt = null;
      },
      failed: () => {},
    };
    return { world, errands: new Errands(ports) };
  }

  it('that fail are run again by alarm; that are done are not, before the index knows', async () => {
    const { world, errands } = bench();
    await errands.run();
    expect(world).toMatchObject({ calls: 1, alarmAt: 1_000 });
    world.isDown = false;
    await errands.fire();
    await errands.run();
    expect(world.calls).toBe(2);
    world.isDone = true;
    errands.told(['one']);
    await errands.run();
    expect(world).toMatchObject({ calls: 2, alarmAt: null });
  });
});
