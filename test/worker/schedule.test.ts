/** [CNV-16] to [CNV-18]: replies that are sent at a time. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { attachment, fileLinks } from '../../protocol/files.ts';
import type { TeamEvent } from '../../protocol/team-event.ts';
import { conversationStub, type Env } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import { utf8 } from '../support/pictures.ts';
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
  SHOP,
  type Visitor,
  type Workspace,
} from './front-door.ts';

type AgentWire = Awaited<ReturnType<typeof joinAsAgent>>['wire'];

const SECRET = 'Your lamp will be there at nine';
const TOMORROW = Date.now() + 86_400_000;

let workspace: Workspace;
let ada: Agent;
let grace: Agent;

beforeAll(async () => {
  workspace = await makeWorkspace();
  ada = workspace.owner;
  grace = await makeAgent(workspace, 'Grace');
});

/** A visitor who has written as event 1, and an agent who has it open. */
async function talk(agent = ada) {
  const visitor = await makeVisitor(workspace.siteKey);
  const { wire: page } = await join(visitor.conversation, visitor.ticket);
  await say(page, message('When will it come?'));
  const { wire } = await joinAsAgent(visitor.conversation, agent);
  return { visitor, page, wire };
}

const schedule = (dueAt: number, rest: object = {}) => ({
  cid: newId(26),
  kind: 'schedule' as const,
  text: SECRET,
  dueAt,
  ...rest,
});
const ending = (kind: 'unschedule' | 'release', target: number) => ({ cid: newId(26), kind, target });

async function say(wire: Pick<AgentWire, 'send' | 'next'>, ...items: object[]) {
  wire.send(JSON.stringify({ t: 'send', items }));
  return (await wire.next('ack')).results;
}

const stubOf = ({ conversation }: Visitor) => conversationStub(env as Env, conversation);

/** What waits in this conversation is due from now on, and its alarm rings. */
async function timePasses(visitor: Visitor) {
  const stub = stubOf(visitor);
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec(`UPDATE events SET body = json_set(body, '$.dueAt', 1) WHERE kind = 'schedule'`);
  });
  await runDurableObjectAlarm(stub);
}

const kindsOf = (events: readonly TeamEvent[]) => events.map(({ kind }) => kind).join(' ');
const logOf = async ({ conversation }: Visitor) =>
  (await joinAsAgent(conversation, ada)).welcome.events as TeamEvent[];

