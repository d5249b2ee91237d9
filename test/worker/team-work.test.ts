/** What the team says to itself, and what visitors learn of it: nothing. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { actionResponse } from '../../protocol/actions.ts';
import { desk, label, savedView, team } from '../../protocol/desk.ts';
import { serverFrames } from '../../protocol/frames.ts';
import { inboxPage } from '../../protocol/inbox.ts';
import { bucketKey } from '../../protocol/inbox-view.ts';
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
  SHOP,
  type Visitor,
  type Workspace,
} from './front-door.ts';

let workspace: Workspace;
let ada: Agent;
let grace: Agent;
let hedy: Agent;

beforeAll(async () => {
  workspace = await makeWorkspace();
  ada = workspace.owner;
  grace = await makeAgent(workspace, 'Grace');
  hedy = await makeAgent(workspace, 'Hedy');
});

const path = (rest: string) => `/api/workspaces/${workspace.id}/${rest}`;
const note = (text: string, mentions: string[] = []) => ({
  cid: newId(26),
  kind: 'note' as const,
  text,
  mentions,
});
const makeTeam = async (name: string) =>
  (await ok(team, request(path('teams'), { cookie: ada.cookie, body: { name, members: [grace.id] } }))).id;
const makeLabel = (name: string) =>
  ok(label, request(path('labels'), { cookie: ada.cookie, body: { name, color: 'red' } }));
const act = (conversations: string[], action: object, cid = newId(26), { cookie } = ada) =>
  ok(actionResponse, request(path('actions'), { cookie, body: { conversations, cid, action } }));

/** A visitor who has written, and whose row has come to the list. */
async function talk(text = 'Where is my lamp?'): Promise<Visitor> {
  const visitor = await makeVisitor(workspace.siteKey);
  const { wire } = await join(visitor.conversation, visitor.ticket);
  wire.send({ t: 'send', items: [message(text)] });
  await wire.next('ack');
  wire.close();
  return visitor;
}

/** The row once it is so. The index learns of a change a moment later. */
async function rowOf(conversation: string, is: (row: Row) => boolean, agent = ada): Promise<Row> {
  const { wire, welcome } = await openInbox(workspace, agent);
  let rows = welcome.rows;
  for (;;) {
    const row = rows.find((candidate) => candidate.conversation === conversation);
    if (row && is(row)) {
      wire.close();
      return row;
    }
    ({ rows } = await wire.next('rows'));
  }
}
type Row = Awaited<ReturnType<typeof openInbox>>['welcome']['rows'][number];

const view = async (query: string, agent = ada) =>
  (await ok(inboxPage, request(path(`inbox?${query}`), { cookie: agent.cookie }))).rows.map(
    ({ conversation }) => conversation,
  );

