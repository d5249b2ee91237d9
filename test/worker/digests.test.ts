/** [NTF-10] [NTF-11]: e-mails to agents who are not here. test/support/push-service.ts takes them. */

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createHmac } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import {
  ledger,
  notificationPreferences,
  notificationSetting,
  type PreferencesChange,
} from '../../protocol/notifications.ts';
import { type Env, workspaceStub } from '../../worker/env.ts';
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
  ORIGIN,
  ok,
  openInbox,
  quietNow,
  request,
  type Workspace,
} from './front-door.ts';

let workspace: Workspace;
let grace: Agent;
beforeEach(async () => {
  workspace = await makeWorkspace();
  grace = await makeAgent(workspace, 'Grace');
});

const HOUR_MS = 60 * 60_000;
const path = () => `/api/workspaces/${workspace.id}/me/notifications`;
const stub = () => workspaceStub(env as Env, workspace.id);
const prefer = (body: PreferencesChange, { cookie }: Agent = grace) =>
  ok(notificationPreferences, request(path(), { method: 'PATCH', cookie, body }));

async function talk(text: string) {
  const { wire: list } = await openInbox(workspace, workspace.owner);
  const visitor = await makeVisitor(workspace.siteKey);
  const { wire } = await join(visitor.conversation, visitor.ticket);
  wire.send({ t: 'send', items: [message(text)] });
  for (let isThere = false; !isThere; )
    isThere = (await list.next('rows')).rows.some(({ preview }) => preview === text);
  return visitor;
}

/** So much later, by an object that knows nothing but what it kept, its alarm rings. */
async function later(ms: number): Promise<void> {
  await evictDurableObject(stub());
  await runInDurableObject(stub(), async (object, { storage }) => {
    storage.sql.exec('UPDATE conversations SET waiting_since = waiting_since - ?', ms);
    storage.sql.exec('UPDATE digests SET seen_at = seen_at - ?1, mail_at = mail_at - ?1', ms);
    await object.alarm?.();
  });
}

async function mailsTo({ me }: Agent): Promise<{ to: string; subject: string; text: string; id: string }[]> {
  const arrivals = (await (await fetch('https://mail.example/arrived/mail?count=0')).json()) as Arrival[];
  return arrivals.map(read).filter(({ to }) => to === me.email);
}

function read({ headers, body }: Arrival) {
  const bytes = Buffer.from(body, 'base64url');
  const expected = createHmac('sha256', 'test-mail-secret').update(bytes).digest('hex');
  expect(headers['porchlight-signature']).toBe(`sha256=${expected}`);
  return JSON.parse(bytes.toString());
}

it('[NTF-10] how many wait, once they have waited for an hour; the next an hour later', async () => {
  const setting = await ok(notificationSetting, request(path(), { cookie: grace.cookie }));
  expect(setting.hasMail).toBe(true);
  await prefer({ digest: 'hourly' });
  await Promise.all([talk('First'), talk('Second')]);
  const alarm = await runInDurableObject(stub(), (_, { storage }) => storage.getAlarm());
  expect(alarm).toBeLessThanOrEqual(Date.now() + 15 * 60_000);
  await later(HOUR_MS - 60_000);
  expect(await mailsTo(grace)).toEqual([]);
  await later(60_000);
  const [mail, ...more] = await mailsTo(grace);
  expect(mail).toMatchObject({
    subject: '2 conversations wait for you',
    text: `2 conversations wait for you, for an hour or longer.\n\n${ORIGIN}/console\n`,
  });
  expect(JSON.stringify(mail)).not.toContain('First');
  expect(more).toEqual([]);
  const { entries } = await ok(ledger, request(`${path()}/ledger`, { cookie: grace.cookie }));
  expect(entries).toMatchObject([{ id: mail?.id, way: 'mail', occasion: 'digest', outcome: 'accepted' }]);
  await later(HOUR_MS - 60_000);
  expect(await mailsTo(grace)).toHaveLength(1);
  await later(60_000);
  expect(await mailsTo(grace)).toHaveLength(2);
  // Whoever never asked for it gets none.
  expect(await mailsTo(workspace.owner)).toEqual([]);
});

it('[NTF-10] once a day for those who want it so', async () => {
  await prefer({ digest: 'daily' });
  await talk('Hello?');
  await later(HOUR_MS);
  await later(23 * HOUR_MS);
  expect(await mailsTo(grace)).toHaveLength(1);
  await later(HOUR_MS);
  expect(await mailsTo(grace)).toHaveLength(2);
});

it('[NTF-10] none for what they have read, or what is a colleague’s', async () => {
  await prefer({ digest: 'hourly' });
  const { conversation } = await talk('Read');
  const { wire } = await joinAsAgent(conversation, grace);
  const { wire: list } = await openInbox(workspace, grace);
  wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'read', upTo: 1 }] as never });
  for (let isRead = false; !isRead; )
    isRead = (await list.next('rows')).rows.some(({ unread }) => unread === 0);
  const taken = await talk('Taken');
  const action = { do: 'assign', assignee: workspace.owner.id };
  const body = { conversations: [taken.conversation], cid: newId(26), action };
  const { cookie } = workspace.owner;
  await request(`/api/workspaces/${workspace.id}/actions`, { cookie, body });
  for (let isTaken = false; !isTaken; )
    isTaken = (await list.next('rows')).rows.some(({ assignee }) => assignee?.id === workspace.owner.id);
  await later(HOUR_MS);
  expect(await mailsTo(grace)).toEqual([]);
});

it('[NTF-10] none while they look, or within an hour of it, or in quiet hours', async () => {
  await prefer({ digest: 'hourly' });
  const { wire } = await openInbox(workspace, grace);
  wire.send({ t: 'visible', on: true });
  wire.send({ t: 'sync', since: 1 });
  await wire.next('welcome');
  await talk('Hello?');
  // Looking is not over with the memory of it: the socket says so.
  await later(2 * HOUR_MS);
  expect(await mailsTo(grace)).toEqual([]);
  wire.send({ t: 'visible', on: false });
  wire.send({ t: 'sync', since: 1 });
  await wire.next('welcome');
  await later(HOUR_MS - 60_000);
  expect(await mailsTo(grace)).toEqual([]);
  await prefer(quietNow('Asia/Tokyo'));
  await later(60_000);
  expect(await mailsTo(grace)).toEqual([]);
  await prefer({ hasQuietHours: false });
  await later(0);
  expect(await mailsTo(grace)).toHaveLength(1);
});

it('[NTF-11] one that was not taken is in the ledger with the reason, and tried again in an hour', async () => {
  workspace = await makeWorkspace(`refuse-${newId(8)}@example.org`);
  const { owner } = workspace;
  await prefer({ digest: 'daily' }, owner);
  await talk('Hello?');
  await later(HOUR_MS);
  await later(HOUR_MS - 60_000);
  expect(await mailsTo(owner)).toHaveLength(1);
  await later(60_000);
  expect(await mailsTo(owner)).toHaveLength(2);
  const { entries } = await ok(ledger, request(`${path()}/ledger`, { cookie: owner.cookie }));
  const refused = { way: 'mail', outcome: 'refused', detail: 'status 403' };
  expect(entries).toMatchObject([refused, refused]);
});