describe('[CNV-16] a scheduled reply', () => {
  it('waits by an alarm of its conversation, which outlives the object, and is the team’s only', async () => {
    const { visitor, page, wire } = await talk();
    const choices = { quickReplies: ['Fine'] };
    expect(await say(wire, schedule(TOMORROW, choices))).toMatchObject([{ outcome: 'stored', seq: 2 }]);
    const told = wire.heard.flatMap((frame) => (frame.t === 'events' ? frame.events : []));
    expect(told.at(-1)).toMatchObject({ kind: 'schedule', text: SECRET, dueAt: TOMORROW, ...choices });
    await evictDurableObject(stubOf(visitor));
    const again = await join(visitor.conversation, visitor.ticket);
    const heard = JSON.stringify([page.heard, again.welcome]);
    expect(heard).toContain('"kind":"internal"');
    expect(heard).not.toContain(SECRET);
    expect(heard).not.toContain(String(TOMORROW));
    expect(await runInDurableObject(stubOf(visitor), (_, { storage }) => storage.getAlarm())).toBe(TOMORROW);
  });

  it('becomes its author’s message when it is due, with all that a message brings about', async () => {
    const { visitor, page, wire } = await talk(grace);
    const { wire: inbox } = await openInbox(workspace, ada);
    await say(wire, schedule(1, { quickReplies: ['Fine'] }));
    let told = await page.next('events');
    while (!told.events.some(({ kind }) => kind === 'message')) told = await page.next('events');
    expect(told.events).toMatchObject([
      { kind: 'assignment', assignee: { id: grace.id } },
      { kind: 'message', text: SECRET, quickReplies: ['Fine'], author: { id: grace.id, name: 'Grace' } },
      { kind: 'internal' },
    ]);
    const isThere = ({ conversation, preview }: { conversation: string; preview: string }) =>
      conversation === visitor.conversation && preview === SECRET;
    let { rows } = await inbox.next('rows');
    while (!rows.some(isThere)) ({ rows } = await inbox.next('rows'));
    expect(rows.find(isThere)).toMatchObject({ assignee: { id: grace.id }, waitingSince: null });
  });

  it('is sent late if the alarm is late, and once, however often it rings', async () => {
    const { visitor, wire } = await talk();
    await say(wire, schedule(TOMORROW), schedule(TOMORROW));
    await evictDurableObject(stubOf(visitor));
    await timePasses(visitor);
    await timePasses(visitor);
    await evictDurableObject(stubOf(visitor));
    await runDurableObjectAlarm(stubOf(visitor));
    const log = await logOf(visitor);
    expect(kindsOf(log)).toBe('message schedule schedule assignment message release message release');
    expect(log.filter(({ kind }) => kind === 'release')).toMatchObject([
      { target: 2, author: { role: 'system' } },
      { target: 3, author: { role: 'system' } },
    ]);
  });

  it('leaves the workspace’s index its alarm', async () => {
    const { visitor, wire } = await talk();
    await say(wire, schedule(TOMORROW));
    const { wire: inbox, welcome } = await openInbox(workspace, ada);
    let { rows } = welcome;
    await say(wire, { cid: newId(26), kind: 'priority', priority: 'urgent' });
    const isUrgent = ({ conversation, priority }: (typeof rows)[number]) =>
      conversation === visitor.conversation && priority === 'urgent';
    while (!rows.some(isUrgent)) ({ rows } = await inbox.next('rows'));
  });

  it('sent again is scheduled once; empty, or too many, it is refused', async () => {
    const { wire } = await talk();
    const item = schedule(TOMORROW);
    await say(wire, item);
    expect(await say(wire, item)).toMatchObject([{ outcome: 'stored', seq: 2 }]);
    expect(await say(wire, { ...item, text: 'Other words' })).toMatchObject([{ code: 'cid_conflict' }]);
    expect(await say(wire, schedule(TOMORROW, { text: '' }))).toMatchObject([{ code: 'bad_frame' }]);
    expect(await say(wire, schedule(8e15))).toMatchObject([{ code: 'bad_frame' }]);
    const more = Array.from({ length: 20 }, () => schedule(TOMORROW));
    const results = await say(wire, ...more);
    expect(results.map(({ outcome }) => outcome).lastIndexOf('stored')).toBe(18);
    expect(results.at(-1)).toMatchObject({ outcome: 'refused', code: 'quota_exceeded' });
  });
});