describe('[CNV-10] what only the team sees', () => {
  const SECRET = 'a difficult customer';

  it('comes to visitors as a number without content, by socket, by request and by poll', async () => {
    const visitor = await talk();
    const { wire } = await join(visitor.conversation, visitor.ticket);
    const { wire: agent } = await joinAsAgent(visitor.conversation, ada);
    const items = [
      note(SECRET, [grace.id]),
      { cid: newId(26), kind: 'priority', priority: 'urgent' },
      { cid: newId(26), kind: 'snooze', until: 0 },
    ];
    agent.send(JSON.stringify({ t: 'send', items }));
    const told = await agent.next('events');
    expect(told.events.map(({ kind }) => kind)).toEqual(['note', 'priority', 'snooze']);
    const live = [await wire.next('events')];
    const { id } = await makeLabel('Difficult');
    await act([visitor.conversation], { do: 'labels', add: [id], remove: [] });
    expect((await agent.next('events')).events).toMatchObject([{ kind: 'labels', add: [id] }]);
    live.push(await wire.next('events'));
    const ticket = { bearer: visitor.ticket, origin: SHOP };
    const base = `/api/conversations/${visitor.conversation}`;
    const hello = { t: 'hello', v: 1, since: 1, epoch: null, device: newId(26) };
    const exchanged = await request(`${base}/frames`, {
      ...ticket,
      body: { frames: [hello, { t: 'sync', since: 0 }] },
    });
    const polled = await request(`${base}/poll`, { ...ticket, body: { frames: [hello] } });
    const heard = [JSON.stringify(live), await exchanged.clone().text(), await polled.clone().text()];
    for (const text of heard) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(ada.id);
      expect(text).not.toContain(grace.id);
      expect(text).toContain('"kind":"internal"');
      expect(text).not.toContain(id);
      expect(text).not.toMatch(/urgent|"note"|mentions|until/);
    }
    const { frames } = await ok(serverFrames, exchanged);
    const seqs = frames.flatMap((frame) => ('events' in frame ? frame.events : [])).map(({ seq }) => seq);
    expect(seqs).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
  });

  it('and so does the deletion of a note, and another team for the same agent', async () => {
    const visitor = await talk();
    const { wire } = await join(visitor.conversation, visitor.ticket);
    const { wire: agent } = await joinAsAgent(visitor.conversation, ada);
    const redact = (target: number) => ({ cid: newId(26), kind: 'redact' as const, target });
    agent.send(JSON.stringify({ t: 'send', items: [note(SECRET), redact(2)] }));
    await agent.next('ack');
    const [billing, repairs] = [await makeTeam('Bills'), await makeTeam('Repairs')];
    for (const [assignee, team] of [
      [null, billing],
      [grace.id, billing],
      [grace.id, repairs],
      [null, repairs],
    ])
      await act([visitor.conversation], { do: 'assign', assignee, team });
    agent.send({ t: 'send', items: [message('Hello'), message('Oops')] });
    await agent.next('ack');
    agent.send({ t: 'send', items: [redact(10)] });
    await agent.next('ack');
    const told =
      'message internal internal internal assignment internal assignment assignment message message redact';
    const { welcome } = await join(visitor.conversation, visitor.ticket);
    expect(welcome.events.map(({ kind }) => kind).join(' ')).toBe(told);
    const live = [];
    while (live.at(-1)?.kind !== 'redact') live.push(...(await wire.next('events')).events);
    expect(live.map(({ kind }) => kind)).toEqual(welcome.events.slice(1).map(({ kind }) => kind));
    expect(JSON.stringify(live.slice(0, 3))).not.toContain(ada.id);
    const { welcome: whole } = await joinAsAgent(visitor.conversation, grace);
    expect(whole.events.slice(1, 6).map(({ kind }) => kind)).toEqual([
      'note',
      'redact',
      'assignment',
      'assignment',
      'assignment',
    ]);
  });

  it('is refused when a visitor says it', async () => {
    const visitor = await talk();
    const { wire } = await join(visitor.conversation, visitor.ticket);
    wire.send(JSON.stringify({ t: 'send', items: [note('I am one of you')] }));
    expect((await wire.next('ack')).results).toMatchObject([{ outcome: 'refused', code: 'forbidden' }]);
  });

  it('a deleted note keeps its number and loses its words', async () => {
    const visitor = await talk();
    const { wire } = await joinAsAgent(visitor.conversation, ada);
    wire.send(JSON.stringify({ t: 'send', items: [note(SECRET)] }));
    await wire.next('ack');
    wire.send(
      JSON.stringify({ t: 'send', items: [{ cid: newId(26), kind: 'edit', target: 2, text: SECRET }] }),
    );
    expect((await wire.next('ack')).results).toMatchObject([{ outcome: 'refused', code: 'not_found' }]);
    wire.send(JSON.stringify({ t: 'send', items: [{ cid: newId(26), kind: 'redact', target: 2 }] }));
    await wire.next('ack');
    const { welcome } = await joinAsAgent(visitor.conversation, grace);
    expect(JSON.stringify(welcome)).not.toContain(SECRET);
    expect(welcome.head).toBe(3);
  });
});

