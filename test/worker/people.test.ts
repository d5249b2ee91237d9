/** [PPL-1] to [PPL-3]: what the team knows of a person, and who may not write. */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { inboxPage } from '../../protocol/inbox.ts';
import { person } from '../../protocol/person.ts';
import { conversationStub, type Env } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import {
  type Agent,
  CONTEXT,
  join,
  joinAsAgent,
  makeWorkspace,
  message,
  ok,
  openConversation,
  openInbox,
  request,
  type Visitor,
  type Workspace,
} from './front-door.ts';

let workspace: Workspace;
let ada: Agent;

beforeAll(async () => {
  workspace = await makeWorkspace();
  ada = workspace.owner;
});

const path = (rest: string) => `/api/workspaces/${workspace.id}/${rest}`;
const show = (visitor: string) => ok(person, request(path(`people/${visitor}`), { cookie: ada.cookie }));
const change = (visitor: string, body: object) =>
  ok(person, request(path(`people/${visitor}`), { method: 'PATCH', cookie: ada.cookie, body }));
const post = (visitor: string, what: string, body: object) =>
  request(path(`people/${visitor}/${what}`), { cookie: ada.cookie, body });

const identity = () => ({ visitor: newId(26), token: newId(32) });

/** A conversation of this visitor, which has come to the list. */
async function talk(who: Pick<Visitor, 'visitor' | 'token'>, ...extra: object[]) {
  const conversation = `${workspace.id}-${newId(26)}`;
  const opened = await openConversation(workspace.siteKey, { conversation, ...who });
  const { ticket } = (await opened.json()) as { ticket: string };
  const { wire: inbox } = await openInbox(workspace, ada);
  const { wire } = await join(conversation, ticket);
  wire.send(JSON.stringify({ t: 'send', items: [...extra, message('Hello')] }));
  for (let isThere = false; !isThere; )
    isThere = (await inbox.next('rows')).rows.some((row) => row.conversation === conversation);
  inbox.close();
  return { ...who, conversation, ticket, wire };
}
const contact = (name: string, email: string) => ({ cid: newId(26), kind: 'contact', name, email });
const vips = async () =>
  (await ok(inboxPage, request(path('inbox?view=vip'), { cookie: ada.cookie }))).rows.map(
    (row) => row.conversation,
  );

describe('[PPL-1] a person', () => {
  it('is who they say they are, with all their conversations, and what the team notes', async () => {
    const who = identity();
    const first = await talk(who, contact('Mina', 'mina@example.org'));
    const second = await talk(who);
    const notes = {
      phone: '+43 1 234',
      note: 'Likes brass',
      keyDates: [{ name: 'Birthday', date: '1990-02-03' }],
      attributes: [{ name: 'Plan', value: 'Gold' }],
    };
    await change(who.visitor, notes);
    const found = await show(who.visitor);
    expect(found).toMatchObject({
      ...notes,
      name: 'Mina',
      email: 'mina@example.org',
      isVip: false,
      block: null,
    });
    expect(found.conversations.map(({ conversation }) => conversation).sort()).toEqual(
      [first.conversation, second.conversation].sort(),
    );
    expect((await request(path(`people/${newId(26)}`), { cookie: ada.cookie })).status).toBe(404);
  });

  it('who is a VIP is marked in every conversation, also in the next, and listed', async () => {
    const who = identity();
    const first = await talk(who);
    const { wire } = await openInbox(workspace, ada);
    await change(who.visitor, { isVip: true });
    const told = await wire.next('rows');
    expect(told.rows).toMatchObject([{ conversation: first.conversation, isVip: true }]);
    expect(told.counts).toEqual([{ key: 'open/vip', count: 1 }]);
    const second = await talk(who);
    expect(await vips()).toEqual([second.conversation, first.conversation]);
    await change(who.visitor, { isVip: false });
    expect(await vips()).toEqual([]);
  });
});