describe('[CNV-17] before it is due', () => {
  it('a colleague sends it now, as its author’s', async () => {
    const { visitor, wire } = await talk(ada);
    await say(wire, schedule(TOMORROW));
    const { wire: other } = await joinAsAgent(visitor.conversation, grace);
    expect(await say(other, ending('release', 2))).toMatchObject([{ outcome: 'stored', seq: 5 }]);
    expect((await logOf(visitor)).slice(2)).toMatchObject([
      { kind: 'assignment', assignee: { id: ada.id } },
      { kind: 'message', text: SECRET, author: { id: ada.id } },
      { kind: 'release', target: 2, author: { id: grace.id } },
    ]);
    expect(await say(other, ending('release', 2))).toMatchObject([{ code: 'not_found' }]);
    await timePasses(visitor);
    expect((await logOf(visitor)).filter(({ kind }) => kind === 'message')).toHaveLength(2);
  });

  it('a colleague takes it back: it is never sent, and its words have left the log', async () => {
    const { visitor, wire } = await talk(ada);
    const item = schedule(TOMORROW);
    await say(wire, item);
    const { wire: other } = await joinAsAgent(visitor.conversation, grace);
    expect(await say(other, ending('unschedule', 2))).toMatchObject([{ outcome: 'stored', seq: 3 }]);
    await timePasses(visitor);
    const log = await logOf(visitor);
    expect(kindsOf(log)).toBe('message schedule unschedule');
    expect(JSON.stringify(log)).not.toContain(SECRET);
    expect(await say(other, ending('unschedule', 2))).toMatchObject([{ code: 'not_found' }]);
    expect(await say(other, ending('release', 2))).toMatchObject([{ code: 'not_found' }]);
    // Its author's browser, which did not hear of it, sends it again.
    expect(await say(wire, item)).toMatchObject([{ outcome: 'stored', seq: 2 }]);
  });

  it('two who replace the same one leave one, and none once it was sent', async () => {
    const { visitor, wire } = await talk(ada);
    await say(wire, schedule(TOMORROW));
    const { wire: other } = await joinAsAgent(visitor.conversation, grace);
    const item = schedule(TOMORROW, { replaces: 2 });
    expect(await say(wire, item)).toMatchObject([{ outcome: 'stored', seq: 4 }]);
    expect(await say(other, schedule(TOMORROW, { replaces: 2 }))).toMatchObject([{ code: 'not_found' }]);
    expect(await say(wire, item)).toMatchObject([{ outcome: 'stored', seq: 4 }]);
    await say(other, ending('release', 4));
    expect(await say(wire, schedule(TOMORROW, { replaces: 4 }))).toMatchObject([{ code: 'not_found' }]);
    await timePasses(visitor);
    const log = await logOf(visitor);
    expect(kindsOf(log)).toBe('message schedule unschedule schedule assignment message release');
    expect(log.filter((event) => JSON.stringify(event).includes(SECRET))).toHaveLength(1);
    expect(log.at(-2)).not.toHaveProperty('replaces');
  });

  it('a message that was sent as scheduled and then deleted leaves no words behind', async () => {
    const { visitor, wire } = await talk(ada);
    await say(wire, schedule(TOMORROW), ending('release', 2), {
      cid: newId(26),
      kind: 'redact',
      target: 4,
    });
    const log = await logOf(visitor);
    expect(kindsOf(log)).toBe('message schedule assignment message release redact');
    expect(JSON.stringify(log)).not.toContain(SECRET);
  });
});

describe('[TEM-3] whoever wrote it has left the team', () => {
  it('it is not sent in their name, but in that of the colleague who sends it', async () => {
    const hedy = await makeAgent(workspace, 'Hedy');
    const { visitor, page, wire } = await talk(hedy);
    await say(wire, schedule(TOMORROW));
    const path = `/api/workspaces/${workspace.id}/members/${hedy.id}`;
    expect((await request(path, { method: 'DELETE', cookie: ada.cookie })).status).toBe(200);
    // As if this conversation had not been told.
    await runInDurableObject(stubOf(visitor), (_, { storage }) => {
      storage.sql.exec('DELETE FROM former_agents');
    });
    await timePasses(visitor);
    await evictDurableObject(stubOf(visitor));
    await runDurableObjectAlarm(stubOf(visitor));
    expect(kindsOf(await logOf(visitor))).toBe('message schedule');

    const { wire: other } = await joinAsAgent(visitor.conversation, grace);
    expect(await say(other, ending('release', 2))).toMatchObject([{ outcome: 'stored' }]);
    expect((await logOf(visitor)).slice(2)).toMatchObject([
      { kind: 'assignment', assignee: { id: grace.id } },
      { kind: 'message', text: SECRET, author: { id: grace.id, name: 'Grace' } },
      { kind: 'release', target: 2, author: { id: grace.id } },
    ]);
    page.close();
  });
});