describe('[CNV-11] snoozing', () => {
  it('ends when the visitor writes, and the row says since when it is back', async () => {
    const visitor = await talk();
    const { wire: agent } = await joinAsAgent(visitor.conversation, ada);
    agent.send(JSON.stringify({ t: 'send', items: [{ cid: newId(26), kind: 'snooze', until: 0 }] }));
    await rowOf(visitor.conversation, (row) => row.snoozedUntil === 0);
    expect(await view('view=followUp')).toContain(visitor.conversation);
    expect(await view('view=all')).not.toContain(visitor.conversation);
    const { wire } = await join(visitor.conversation, visitor.ticket);
    wire.send({ t: 'send', items: [message('Hello?')] });
    const back = await rowOf(visitor.conversation, (row) => row.snoozedUntil === null);
    expect(back.returnedAt).toBe(back.activeAt);
    expect(await view('view=all')).toContain(visitor.conversation);
    agent.send({ t: 'send', items: [message('Yes?')] });
    expect((await rowOf(visitor.conversation, (row) => row.previewRole === 'agent')).returnedAt).toBeNull();
  });

  it('ends when it is resolved, and what is resolved is not snoozed', async () => {
    const visitor = await talk();
    const { wire } = await joinAsAgent(visitor.conversation, ada);
    const snooze = () => ({ cid: newId(26), kind: 'snooze', until: Date.now() + 3_600_000 });
    const resolve = { cid: newId(26), kind: 'status', status: 'resolved' };
    wire.send(JSON.stringify({ t: 'send', items: [snooze(), resolve, snooze()] }));
    const { events } = await wire.next('events');
    expect(events).toMatchObject([{ kind: 'snooze' }, { kind: 'snooze', until: null }, { kind: 'status' }]);
    expect((await wire.next('ack')).results[2]).toMatchObject({ code: 'conversation_closed' });
    expect((await rowOf(visitor.conversation, (row) => row.status === 'resolved')).snoozedUntil).toBeNull();
  });
});

describe('[INB-8] mentions', () => {
  it('are new to whom they name until they have read the note', async () => {
    const visitor = await talk();
    const { wire } = await joinAsAgent(visitor.conversation, ada);
    wire.send(JSON.stringify({ t: 'send', items: [note('@Hedy, can you look?', [hedy.id])] }));
    await rowOf(visitor.conversation, (row) => row.mention === 'new', hedy);
    expect(await view('view=mentions', hedy)).toEqual([visitor.conversation]);
    expect(await view('view=mentions', ada)).toEqual([]);
    const { welcome } = await openInbox(workspace, hedy);
    expect(welcome.counts).toContainEqual({ key: `new-mention:${hedy.id}`, count: 1 });
    expect((await openInbox(workspace, ada)).welcome.counts?.map(({ key }) => key)).not.toContain(
      `mention:${hedy.id}`,
    );
    const { wire: other } = await joinAsAgent(visitor.conversation, hedy);
    other.send({ t: 'send', items: [{ cid: newId(26), kind: 'read', upTo: 2 }] });
    await rowOf(visitor.conversation, (row) => row.mention === 'seen', hedy);
    expect(await view('view=mentions', hedy)).toEqual([visitor.conversation]);
  });
});

describe('[INB-8] who is not a member', () => {
  it('has no place in the index, whoever a note mentions', async () => {
    const visitor = await talk();
    const { wire } = await joinAsAgent(visitor.conversation, ada);
    const nobody = 'n'.repeat(10);
    wire.send(JSON.stringify({ t: 'send', items: [note('Look', [nobody, hedy.id])] }));
    await rowOf(visitor.conversation, (row) => row.mention === 'new', hedy);
    const places = await runInDurableObject(workspaceStub(env as Env, workspace.id), (_, { storage }) =>
      storage.sql.exec('SELECT key FROM buckets WHERE key LIKE ?', `%${nobody}%`).toArray(),
    );
    expect(places).toEqual([]);
  });
});

