/** [NTF-1] to [NTF-8]: how agents are called. test/support/push-service.ts is at the other end. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createLocalJWKSet, type JWK, jwtVerify } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_PREFERENCES } from '../../protocol/notification-rules.ts';
import {
  type LedgerEntry,
  ledger,
  notificationPreferences,
  notificationSetting,
  type PreferencesChange,
  type PushMessage,
  pushDevices,
  testResponse,
} from '../../protocol/notifications.ts';
import { object } from '../../protocol/shape.ts';
import { type Env, installationStub, workspaceStub } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import type { Arrival } from '../support/push-service.ts';
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
  quietNow,
  request,
  setAvailability,
  type Workspace,
} from './front-door.ts';
import { arrived, makeBrowser, type PushBrowser, readPush, turn } from './push-browser.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});

const path = (rest = '') => `/api/workspaces/${workspace.id}/me/notifications${rest}`;
const prefer = ({ cookie }: Agent, body: PreferencesChange) =>
  ok(notificationPreferences, request(path(), { method: 'PATCH', cookie, body }));
const settingOf = ({ cookie }: Agent) => ok(notificationSetting, request(path(), { cookie }));
const ledgerOf = async ({ cookie }: Agent): Promise<LedgerEntry[]> =>
  (await ok(ledger, request(path('/ledger'), { cookie }))).entries;

const put = ({ cookie }: Agent, { device, endpoint, p256dh, auth }: PushBrowser) =>
  request(path(`/devices/${device}`), {
    method: 'PUT',
    cookie,
    body: { name: 'Firefox on Linux', endpoint, p256dh, auth },
  });

const read = async (browser: PushBrowser, arrival: Arrival) =>
  (await readPush(browser, arrival)) as PushMessage;

async function subscribe(agent: Agent, how?: string): Promise<PushBrowser> {
  const browser = await makeBrowser(how);
  await ok(pushDevices, put(agent, browser));
  return browser;
}

/** A visitor who wrote; it is in the index when this returns. */
async function talk(text: string) {
  const { wire: list } = await openInbox(workspace, workspace.owner);
  const visitor = await makeVisitor(workspace.siteKey);
  const { wire } = await join(visitor.conversation, visitor.ticket);
  const say = async (text: string) => {
    wire.send({ t: 'send', items: [message(text)] });
    for (let isThere = false; !isThere; )
      isThere = (await list.next('rows')).rows.some(({ preview }) => preview === text);
  };
  await say(text);
  return { ...visitor, say };
}

const untilLedger = async (agent: Agent, is: (entries: LedgerEntry[]) => boolean): Promise<LedgerEntry[]> => {
  for (;;) {
    const entries = await ledgerOf(agent);
    if (is(entries)) return entries;
    await turn();
  }
};
const outcomes = (entries: readonly LedgerEntry[]) => entries.map(({ outcome }) => outcome);

/** As if that much later, for what the alarm does. */
const afterwards = (ms: number) =>
  runInDurableObject(workspaceStub(env as Env, workspace.id), async (object, state) => {
    state.storage.sql.exec('UPDATE pushes SET next_at = next_at - ?', ms);
    await object.alarm?.();
  });

/** Waits until the answer to the one push there is has been taken. @returns how long it rests then, in milliseconds. */
async function untilAnswered(): Promise<number> {
  for (;;) {
    const restMs = await runInDurableObject(workspaceStub(env as Env, workspace.id), (_, { storage }) => {
      const [push] = storage.sql.exec('SELECT next_at AS at FROM pushes').toArray();
      return push ? Number(push.at) - Date.now() : 0;
    });
    // Under way it is due again in 30 s.
    if (restMs <= 15_000 || restMs > 30_000) return restMs;
    await turn();
  }
}

