/** [CNV-16] [INB-5] A conversation's one alarm, for the replies that wait and for what the index has not been told. */
import { expect, it } from 'vitest';
import { CONVERSATION_MIGRATIONS } from '../../worker/conversation/conversation-migrations.ts';
import { conversationStore } from '../../worker/conversation/conversation-store.ts';
import { openConversation } from '../../worker/conversation/open-conversation.ts';
import { reusableSql } from './node-sql.ts';
import { CONVERSATION, NOWHERE, SITE, VISITOR } from './sim-conversation.ts';

const HOUR = 3_600_000;
const NELL = { role: 'agent', id: 'nell', name: 'Nell', isGreeted: true, until: 10 * HOUR } as const;

const sql = reusableSql(CONVERSATION_MIGRATIONS);

function makeWorld() {
  sql.empty();
  const store = conversationStore(sql);
  const record = { id: CONVERSATION, site: SITE, visitor: VISITOR, epoch: 'e', tokenHash: '', createdAt: 0 };
  store.create({ ...record, context: NOWHERE });
  const world = {
    now: 0,
    alarmAt: null as number | null,
    isIndexDown: false,
    isIndexSilent: false,
    isMember: async (_agent: string) => true,
    told: 0,
    faults: [] as unknown[],
    store,
    /** What is under way has ended. */
    async rest() {
      for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setTimeout(resolve));
    },
    open: () =>
      openConversation(
        store,
        { ...record, context: NOWHERE },
        {
          now: () => world.now,
          peers: () => [],
          eventsPerPage: 100,
          answerPings() {},
          setAlarm(at) {
            world.alarmAt = at;
          },
          clearAlarm() {
            world.alarmAt = null;
          },
          // Pauses are short: then all is told, and its alarm is called off.
          after(_, run) {
            const timer = setTimeout(run);
            return () => clearTimeout(timer);
          },
          alongside() {},
          async index({ head }) {
            if (world.isIndexSilent) return new Promise<number>(() => {});
            if (world.isIndexDown) throw new Error('down');
            world.told = head;
            return 0;
          },
          notIndexed() {},
          isMember: (agent) => world.isMember(agent),
          notSent(error) {
            world.faults.push(error);
          },
          push: async () => ({ is: 'gone' }),
        },
      ),
  };
  return world;
}

const schedule = (dueAt: number) => ({
  t: 'send',
  items: [{ cid: `schedule-${dueAt}`.padEnd(26, '0'), kind: 'schedule', text: `At ${dueAt}`, dueAt }],
});

it('is set for the next reply, and again for the one after it', async () => {
  const world = makeWorld();
  const { core, fire } = world.open();
  core.exchange(NELL, [schedule(2 * HOUR), schedule(HOUR)]);
  await world.rest();
  expect(world.alarmAt).toBe(HOUR);
  world.now = HOUR + 5;
  await fire();
  await world.rest();
  expect(core.snapshot.lastMessage?.text).toBe(`At ${HOUR}`);
  expect(world.told).toBe(core.snapshot.head);
  expect(world.alarmAt).toBe(2 * HOUR);
  world.now = 2 * HOUR;
  await fire();
  await world.rest();
  expect(core.snapshot.lastMessage?.text).toBe(`At ${2 * HOUR}`);
  expect(world.alarmAt).toBeNull();
});

it('that was lost is set again when the object wakes', async () => {
  const world = makeWorld();
  world.open().core.exchange(NELL, [schedule(HOUR)]);
  await world.rest();
  world.alarmAt = null;
  world.open();
  expect(world.alarmAt).toBe(HOUR);
});

it('does not keep the index waiting for the reply, also over a crash', async () => {
  const world = makeWorld();
  world.isIndexDown = true;
  world.open().core.exchange(NELL, [schedule(HOUR)]);
  await world.rest();
  expect(world.alarmAt).toBeLessThan(60_000);
  const { core, fire } = world.open();
  await world.rest();
  expect(world.alarmAt).toBeLessThan(60_000);
  world.isIndexDown = false;
  world.now = 60_000;
  await fire();
  await world.rest();
  expect(world.told).toBe(core.snapshot.head);
  expect(world.alarmAt).toBe(HOUR);
});

it('[INB-5] is still set when the object wakes with the index untold, and no reply waits', async () => {
  const world = makeWorld();
  world.isIndexSilent = true;
  world
    .open()
    .core.exchange(NELL, [
      { t: 'send', items: [{ cid: 'm'.padEnd(26, '0'), kind: 'message', text: 'Hello' }] },
    ]);
  expect(world.alarmAt).toBeLessThan(60_000);
  expect(world.alarmAt).not.toBeNull();
  // That process died before the index had answered, and so will this one.
  world.open();
  expect(world.alarmAt).not.toBeNull();
  world.isIndexSilent = false;
  const { core, fire } = world.open();
  await fire();
  await world.rest();
  expect(world.told).toBe(core.snapshot.head);
  expect(world.alarmAt).toBeNull();
});

it('rings again when a reply could not be sent', async () => {
  const world = makeWorld();
  const { core, fire } = world.open();
  core.exchange(NELL, [schedule(HOUR)]);
  await world.rest();
  world.now = HOUR;
  const { append } = world.store;
  let isFull = true;
  world.store.append = (events) => {
    if (isFull) throw new Error('disk full');
    append(events);
  };
  await fire();
  expect(world.faults).toMatchObject([{ message: 'disk full' }]);
  expect(world.alarmAt).toBe(HOUR + 60_000);
  isFull = false;
  world.now = HOUR + 60_000;
  await fire();
  expect(core.snapshot.lastMessage?.text).toBe(`At ${HOUR}`);
});

it('[TEM-3] asks the workspace whose a reply is, and again when it could not be asked', async () => {
  const world = makeWorld();
  const { core, fire } = world.open();
  core.exchange(NELL, [schedule(HOUR)]);
  await world.rest();
  world.isMember = async () => {
    throw new Error('away');
  };
  world.now = HOUR;
  await fire();
  expect(world.faults).toMatchObject([{ message: 'away' }]);
  expect(core.snapshot.lastMessage).toBeNull();
  expect(world.alarmAt).toBe(HOUR + 60_000);

  // This process dies while it asks.
  world.isMember = () => new Promise(() => {});
  world.now = world.alarmAt ?? 0;
  world.alarmAt = null;
  void fire();
  expect(world.alarmAt).toBe(HOUR + 120_000);

  const next = world.open();
  world.isMember = async (agent) => agent !== NELL.id;
  await next.fire();
  await world.rest();
  expect(next.core.snapshot.lastMessage).toBeNull();
  expect(world.alarmAt).toBeNull();
  expect(world.store.scheduled.waiting()).toMatchObject([{ hasLeft: true }]);
});

it('[CNV-18] does not send what the visitor has answered while the workspace was asked', async () => {
  const world = makeWorld();
  const { core, fire } = world.open();
  core.exchange(NELL, [schedule(HOUR)]);
  await world.rest();
  world.now = HOUR;
  world.isMember = async () => {
    const who = { role: 'visitor', id: VISITOR, name: null, isGreeted: true, until: 10 * HOUR } as const;
    const item = { cid: 'v'.repeat(26), kind: 'message', text: 'Never mind' };
    core.exchange(who, [{ t: 'send', items: [item] }]);
    return true;
  };
  await fire();
  await world.rest();
  expect(core.snapshot.lastMessage?.text).toBe('Never mind');
  expect(world.alarmAt).toBeNull();
});