describe('[CNV-12] presence', () => {
  it('agents who have a conversation open know of each other, and visitors of neither', async () => {
    const visitor = await talk();
    const { wire: page } = await join(visitor.conversation, visitor.ticket);
    const { wire: first } = await joinAsAgent(visitor.conversation, ada);
    expect((await first.next('present')).agents).toEqual([{ id: ada.id, name: 'Ada' }]);
    const { wire: second } = await joinAsAgent(visitor.conversation, grace);
    const both = [
      { id: ada.id, name: 'Ada' },
      { id: grace.id, name: 'Grace' },
    ];
    const names = ({ agents }: { agents: { id: string; name: string }[] }) =>
      [...agents].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(names(await first.next('present'))).toEqual(both);
    expect(names(await second.next('present'))).toEqual(both);
    second.close();
    expect((await first.next('present')).agents).toEqual([{ id: ada.id, name: 'Ada' }]);
    first.send({ t: 'typing', on: true });
    expect((await page.next('typing')).author.id).toBe(ada.id);
    expect(page.heard.map(({ t }) => t)).toEqual(['welcome', 'typing']);
  });
});

describe('[ACT-1] actions', () => {
  it('hand a conversation over to a colleague and a team with a note, once however often they are asked for', async () => {
    const visitor = await talk();
    const billing = await ok(
      team,
      request(path('teams'), { cookie: ada.cookie, body: { name: 'Billing', members: [grace.id] } }),
    );
    const action = { do: 'assign', assignee: grace.id, team: billing.id, note: 'She paid twice' };
    const cid = newId(26);
    const first = await act([visitor.conversation], action, cid);
    expect(first.results).toMatchObject([{ outcome: 'stored', seq: 2 }]);
    expect(await act([visitor.conversation], action, cid)).toEqual(first);
    const { welcome } = await joinAsAgent(visitor.conversation, grace);
    expect(welcome.events.slice(1)).toMatchObject([
      {
        kind: 'assignment',
        author: { id: ada.id },
        assignee: { id: grace.id, name: 'Grace' },
        team: { id: billing.id, name: 'Billing' },
      },
      { kind: 'note', text: 'She paid twice', mentions: [grace.id] },
    ]);
    const row = await rowOf(visitor.conversation, ({ assignee }) => assignee?.id === grace.id, grace);
    expect(row).toMatchObject({ team: { name: 'Billing' }, mention: 'new' });
    expect(await view(`view=team:${billing.id}`)).toEqual([visitor.conversation]);
    const asVisitor = await join(visitor.conversation, visitor.ticket);
    expect(JSON.stringify(asVisitor.welcome)).not.toContain('Billing');
  });

  it('and what an agent does are the same when they come again after somebody was renamed', async () => {
    const [visitor, mary] = [await talk(), await makeAgent(workspace, 'Mary')];
    const cids = [newId(26), newId(26)] as const;
    const assign = async () =>
      (await act([visitor.conversation], { do: 'assign', assignee: mary.id }, cids[0])).results;
    const take = async (name: string) => {
      const { wire } = await joinAsAgent(visitor.conversation, ada);
      const item = { cid: cids[1], kind: 'assignment', assignee: { id: ada.id, name } };
      wire.send(JSON.stringify({ t: 'send', items: [item] }));
      const { results } = await wire.next('ack');
      wire.close();
      return results;
    };
    const before = [await assign(), await take('Ada')];
    expect(before).toMatchObject([[{ seq: 2 }], [{ seq: 3 }]]);
    const renamed = { method: 'PATCH', cookie: mary.cookie, body: { name: 'Mary S.' } };
    expect((await request(path('me'), renamed)).status).toBeLessThan(300);
    expect([await assign(), await take('Ada L.')]).toEqual(before);
  });

  it('change many at once, and say which could not be changed', async () => {
    const visitors = [await talk(), await talk(), await talk()];
    const refund = await ok(
      label,
      request(path('labels'), { cookie: grace.cookie, body: { name: 'Refund', color: 'red' } }),
    );
    const known = visitors.map(({ conversation }) => conversation);
    const foreign = `${newId(10)}-${newId(26)}`;
    const { results } = await act([...known, foreign, `${workspace.id}-${newId(26)}`], {
      do: 'labels',
      add: [refund.id],
      remove: [],
    });
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'stored',
      'stored',
      'stored',
      'refused',
      'refused',
    ]);
    for (const conversation of known) await rowOf(conversation, ({ labels }) => labels.includes(refund.id));
    expect((await view(`view=label:${refund.id}`)).sort()).toEqual([...known].sort());
  });

  it('give a conversation 50 labels at most, however they are put', async () => {
    const visitor = await talk();
    const made = await Promise.all(Array.from({ length: 52 }, (_, index) => makeLabel(`Label ${index}`)));
    const ids = made.map(({ id }) => id);
    const [first = '', other = '', next = ''] = [ids[0], ids[50], ids[51]];
    const change = async (add: string[], remove: string[] = [], cid = newId(26)) =>
      (await act([visitor.conversation], { do: 'labels', add, remove }, cid)).results[0];
    for (const from of [0, 20, 40])
      expect(await change(ids.slice(from, Math.min(from + 20, 50)))).toMatchObject({ outcome: 'stored' });
    const refused = { outcome: 'refused', code: 'quota_exceeded' };
    expect(await change([other])).toMatchObject(refused);
    expect(await change([first, other], [first])).toMatchObject(refused);
    expect(await change([other, next], [first, first])).toMatchObject(refused);
    // Both taken off and added: as it was, and no event.
    expect(await change([first], [first])).toMatchObject({ outcome: 'stored', seq: 4 });
    const cid = newId(26);
    const stored = { outcome: 'stored', seq: 5 };
    expect(await change([other, other, first], [ids[1] ?? '', first], cid)).toMatchObject(stored);
    expect(await change([other, other, first], [ids[1] ?? '', first], cid)).toMatchObject(stored);
    const row = await rowOf(visitor.conversation, ({ labels }) => labels.includes(other));
    expect(row.labels).toHaveLength(50);
    const { welcome } = await joinAsAgent(visitor.conversation, ada);
    expect(welcome.events.at(-1)).toMatchObject({ kind: 'labels', add: [other], remove: [ids[1]] });
  });

  it.each([
    { do: 'assign', assignee: 'n'.repeat(10) },
    { do: 'assign', assignee: null, team: 'n'.repeat(10) },
    { do: 'labels', add: ['n'.repeat(10)], remove: [] },
  ])('name only what there is: $do', async (action) => {
    const visitor = await talk();
    const body = { conversations: [visitor.conversation], cid: newId(26), action };
    expect((await request(path('actions'), { cookie: ada.cookie, body })).status).toBe(404);
  });

  it('on the socket an agent assigns nobody else, and names no label', async () => {
    const visitor = await talk();
    const { wire } = await joinAsAgent(visitor.conversation, ada);
    const items = [
      { cid: newId(26), kind: 'assignment', assignee: { id: grace.id, name: 'Grace' } },
      { cid: newId(26), kind: 'assignment', assignee: null, team: { id: 't'.repeat(10), name: 'Made up' } },
      { cid: newId(26), kind: 'labels', add: ['n'.repeat(10)], remove: [] },
      { cid: newId(26), kind: 'block', isBlocked: true, reason: 'I can' },
    ];
    wire.send(JSON.stringify({ t: 'send', items }));
    const { results } = await wire.next('ack');
    expect(results).toMatchObject(items.map(() => ({ outcome: 'refused', code: 'forbidden' })));
  });
});