describe('what an agent prefers', () => {
  it('[NTF-1] is the same wherever they sign in, and theirs alone', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    expect((await settingOf(grace)).preferences).toBeNull();
    await prefer(grace, { about: 'all' });
    await prefer(grace, { hasQuietHours: true, timeZone: 'Asia/Tokyo' });
    const expected = { ...DEFAULT_PREFERENCES, about: 'all', hasQuietHours: true, timeZone: 'Asia/Tokyo' };
    expect((await settingOf(grace)).preferences).toEqual(expected);
    expect((await settingOf(workspace.owner)).preferences).toBeNull();
  });

  it('[NTF-1] what is not a preference is refused', async () => {
    for (const body of [{ quietFrom: '25:00' }, { about: 'some' }, { timeZone: 'x'.repeat(65) }]) {
      const answer = await request(path(), { method: 'PATCH', cookie: workspace.owner.cookie, body });
      expect(answer.status).toBe(400);
    }
  });
});

describe('the ledger', () => {
  const entry = (id = newId(26)) => ({
    id,
    conversation: `${workspace.id}-${newId(26)}`,
    visitorName: 'Mina',
    occasion: 'message',
    outcome: 'shown',
  });
  const note = ({ cookie }: Agent, entries: object[]) =>
    ok(object({}), request(path('/ledger'), { cookie, body: { entries } }));

  it('[NTF-2] holds what a page did, once however often it is told, for that agent only', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const first = entry();
    await note(grace, [first]);
    await note(grace, [first, entry()]);
    const entries = await ledgerOf(grace);
    expect(entries).toHaveLength(2);
    expect(entries[1]).toMatchObject({ ...first, way: 'page', device: null });
    expect(await ledgerOf(workspace.owner)).toEqual([]);
    // Another agent can't change it by knowing its id.
    const opened = { cookie: workspace.owner.cookie, body: { id: first.id } };
    await ok(object({}), request(path('/opened'), opened));
    expect((await ledgerOf(grace))[1]?.outcome).toBe('shown');
    await ok(object({}), request(path('/opened'), { ...opened, cookie: grace.cookie }));
    expect((await ledgerOf(grace))[1]?.outcome).toBe('opened');
  });

  it('[NTF-2] keeps the newest hundred, for a week', async () => {
    const { owner } = workspace;
    for (let batch = 0; batch < 3; batch++)
      await note(
        owner,
        Array.from({ length: 40 }, () => entry()),
      );
    expect(await ledgerOf(owner)).toHaveLength(100);
    await runInDurableObject(workspaceStub(env as Env, workspace.id), (_, state) => {
      expect(state.storage.sql.exec('SELECT COUNT(*) AS count FROM calls').one().count).toBe(100);
      state.storage.sql.exec('UPDATE calls SET at = at - ?', 7 * 24 * 60 * 60_000);
    });
    expect(await ledgerOf(owner)).toEqual([]);
    await note(owner, [entry()]);
    await runInDurableObject(workspaceStub(env as Env, workspace.id), (_, state) => {
      expect(state.storage.sql.exec('SELECT COUNT(*) AS count FROM calls').one().count).toBe(1);
    });
  });
});