describe('[PPL-2] whoever is blocked', () => {
  it('says nothing more, here or in a new conversation, until they may again; and reads what there is', async () => {
    const who = identity();
    const [first, second] = [await talk(who), await talk(who)];
    const blocked = await ok(
      person,
      post(who.visitor, 'block', { reason: 'Insults', conversation: first.conversation }),
    );
    expect(blocked.block).toMatchObject({
      reason: 'Insults',
      by: { id: ada.id, name: 'Ada' },
      conversation: first.conversation,
    });
    for (const { wire } of [first, second]) {
      wire.send({ t: 'send', items: [message('More')] });
      let results = (await wire.next('ack')).results;
      // The answer to what came before.
      if (results[0]?.outcome === 'stored') results = (await wire.next('ack')).results;
      expect(results).toMatchObject([{ outcome: 'refused', code: 'blocked', retryable: false }]);
    }
    const file = { 'x-file-id': newId(26), 'x-file-name': 'a.txt', 'content-length': '6' };
    const upload = { bearer: who.token, headers: file, body: 'A file' };
    expect((await request(`/api/conversations/${first.conversation}/files`, upload)).status).toBe(403);
    const fresh = { conversation: `${workspace.id}-${newId(26)}`, ...who };
    expect((await openConversation(workspace.siteKey, fresh)).status).toBe(403);
    const { welcome, wire: page } = await join(first.conversation, first.ticket);
    expect(JSON.stringify(welcome)).not.toContain('Insults');
    const { wire: agent, welcome: seen } = await joinAsAgent(first.conversation, ada);
    await agent.next('trail');
    // By `typing`, `page` and hello they could still speak to the team.
    const context = { ...CONTEXT, title: 'Insults' };
    page.send({ t: 'typing', on: true });
    page.send({ t: 'page', context });
    page.send({ t: 'hello', v: 1, since: 0, epoch: null, device: newId(26), context });
    await page.next('welcome');
    expect(seen.events.at(-1)).toMatchObject({ kind: 'block', isBlocked: true, reason: 'Insults' });

    await ok(person, post(who.visitor, 'block', { reason: null }));
    page.send({ t: 'send', items: [message('Sorry')] });
    expect((await page.next('ack')).results).toMatchObject([{ outcome: 'stored' }]);
    while ((await agent.next('events')).events.at(-1)?.kind !== 'message');
    expect(agent.heard.map(({ t }) => t)).not.toContain('typing');
    expect(agent.heard.map(({ t }) => t)).not.toContain('page');
    page.send({ t: 'page', context });
    expect((await agent.next('page')).context).toEqual(context);
    expect((await openConversation(workspace.siteKey, fresh)).status).toBe(200);
  });
});

describe('[PPL-2] a conversation in which nothing had been said when its visitor was blocked', () => {
  it('learns of it with the first thing that is said there, and takes nothing more', async () => {
    const who = identity();
    const conversation = `${workspace.id}-${newId(26)}`;
    const opened = await openConversation(workspace.siteKey, { conversation, ...who });
    const { ticket } = (await opened.json()) as { ticket: string };
    await talk(who);
    await ok(person, post(who.visitor, 'block', { reason: 'Spam' }));
    const { wire: agent } = await joinAsAgent(conversation, ada);
    const { wire: page } = await join(conversation, ticket);
    page.send({ t: 'send', items: [message('Me again')] });
    expect((await agent.next('events')).events).toMatchObject([{ text: 'Me again' }]);
    expect((await agent.next('events')).events).toMatchObject([
      { kind: 'block', isBlocked: true, reason: 'Spam', author: { id: ada.id, name: 'Ada' } },
    ]);
    await page.next('ack');
    page.send({ t: 'send', items: [message('And again')] });
    expect((await page.next('ack')).results).toMatchObject([{ code: 'blocked' }]);
  });
});

describe('[PPL-2] a conversation that was not told of the end of a block', () => {
  it('learns of it with whatever is said there next', async () => {
    const first = await talk(identity());
    // By the conversation's own belief only.
    const block = { cid: newId(26), kind: 'block' as const, isBlocked: true, reason: 'Spam' };
    const author = { role: 'agent' as const, id: ada.id, name: 'Ada' };
    await conversationStub(env as Env, first.conversation).perform(author, [block]);
    const { wire: agent, welcome } = await joinAsAgent(first.conversation, ada);
    const told = [...welcome.events];
    while (told.filter(({ kind }) => kind === 'block').length < 2)
      told.push(...(await agent.next('events')).events);
    expect(told.at(-1)).toMatchObject({ kind: 'block', isBlocked: false, author: { role: 'system' } });
    first.wire.send({ t: 'send', items: [message('Thank you')] });
    await first.wire.next('ack');
    expect((await first.wire.next('ack')).results).toMatchObject([{ outcome: 'stored' }]);
  });
});