describe('[DSK-1] the desk', () => {
  it('is told to everybody at once, and to who was away with the rows they missed', async () => {
    const { wire, welcome } = await openInbox(workspace, grace);
    const made = await ok(
      label,
      request(path('labels'), { cookie: ada.cookie, body: { name: 'Broken', color: 'orange' } }),
    );
    const told = await wire.next('rows');
    expect(told.desk?.labels).toContainEqual(made);
    expect(Object.keys(told.desk ?? {})).toEqual(['labels']);
    wire.close();
    await request(path('availability'), {
      method: 'PATCH',
      cookie: ada.cookie,
      body: { availability: 'dnd' },
    });
    const visitor = await talk('While you were away');
    await rowOf(visitor.conversation, () => true);
    const { welcome: back } = await openInbox(workspace, grace, told.head, welcome.epoch);
    expect(back).toMatchObject({ reset: false, from: told.head });
    expect(back.rows.map(({ conversation }) => conversation)).toContain(visitor.conversation);
    expect(Object.keys(back.desk ?? {})).toEqual(['members']);
    expect(back.desk?.members?.find(({ agent }) => agent === ada.id)?.availability).toBe('dnd');
  });

  it('has views of one’s own, which nobody else sees or changes, and shared ones', async () => {
    const body = {
      name: 'Hot',
      filter: { state: 'open', priority: 'high' },
      sort: 'waiting',
      isShared: false,
    };
    const own = await ok(savedView, request(path('views'), { cookie: grace.cookie, body }));
    const visitor = await talk();
    await act([visitor.conversation], { do: 'priority', priority: 'high' });
    await rowOf(visitor.conversation, ({ priority }) => priority === 'high');
    expect(await view(`view=saved:${own.id}`, grace)).toEqual([visitor.conversation]);
    const deskOf = async (agent: Agent) => ok(desk, request(path('desk'), { cookie: agent.cookie }));
    expect((await deskOf(grace)).views?.map(({ id }) => id)).toContain(own.id);
    expect((await deskOf(ada)).views?.map(({ id }) => id)).not.toContain(own.id);
    const asAda = { cookie: ada.cookie, body };
    expect((await request(path(`inbox?view=saved:${own.id}`), { cookie: ada.cookie })).status).toBe(404);
    expect((await request(path(`views/${own.id}`), { method: 'PATCH', ...asAda })).status).toBe(404);
    const shared = { ...body, isShared: true };
    await request(path(`views/${own.id}`), { method: 'PATCH', cookie: grace.cookie, body: shared });
    expect(await view(`view=saved:${own.id}`, ada)).toEqual([visitor.conversation]);
    const { welcome } = await openInbox(workspace, ada);
    expect(welcome.counts).toContainEqual({ key: `saved:${own.id}`, count: 1 });
  });

  it('[INB-7] a view of what is a colleague’s, with other conditions, is the same by query and when it is saved', async () => {
    const refund = await makeLabel('Colleague’s');
    const [hers, unlabelled, mine] = [await talk(), await talk(), await talk()];
    const give = (assignee: string, ...to: Visitor[]) =>
      act(
        to.map(({ conversation }) => conversation),
        { do: 'assign', assignee },
      );
    await give(hedy.id, hers, unlabelled);
    await give(ada.id, mine);
    const labelled = [hers.conversation, mine.conversation];
    await act(labelled, { do: 'labels', add: [refund.id], remove: [] });
    for (const it of labelled) await rowOf(it, ({ labels }) => labels.includes(refund.id));

    const filter = { state: 'open', assignee: hedy.id, labels: [refund.id] };
    expect(await view(`view=all&assignee=${hedy.id}&label=${refund.id}`)).toEqual([hers.conversation]);
    expect((await view(`view=all&assignee=${hedy.id}`)).sort()).toEqual(
      [hers.conversation, unlabelled.conversation].sort(),
    );
    expect(await view(`view=all&assignee=me&label=${refund.id}`)).toEqual([mine.conversation]);
    const body = { name: 'Hedy’s refunds', filter, sort: 'newest', isShared: true };
    const saved = await ok(savedView, request(path('views'), { cookie: ada.cookie, body }));
    expect(await view(`view=saved:${saved.id}`, grace)).toEqual([hers.conversation]);
    const { welcome } = await openInbox(workspace, grace);
    expect(welcome.counts).toContainEqual({ key: `saved:${saved.id}`, count: 1 });
    expect(welcome.counts).toContainEqual({ key: bucketKey.agent('open', hedy.id), count: 2 });
  });
});