describe('a push', () => {
  it('[NTF-3] [NTF-6] tells an agent who does not look who wrote what, encrypted and signed', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const browser = await subscribe(grace);
    const visitor = await talk('Is the Gate in stock?');
    const [arrival] = await arrived(browser, 1);
    if (!arrival) throw new Error('nothing arrived');
    const told = await read(browser, arrival);
    expect(told).toEqual({
      id: expect.stringMatching(/^\w{26}$/),
      workspace: workspace.id,
      conversation: visitor.conversation,
      visitorName: null,
      occasion: 'message',
      text: 'Is the Gate in stock?',
    });
    const { headers } = arrival;
    expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '14400', urgency: 'high' });
    expect(headers.topic).toMatch(/^[\w-]{32}$/);
    expect(visitor.conversation).not.toContain(headers.topic);
    const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization ?? '') ?? [];
    expect(key).toBe((await settingOf(grace)).pushKey);
    const point = Buffer.from(key, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
    const jwks = createLocalJWKSet({ keys: [{ kty: 'EC', crv: 'P-256', x, y } as JWK] });
    const { payload } = await jwtVerify(token, jwks, { audience: 'https://push.example' });
    expect(payload.exp).toBeLessThanOrEqual(Date.now() / 1000 + 24 * 60 * 60);
    const [entry] = await untilLedger(grace, ([newest]) => newest?.outcome === 'accepted');
    expect(entry).toMatchObject({ id: told.id, way: 'push', device: 'Firefox on Linux', detail: null });
  });

  it('[NTF-3] by the rules of the page: not for a colleague’s conversation, for all if they like, and for a mention', async () => {
    const [grace, hedy] = [await makeAgent(workspace, 'Grace'), await makeAgent(workspace, 'Hedy')];
    const visitor = await talk('Hello?');
    const { wire } = await joinAsAgent(visitor.conversation, workspace.owner);
    wire.send({ t: 'send', items: [message('Yes?')] });
    await wire.next('ack');
    const [first, second] = [await subscribe(grace), await subscribe(hedy)];
    await prefer(hedy, { about: 'all' });
    await visitor.say('Is it blue?');
    const [arrival] = await arrived(second, 1);
    expect(arrival && (await read(second, arrival)).text).toBe('Is it blue?');
    expect(await ledgerOf(grace)).toEqual([]);
    const note = { cid: newId(26), kind: 'note', text: '@Grace, is it?', mentions: [grace.id] };
    wire.send(JSON.stringify({ t: 'send', items: [note] }));
    const [mention] = await arrived(first, 1);
    expect(mention && (await read(first, mention)).occasion).toBe('mention');
  });

  it('[NTF-4] none while a page of theirs is visible, whichever device; one when it is hidden again', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const browser = await subscribe(grace);
    const { wire } = await openInbox(workspace, grace);
    wire.send({ t: 'visible', on: true });
    wire.send({ t: 'ping' });
    await wire.next('pong');
    const visitor = await talk('Seen');
    wire.send({ t: 'visible', on: false });
    wire.send({ t: 'sync', since: 1 });
    await wire.next('welcome');
    await visitor.say('Not seen');
    const all = await arrived(browser, 1);
    expect(await Promise.all(all.map(async (it) => (await read(browser, it)).text))).toEqual(['Not seen']);
  });

  it('[NTF-4] a page that has long been silent does not count as visible', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const browser = await subscribe(grace);
    const { wire } = await openInbox(workspace, grace);
    wire.send({ t: 'visible', on: true });
    wire.send({ t: 'sync', since: 1 });
    await wire.next('welcome');
    await runInDurableObject(workspaceStub(env as Env, workspace.id), (_, state) => {
      for (const socket of state.getWebSockets()) {
        const who = socket.deserializeAttachment();
        if (who.seenAt) socket.serializeAttachment({ ...who, seenAt: who.seenAt - 60_000 });
      }
    });
    await evictDurableObject(workspaceStub(env as Env, workspace.id));
    await talk('Anybody?');
    expect(await arrived(browser, 1)).toHaveLength(1);
  });

  it('[NTF-5] is held while the agent is not to be disturbed', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const browser = await subscribe(grace);
    await setAvailability(workspace, grace, 'dnd');
    const visitor = await talk('Not now');
    expect(outcomes(await ledgerOf(grace))).toEqual(['quiet']);
    await setAvailability(workspace, grace, 'available');
    await visitor.say('Now');
    const all = await arrived(browser, 1);
    expect(await Promise.all(all.map(async (it) => (await read(browser, it)).text))).toEqual(['Now']);
  });

  it('[NTF-5] is held in quiet hours, by the agent’s own clock, and the ledger says so', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const browser = await subscribe(grace);
    await prefer(grace, quietNow('Asia/Tokyo'));
    const visitor = await talk('It is late');
    expect(outcomes(await ledgerOf(grace))).toEqual(['quiet']);
    await prefer(grace, { hasQuietHours: false });
    await visitor.say('Still there?');
    const all = await arrived(browser, 1);
    expect(await Promise.all(all.map(async (it) => (await read(browser, it)).text))).toEqual([
      'Still there?',
    ]);
  });

  it.each([
    ['gone', 'gone', null, 0],
    ['refuse', 'refused', 'status 403', 1],
    ['redirect', 'refused', 'status 307', 1],
  ] as const)(
    '[NTF-7] what the service answers by %s is %s, for good',
    async (how, outcome, detail, left) => {
      const grace = await makeAgent(workspace, 'Grace');
      await subscribe(grace, how);
      await talk('Hello?');
      const [entry] = await untilLedger(grace, ([newest]) => newest?.outcome === outcome);
      expect(entry?.detail).toBe(detail);
      expect((await settingOf(grace)).devices).toHaveLength(left);
    },
  );

  it('[NTF-7] is tried again when the service is busy, not before it said, also by an object that knows nothing', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const browser = await subscribe(grace, 'busy');
    await talk('Hello?');
    await arrived(browser, 1);
    const stub = workspaceStub(env as Env, workspace.id);
    const wait = await untilAnswered();
    expect(wait).toBeGreaterThan(60_000);
    expect(wait).toBeLessThanOrEqual(120_000);
    const alarm = await runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
    expect(alarm).not.toBeNull();
    await evictDurableObject(stub);
    await afterwards(120_000);
    expect(await arrived(browser, 2)).toHaveLength(2);
    await untilLedger(grace, ([newest]) => newest?.outcome === 'accepted');
  });

  it('[NTF-7] is given up after five more attempts', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const browser = await subscribe(grace, 'down');
    await talk('Hello?');
    for (let attempt = 1; attempt <= 6; attempt++) {
      await arrived(browser, attempt);
      await untilAnswered();
      await afterwards(60 * 60_000);
    }
    const [entry] = await untilLedger(grace, ([newest]) => newest?.outcome === 'unreachable');
    expect(entry?.detail).toBe('status 503');
    expect(await arrived(browser, 6)).toHaveLength(6);
  });

  it('[NTF-7] a newer one about the same conversation takes the place of one that waits', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const browser = await subscribe(grace, 'down');
    const visitor = await talk('First');
    await arrived(browser, 1);
    await untilLedger(grace, ([newest]) => newest?.outcome === 'waiting');
    await visitor.say('Second');
    const [one, two] = await arrived(browser, 2);
    expect(one?.headers.topic).toBe(two?.headers.topic);
    expect(outcomes(await ledgerOf(grace))).toEqual(['waiting', 'replaced']);
  });

  it('[NTF-7] is not sent any more when it was read meanwhile', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const browser = await subscribe(grace, 'down');
    const visitor = await talk('Hello?');
    await arrived(browser, 1);
    const { wire } = await joinAsAgent(visitor.conversation, grace);
    const { wire: list } = await openInbox(workspace, grace);
    wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'read', upTo: 1 }] as never });
    for (let isRead = false; !isRead; )
      isRead = (await list.next('rows')).rows.some(({ unread }) => unread === 0);
    await afterwards(60 * 60_000);
    await untilLedger(grace, ([newest]) => newest?.outcome === 'read');
    expect(await arrived(browser, 1)).toHaveLength(1);
  });

  it('[NTF-8] a test reaches each of their devices, even while they look and in quiet hours', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const [phone, laptop] = [await subscribe(grace), await subscribe(grace)];
    await prefer(grace, quietNow('UTC'));
    const { devices } = await ok(testResponse, request(path('/test'), { cookie: grace.cookie, body: {} }));
    expect(devices).toBe(2);
    for (const browser of [phone, laptop]) {
      const [arrival] = await arrived(browser, 1);
      expect(arrival && (await read(browser, arrival))).toMatchObject({
        occasion: 'test',
        conversation: null,
      });
    }
  });
});

