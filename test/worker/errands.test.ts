/** [DSK-5] to [DSK-7]: snoozes that end, owners who leave, and who gets what comes in. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
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
  setAvailability,
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
  const RETRY_MS = 15_000;

  /** One conversation that is due at 500, and may be out of reach. */
  function bench() {
    const world = {
      now: 1_000,
      alarmAt: null as number | null,
      perform: async (): Promise<boolean> => {
        throw new Error('down');
      },
      isDone: false,
      calls: [] as number[],
    };
    const ports: ErrandPorts = {
      now: () => world.now,
      newCid: () => 'c'.repeat(26),
      rule: () => ({ mode: 'manual', limit: null }),
      colleagues: () => [],
      lastInTurn: () => null,
      setLastInTurn: () => {},
      due: (now) => (world.isDone || now < 500 ? [] : [{ conversation: 'one', snoozedUntil: 500 }]),
      nextDue: (now) => (world.isDone || now >= 500 ? null : 500),
      waiting: () => [],
      ownerless: () => [],
      chores: { due: () => [], nextDue: () => null, done() {}, failed() {} },
      perform() {
        world.calls.push(world.now);
        return world.perform();
      },
      setAlarm: (at) => {
        world.alarmAt = at;
      },
      clearAlarm: () => {
        world.alarmAt = null;
      },
      failed: () => {},
    };
    const errands = new Errands(ports);
    /** Time passes until the alarm rings. */
    const ring = (): Promise<void> => {
      if (world.alarmAt === null) throw new Error('no alarm is set');
      world.now = Math.max(world.now, world.alarmAt);
      world.alarmAt = null;
      return errands.fire();
    };
    const work = async () => true;
    return { world, errands, ring, work };
  }

  it('that are due later wait for their time', async () => {
    const { world, errands, ring, work } = bench();
    Object.assign(world, { now: 100, perform: work });
    await errands.run();
    expect(world).toMatchObject({ calls: [], alarmAt: 500 });
    await ring();
    expect(world.calls).toEqual([500]);
  });

  it('that fail are run again by alarm, not at once and not by other news, until they are done', async () => {
    const { world, errands, ring, work } = bench();
    await errands.run();
    for (let time = 0; time < 3; time += 1) await ring();
    expect(world.calls).toEqual([0, 1, 2, 3].map((count) => 1_000 + count * RETRY_MS));
    world.now += 1_000;
    errands.told(['another']);
    await errands.run();
    expect(world.calls).toHaveLength(4);
    world.perform = work;
    await ring();
    expect(world.calls).toHaveLength(5);
    world.isDone = true;
    errands.told(['one']);
    await errands.run();
    expect(world).toMatchObject({ calls: { length: 5 }, alarmAt: null });
  });

  it('that are done are not run again before the index knows, unless it never learns', async () => {
    const { world, errands, ring, work } = bench();
    world.perform = work;
    await errands.run();
    await errands.run();
    expect(world).toMatchObject({ calls: [1_000], alarmAt: 1_000 + RETRY_MS });
    await ring();
    await ring();
    expect(world.calls).toEqual([1_000, 1_000 + 2 * RETRY_MS]);
  });

  it('keep their alarm when it rings while they are under way', async () => {
    const { world, errands, ring, work } = bench();
    let fail = () => {};
    world.perform = () =>
      new Promise((_, reject) => {
        fail = () => reject(new Error('down'));
      });
    const running = errands.run();
    await ring();
    expect(world.alarmAt).toBe(world.now + RETRY_MS);
    // An earlier change of the same conversation.
    errands.told(['one']);
    await errands.run();
    expect(world.alarmAt).toBe(world.now + RETRY_MS);
    world.now += 1_000;
    fail();
    await running;
    expect(world.alarmAt).toBe(world.now + RETRY_MS);
    world.perform = work;
    await ring();
    expect(world.calls).toEqual([1_000, 1_000 + RETRY_MS + 1_000 + RETRY_MS]);
  });
});