describe('files', () => {
  const attach = async ({ cookie }: Agent, { conversation }: Visitor) =>
    ok(
      attachment,
      request(`/api/conversations/${conversation}/files`, {
        cookie,
        method: 'POST',
        body: utf8('Words'),
        headers: { 'x-file-id': newId(26), 'x-file-name': 'a.txt', 'content-length': '5' },
      }),
    );

  it('go with the reply when it is sent, and belong to nothing else until then', async () => {
    const { visitor, page, wire } = await talk();
    const file = await attach(ada, visitor);
    await say(wire, schedule(TOMORROW, { text: '', attachments: [{ id: file.id }] }));
    const other = { ...message('This one'), attachments: [{ id: file.id }] };
    expect(await say(wire, other)).toMatchObject([{ code: 'not_found' }]);
    await say(wire, ending('release', 2));
    expect((await logOf(visitor)).at(-2)).toMatchObject({ kind: 'message', attachments: [file] });
    const [link] = (
      await ok(
        fileLinks,
        request(`/api/conversations/${visitor.conversation}/links`, {
          bearer: visitor.token,
          origin: SHOP,
          body: { files: [file.id] },
        }),
      )
    ).links;
    expect(link?.file).toBe(file.id);
    page.close();
  });

  it('are whoever’s who takes it back', async () => {
    const { visitor, wire } = await talk(ada);
    const file = await attach(ada, visitor);
    await say(wire, schedule(TOMORROW, { attachments: [{ id: file.id }] }));
    const { wire: other } = await joinAsAgent(visitor.conversation, grace);
    await say(other, ending('unschedule', 2));
    const own = { ...message('From me'), attachments: [{ id: file.id }] };
    expect(await say(wire, own)).toMatchObject([{ code: 'not_found' }]);
    expect(await say(other, own)).toMatchObject([{ outcome: 'stored' }]);
  });

  it('go on to the one that replaces it, whoever says so, and to no other', async () => {
    const { visitor, wire } = await talk(ada);
    const file = await attach(ada, visitor);
    const attachments = [{ id: file.id }];
    await say(wire, schedule(TOMORROW, { attachments }), schedule(TOMORROW));
    const { wire: other } = await joinAsAgent(visitor.conversation, grace);
    const wrong = schedule(TOMORROW, { attachments, replaces: 3 });
    expect(await say(other, wrong)).toMatchObject([{ code: 'not_found' }]);
    await say(other, schedule(TOMORROW, { attachments, replaces: 2 }), ending('release', 5));
    expect((await logOf(visitor)).at(-2)).toMatchObject({ kind: 'message', attachments: [file] });
  });
});

describe('[CNV-18] the visitor writes before it is due', () => {
  it('also when that was stored before it, but not seen', async () => {
    const { visitor, page, wire } = await talk();
    await say(page, message('It has come already, thanks'));
    await say(wire, schedule(TOMORROW, { since: 1 }));
    await say(wire, schedule(TOMORROW, { since: 2, text: 'Seen' }), schedule(TOMORROW, { since: 9 }));
    await timePasses(visitor);
    expect((await logOf(visitor)).filter(({ kind }) => kind === 'release')).toMatchObject([
      { target: 4 },
      { target: 5 },
    ]);
  });

  it('a number that is not written yet is not looked ahead to', async () => {
    const { visitor, page, wire } = await talk();
    await say(wire, schedule(TOMORROW, { since: 9 }));
    await say(page, message('It has come already, thanks'));
    await timePasses(visitor);
    expect(kindsOf(await logOf(visitor))).toBe('message schedule message');
  });

  it('it is not sent by itself, but by whoever is asked; one scheduled after that is', async () => {
    const { visitor, page, wire } = await talk();
    await say(wire, schedule(TOMORROW));
    await say(page, message('It has come already, thanks'));
    await say(wire, schedule(TOMORROW, { text: 'Enjoy it' }));
    await timePasses(visitor);
    const log = await logOf(visitor);
    expect(kindsOf(log)).toBe('message schedule message schedule assignment message release');
    expect(log.at(-2)).toMatchObject({ text: 'Enjoy it' });
    expect(log.at(-1)).toMatchObject({ target: 4 });
    expect(await say(wire, ending('release', 2))).toMatchObject([{ outcome: 'stored' }]);
    expect((await logOf(visitor)).at(-2)).toMatchObject({ kind: 'message', text: SECRET });
  });
});