describe('[DSK-4] saved views', () => {
  it('are 500 of everybody’s and 500 of one’s own, all of them told', async () => {
    const there = await makeWorkspace();
    const { cookie } = there.owner;
    const base = `/api/workspaces/${there.id}`;
    const body = (isShared: boolean) => ({
      name: 'View',
      filter: { state: 'open' },
      sort: 'newest',
      isShared,
    });
    const add = (isShared: boolean) => request(`${base}/views`, { cookie, body: body(isShared) });
    for (const isShared of [true, false])
      for (let count = 0; count < 500; count += 50) {
        const answers = await Promise.all(Array.from({ length: 50 }, () => add(isShared)));
        expect(answers.every(({ status }) => status < 300)).toBe(true);
      }
    expect([(await add(true)).status, (await add(false)).status]).toEqual([413, 413]);
    const { views = [] } = await ok(desk, request(`${base}/desk`, { cookie }));
    expect(views).toHaveLength(1000);
    const own = views.find(({ owner }) => owner !== null)?.id;
    const change = (isShared: boolean) =>
      request(`${base}/views/${own}`, { method: 'PATCH', cookie, body: body(isShared) });
    expect([(await change(true)).status, (await change(false)).status]).toEqual([413, 200]);
  });
});

describe('[INB-7] views', () => {
  it('combine conditions and sorts, and go on where a page ended', async () => {
    const there = await makeWorkspace();
    const visitors: Visitor[] = [];
    for (let index = 0; index < 3; index += 1) {
      const visitor = await makeVisitor(there.siteKey);
      const { wire } = await join(visitor.conversation, visitor.ticket);
      wire.send({ t: 'send', items: [message(`Message ${index}`)] });
      await wire.next('ack');
      visitors.push(visitor);
    }
    const [first, second, third] = visitors.map(({ conversation }) => conversation) as [
      string,
      string,
      string,
    ];
    const actThere = (conversation: string, action: object) =>
      request(`/api/workspaces/${there.id}/actions`, {
        cookie: there.owner.cookie,
        body: { conversations: [conversation], cid: newId(26), action },
      });
    await actThere(second, { do: 'priority', priority: 'urgent' });
    await actThere(third, { do: 'assign', assignee: there.owner.id });
    const { wire, welcome } = await openInbox(there, there.owner);
    const counts = new Map(welcome.counts?.map(({ key, count }) => [key, count]));
    while (
      !(counts.get('open') === 3 && counts.get('open/priority:urgent') && counts.get('open/nobody') === 2)
    )
      for (const { key, count } of (await wire.next('rows')).counts ?? []) counts.set(key, count);
    expect(Object.fromEntries(counts)).toMatchObject({
      open: 3,
      'open/nobody': 2,
      [`open/agent:${there.owner.id}`]: 1,
      [`unread:${there.owner.id}`]: 1,
      'open/priority:urgent': 1,
    });
    const list = async (query: string) =>
      (
        await ok(
          inboxPage,
          request(`/api/workspaces/${there.id}/inbox?${query}`, { cookie: there.owner.cookie }),
        )
      ).rows.map(({ conversation }) => conversation);
    expect(await list('view=all')).toEqual([third, second, first]);
    expect(await list('view=all&sort=waiting')).toEqual([first, second, third]);
    expect(await list('view=all&sort=priority')).toEqual([second, first, third]);
    expect(await list('view=unassigned&priority=urgent')).toEqual([second]);
    expect(await list('view=mine')).toEqual([third]);
    expect(await list('view=done')).toEqual([]);
    for (const query of ['view=nothing', 'view=team:', 'view=all&sort=odd', 'view=all&before=x'])
      expect((await request(`/api/workspaces/${there.id}/inbox?${query}`, there.owner)).status, query).toBe(
        400,
      );
  });
});