describe('a device', () => {
  it('[NTF-9] is not called after signing out, nor after a new password elsewhere', async () => {
    const { owner } = workspace;
    await subscribe(owner);
    const signIn = { email: owner.me.email, password: 'a long enough password' };
    const again = await request('/api/sign-in', { body: signIn });
    const other = { ...owner, cookie: (again.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
    await subscribe(other);
    await subscribe(other);
    expect((await settingOf(owner)).devices).toHaveLength(3);
    await request('/api/sign-out', { cookie: owner.cookie, body: {} });
    expect((await settingOf(other)).devices).toHaveLength(2);
    const third = await request('/api/sign-in', { body: signIn });
    const last = { ...owner, cookie: (third.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
    const body = { password: 'another long password' };
    await request(`/api/workspaces/${workspace.id}/me`, { method: 'PATCH', cookie: last.cookie, body });
    expect((await settingOf(last)).devices).toEqual([]);
  });

  it('[NTF-9] is not called after its session has ended, or when its agent is not a member any more', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const browser = await subscribe(grace);
    const stub = workspaceStub(env as Env, workspace.id);
    const change = (statement: string) =>
      runInDurableObject(stub, (_, { storage }) => void storage.sql.exec(statement, grace.id));
    await change('UPDATE push_devices SET expires_at = 1 WHERE agent = ?');
    expect((await settingOf(grace)).devices).toEqual([]);
    await ok(pushDevices, put(grace, browser));
    expect((await settingOf(grace)).devices).toHaveLength(1);
    await change('DELETE FROM members WHERE agent = ?');
    expect((await settingOf(grace)).devices).toEqual([]);
  });

  it('[NTF-9] renewed, it still gets what waits for it; switched off, the ledger says that it is gone', async () => {
    const grace = await makeAgent(workspace, 'Grace');
    const browser = await subscribe(grace, 'down');
    await talk('Hello?');
    await arrived(browser, 1);
    await untilAnswered();
    await ok(pushDevices, put(grace, browser));
    await afterwards(60 * 60_000);
    expect(await arrived(browser, 2)).toHaveLength(2);
    const off = { method: 'DELETE', cookie: grace.cookie };
    const left = await ok(pushDevices, request(path(`/devices/${browser.device}`), off));
    expect(left.devices).toEqual([]);
    await untilLedger(grace, ([newest]) => newest?.outcome === 'gone');
  });

  it('[NTF-9] belongs to whoever used the browser last', async () => {
    const [grace, hedy] = [await makeAgent(workspace, 'Grace'), await makeAgent(workspace, 'Hedy')];
    const browser = await subscribe(grace);
    await ok(pushDevices, put(hedy, browser));
    expect((await settingOf(grace)).devices).toEqual([]);
    expect((await settingOf(hedy)).devices).toEqual([{ device: browser.device, name: 'Firefox on Linux' }]);
  });

  it('[NTF-9] ten at most: the oldest goes', async () => {
    const { owner } = workspace;
    const oldest = await subscribe(owner);
    for (let more = 0; more < 10; more++) await subscribe(owner);
    const { devices } = await settingOf(owner);
    expect(devices).toHaveLength(10);
    expect(devices.map(({ device }) => device)).not.toContain(oldest.device);
  });

  it.each([
    'http://push.example/take/1',
    'https://localhost/take/1',
    'https://127.0.0.1/take/1',
    'https://10.0.0.1/take/1',
    'https://metadata.internal/take/1',
    'https://[::1]/take/1',
    'https://user@push.example/take/1',
  ])('[NTF-9] %s is no push service', async (endpoint) => {
    const browser = { ...(await makeBrowser()), endpoint };
    expect((await put(workspace.owner, browser)).status).toBe(403);
  });
});

it('[NTF-6] the keys are one pair for all workspaces, and outlive the object', async () => {
  const other = await makeWorkspace();
  const { pushKey } = await settingOf(workspace.owner);
  await evictDurableObject(installationStub(env as Env));
  const answer = await request(`/api/workspaces/${other.id}/me/notifications`, {
    cookie: other.owner.cookie,
  });
  const told = await answer.text();
  expect(JSON.parse(told).pushKey).toBe(pushKey);
  const { privateKey } = await installationStub(env as Env).pushKeys();
  expect(told).not.toContain(String(privateKey.d));
});

it('[NTF-3] a reminder that is due calls its agent, and nobody else', async () => {
  const grace = await makeAgent(workspace, 'Grace');
  const { conversation } = await talk('It flickers');
  const [hers, owners] = [await subscribe(grace), await subscribe(workspace.owner)];
  const action = { do: 'remind', at: 1 };
  await request(`/api/workspaces/${workspace.id}/actions`, {
    cookie: grace.cookie,
    body: { conversations: [conversation], cid: newId(26), action },
  });
  const [call] = await arrived(hers, 1);
  expect(await read(hers, call as Arrival)).toMatchObject({
    occasion: 'reminder',
    conversation,
    text: 'It flickers',
  });
  await turn();
  expect(await arrived(owners, 0)).toEqual([]);
});