describe('[PPL-3] visitors who are one person', () => {
  it('are suggested by the same address, then by the same name, until they are merged', async () => {
    const [one, byName, byEmail, other] = [identity(), identity(), identity(), identity()];
    await talk(one, contact('Ada Byron', 'ada.byron@example.org'));
    const named = await talk(byName, contact('ada byron', ''));
    const mailed = await talk(byEmail, contact('A. B.', 'Ada.Byron@example.org'));
    await talk(other, contact('Grace', 'grace@example.org'));
    const alike = async (of: string) => (await show(of)).alike;
    expect(await alike(one.visitor)).toEqual([
      {
        visitor: byEmail.visitor,
        name: 'A. B.',
        email: 'Ada.Byron@example.org',
        conversation: mailed.conversation,
      },
      { visitor: byName.visitor, name: 'ada byron', email: null, conversation: named.conversation },
    ]);
    expect(await alike(other.visitor)).toEqual([]);
    await post(one.visitor, 'merge', { visitor: byName.visitor, isSame: true });
    expect((await alike(one.visitor)).map(({ visitor }) => visitor)).toEqual([byEmail.visitor]);
    // Whoever is several already can't be merged into somebody else.
    expect(await alike(byEmail.visitor)).toEqual([]);
  });

  it('share conversations, notes and blocks, until they are taken apart', async () => {
    const [one, other] = [identity(), identity()];
    const [here, there] = [await talk(one, contact('Mina', '')), await talk(other)];
    await change(one.visitor, { isVip: true });
    const merged = await ok(person, post(one.visitor, 'merge', { visitor: other.visitor, isSame: true }));
    expect(merged.merged).toEqual([other.visitor]);
    expect(merged.conversations).toHaveLength(2);
    expect(await show(other.visitor)).toMatchObject({ visitor: one.visitor, name: 'Mina', isVip: true });
    expect((await vips()).sort()).toEqual([here.conversation, there.conversation].sort());
    await post(one.visitor, 'block', { reason: 'Spam' });
    there.wire.send({ t: 'send', items: [message('More')] });
    await there.wire.next('ack');
    expect((await there.wire.next('ack')).results).toMatchObject([{ code: 'blocked' }]);

    const third = await talk(identity());
    expect((await post(third.visitor, 'merge', { visitor: one.visitor, isSame: true })).status).toBe(403);
    await ok(person, post(one.visitor, 'merge', { visitor: other.visitor, isSame: false }));
    expect(await show(other.visitor)).toMatchObject({
      visitor: other.visitor,
      name: null,
      isVip: false,
      block: null,
    });
    expect((await show(one.visitor)).block?.reason).toBe('Spam');
    there.wire.send({ t: 'send', items: [message('Me again')] });
    expect((await there.wire.next('ack')).results).toMatchObject([{ outcome: 'stored' }]);
  });
});

describe('[PPL-5] a person', () => {
  const rowsOf = async (...conversations: string[]) => {
    const { rows } = await ok(inboxPage, request(path('inbox'), { cookie: ada.cookie }));
    return conversations.map((id) => rows.find(({ conversation }) => conversation === id));
  };
  const heardOf = async <T>(conversation: string, run: () => T): Promise<Awaited<T>> => {
    const { wire: inbox } = await openInbox(workspace, ada);
    const done = await run();
    for (let isThere = false; !isThere; )
      isThere = (await inbox.next('rows')).rows.some((row) => row.conversation === conversation);
    inbox.close();
    return done;
  };

  it('has one name in all their conversations, live, whichever they said it in', async () => {
    const who = identity();
    const first = await talk(who);
    const second = await talk(who, contact('', 'mina@home.example'));
    expect(await rowsOf(first.conversation)).toMatchObject([
      { visitorName: 'mina@home.example', person: who.visitor },
    ]);
    await heardOf(second.conversation, () =>
      first.wire.send(JSON.stringify({ t: 'send', items: [contact('Mina', '')] })),
    );
    const both = await rowsOf(first.conversation, second.conversation);
    expect(both).toMatchObject([
      { visitorName: 'Mina', nameBy: 'visitor', person: who.visitor },
      { visitorName: 'Mina', nameBy: 'visitor', person: who.visitor },
    ]);
    const found = await show(who.visitor);
    expect(found).toMatchObject({ name: 'Mina', email: 'mina@home.example', aliases: [] });
    expect(found.since).toBe(Math.min(...both.map((row) => row?.createdAt ?? 0)));
    const third = await talk(who);
    expect(await rowsOf(third.conversation)).toMatchObject([{ visitorName: 'Mina' }]);
  });

  it('who is several has one, too, and each has their own again afterwards', async () => {
    const [one, other] = [identity(), identity()];
    const here = await talk(one);
    const there = await talk(other, contact('Rosa', 'rosa@home.example'));
    await heardOf(here.conversation, () =>
      post(one.visitor, 'merge', { visitor: other.visitor, isSame: true }),
    );
    const merged = { visitorName: 'Rosa', person: one.visitor };
    expect(await rowsOf(here.conversation, there.conversation)).toMatchObject([merged, merged]);
    expect((await show(one.visitor)).aliases).toEqual([
      { visitor: one.visitor, name: null, email: null },
      { visitor: other.visitor, name: 'Rosa', email: 'rosa@home.example' },
    ]);
    await heardOf(here.conversation, () =>
      post(one.visitor, 'merge', { visitor: other.visitor, isSame: false }),
    );
    expect(await rowsOf(here.conversation, there.conversation)).toMatchObject([
      { visitorName: null, person: one.visitor },
      { visitorName: 'Rosa', person: other.visitor },
    ]);
  });
});
