/** [FND-1] to [FND-4]: what people said is found, by whoever may read it, as it is now. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type SearchPage, searchPage } from '../../protocol/search.ts';
import { type Env, workspaceStub } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import { wellFormed } from '../../worker/well-formed.ts';
import {
  type Agent,
  join,
  joinAsAgent,
  makeVisitor,
  makeWorkspace,
  message,
  ok,
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

const find = (words: string, conditions = '') =>
  ok(
    searchPage,
    request(
      `/api/workspaces/${workspace.id}/search?q=${encodeURIComponent(wellFormed(words))}${conditions}`,
      {
        cookie: ada.cookie,
      },
    ),
  );

/** The search learns of a change together with the list: asked whenever that has changed, until it is so. */
async function found(words: string, is: (page: SearchPage) => boolean): Promise<SearchPage> {
  const { wire } = await openInbox(workspace, ada);
  for (;;) {
    const page = await find(words);
    if (is(page)) {
      wire.close();
      return page;
    }
    await wire.next('rows');
  }
}
const seqs = ({ hits }: SearchPage) => hits.map(({ seq }) => seq);
const marked = ({ hits }: SearchPage) =>
  hits.map(({ parts }) => parts.map(({ text, isHit }) => (isHit ? `[${text}]` : text)).join(''));

async function say(...texts: string[]): Promise<Visitor> {
  const visitor = await makeVisitor(workspace.siteKey);
  const { wire } = await join(visitor.conversation, visitor.ticket);
  wire.send({ t: 'send', items: texts.map((text) => message(text)) });
  await wire.next('ack');
  wire.close();
  return visitor;
}

describe('[FND-1] words', () => {
  it.each([
    ['lantern', 'Where is my Lantern?', 'Where is my [Lantern]?'],
    ['lant', 'A lanterne, please', 'A [lanterne], please'],
    ['cafe', 'Le café est fermé', 'Le [café] est fermé'],
    ['CAFÉ ferme', 'Un cafe fermé hier', 'Un [cafe] [fermé] hier'],
    ['退款', '我想申请退款，谢谢', '我想申请[退款]，谢谢'],
    ['配達', 'いつ配達されますか', 'いつ[配達]されますか'],
    ['환불', '환불해 주세요', '[환불]해 주세요'],
    ['नमस्ते', 'नमस्ते, दीपक कहाँ है', '[नमस्ते], दीपक कहाँ है'],
    ['ada@example.org', 'Write to ada@example.org now', 'Write to [ada]@[example].[org] now'],
    ['order-1234', 'It is order-1234', 'It is [order]-[1234]'],
    ['<b>bold</b>', 'I typed <b>bold</b> here', 'I typed <[b]>[bold]</[b]> here'],
  ])('%s', async (words, text, snippet) => {
    const visitor = await say(`${text} `);
    const page = await found(words, ({ hits }) =>
      hits.some(({ conversation }) => conversation === visitor.conversation),
    );
    const own = {
      ...page,
      hits: page.hits.filter(({ conversation }) => conversation === visitor.conversation),
    };
    expect(marked(own).map((hit) => hit.trim())).toEqual([snippet]);
  });

  it('that are there very often are marked so often only', async () => {
    await say(`${'a '.repeat(120)}a quoll`);
    const { hits } = await found('a quoll', (page) => page.hits.length === 1);
    const parts = hits[0]?.parts ?? [];
    expect(parts.filter(({ isHit }) => isHit)).toHaveLength(90);
    expect(parts.map(({ text }) => text).join('')).toMatch(/^(a )+a$/);
  });

  it('must all be there, the newest hit first', async () => {
    const visitor = await say('zebra one', 'zebra two', 'only two', 'two zebras');
    await found('zebras', ({ hits }) => hits.length === 1);
    const own = (page: SearchPage) => seqs(page);
    expect(own(await find('zebra two'))).toEqual([2]);
    expect(own(await find('two zebra'))).toEqual([4, 2]);
    expect((await find('zebra two zzz')).hits).toEqual([]);
    expect((await find('zebra')).rows.map(({ conversation }) => conversation)).toEqual([
      visitor.conversation,
    ]);
  });

  it.each([
    '',
    ' ',
    '"',
    '*',
    '"" OR "" AND (',
    'NEAR(',
    '^ -',
    '\u0000',
    '🙂',
    'a"b',
    'text:x',
    '%',
    '\ud800',
    'x'.repeat(2000),
  ])('of %j are no error', async (words) => {
    expect((await find(words)).next).toBeNull();
  });
});

describe('[FND-2] what is found is what is there now', () => {
  it('an edit is found by its new words, a deleted message by none', async () => {
    const visitor = await say('about a walrus');
    await found('walrus', ({ hits }) => hits.length === 1);
    const { wire } = await join(visitor.conversation, visitor.ticket);
    wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'edit', target: 1, text: 'about a narwhal' }] });
    const edited = await found('narwhal', ({ hits }) => hits.length === 1);
    expect(seqs(edited)).toEqual([1]);
    expect((await find('walrus')).hits).toEqual([]);
    wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'redact', target: 1 }] });
    await found('narwhal', ({ hits }) => hits.length === 0);
  });

  it('words that no text has any more are forgotten, and long ones are kept in part only', async () => {
    const long = 'Lang'.repeat(100);
    const visitor = await say('a saola and an axolotl', 'another axolotl', long);
    await found(long, ({ hits }) => hits.length === 1);
    const { wire } = await join(visitor.conversation, visitor.ticket);
    wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'redact', target: 1 }] });
    await found('saola', ({ hits }) => hits.length === 0);
    const words = await runInDurableObject(workspaceStub(env as Env, workspace.id), (_, { storage }) =>
      storage.sql
        .exec<{ word: string }>('SELECT word FROM vocabulary')
        .toArray()
        .map(({ word }) => word),
    );
    expect(words).toContain('axolotl');
    expect(words).not.toContain('saola');
    expect(Math.max(...words.map(({ length }) => length))).toBe(64);
  });

  it('notes and people are found, too', async () => {
    const visitor = await say('Hello');
    const { wire } = await joinAsAgent(visitor.conversation, ada);
    const note = { cid: newId(26), kind: 'note', text: 'asks about okapis', mentions: [] };
    wire.send(JSON.stringify({ t: 'send', items: [note] }));
    expect((await found('okapis', ({ hits }) => hits.length === 1)).hits).toMatchObject([
      { kind: 'note', seq: 2 },
    ]);
    const { wire: page } = await join(visitor.conversation, visitor.ticket);
    page.send({
      t: 'send',
      items: [{ cid: newId(26), kind: 'contact', name: 'Quilla', email: 'q@example.org' }],
    });
    const person = await found('quil', ({ hits }) => hits.length === 1);
    expect(person.hits).toMatchObject([{ kind: 'person', conversation: visitor.conversation }]);
  });
});

describe('[FND-3] pages', () => {
  it('begin with who is called so, each person once, before what was said later', async () => {
    const named = await say('Hello');
    const again = await say('Another matter');
    for (const { conversation, ticket } of [named, again]) {
      const { wire } = await join(conversation, ticket);
      const contact = { name: 'Hoopoe Vale', email: 'hoopoe@example.org' };
      wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'contact', ...contact }] });
      await wire.next('ack');
    }
    await found('hoopoe', ({ hits }) => hits.length === 2);
    const later = await say('I saw a hoopoe', 'and a second hoopoe');
    const page = await found('hoopoe', ({ hits }) => hits.length === 4);
    expect(page.hits.map(({ kind }) => kind)).toEqual(['person', 'person', 'message', 'message']);
    expect(page.hits.slice(2).map(({ conversation }) => conversation)).toEqual([
      later.conversation,
      later.conversation,
    ]);
    expect((await find('hoopoe@exam')).hits.map(({ kind }) => kind)).toEqual(['person', 'person']);
    // One person: found by the newer conversation first, and the other where its time is.
    await request(`/api/workspaces/${workspace.id}/people/${named.visitor}/merge`, {
      cookie: ada.cookie,
      body: { visitor: again.visitor, isSame: true },
    });
    const merged = await found('hoopoe', ({ rows }) => new Set(rows.map(({ person }) => person)).size === 2);
    expect(merged.hits.map(({ kind }) => kind)).toEqual(['person', 'message', 'message', 'person']);
  });

  it('begin with ten people, and go on with the others, each hit once', async () => {
    for (let count = 0; count < 12; count += 1) {
      const { conversation, ticket } = await makeVisitor(workspace.siteKey);
      const { wire } = await join(conversation, ticket);
      const contact = { cid: newId(26), kind: 'contact' as const, name: `Kiwi ${count}`, email: '' };
      wire.send({ t: 'send', items: [message('one kiwi, please'), contact, message('two kiwis')] });
      await wire.next('ack');
      wire.close();
    }
    const isWhole = async () => {
      const pages: SearchPage[] = [await find('kiwi')];
      for (let next = pages[0]?.next; next; next = pages.at(-1)?.next)
        pages.push(await find('kiwi', `&before=${next}`));
      return pages.flatMap(({ hits }) => hits);
    };
    await found('kiwi 11', ({ hits }) => hits.length > 0);
    const hits = await isWhole();
    expect(hits.slice(0, 10).every(({ kind }) => kind === 'person')).toBe(true);
    expect(new Set(hits.map(({ conversation, seq }) => `${conversation} ${seq}`)).size).toBe(hits.length);
    expect(hits).toHaveLength(36);
  });

  it('go on where the last ended, each hit once', async () => {
    await say(...Array.from({ length: 16 }, (_, index) => `ibex ${index}`));
    await say(...Array.from({ length: 16 }, (_, index) => `ibex ${index}`));
    const first = await found('ibex', ({ next }) => next !== null);
    const all = await find('ibex', `&before=${first.next}`);
    expect([first.hits.length, all.hits.length, all.next]).toEqual([25, 7, null]);
    const ids = [...first.hits, ...all.hits].map(({ conversation, seq }) => `${conversation} ${seq}`);
    expect(new Set(ids).size).toBe(32);
  });

  it('narrow to a view', async () => {
    const [mine, other] = [await say('gnu'), await say('gnu')];
    await found('gnu', ({ hits }) => hits.length === 2);
    await request(`/api/workspaces/${workspace.id}/actions`, {
      cookie: ada.cookie,
      body: {
        conversations: [mine.conversation],
        cid: newId(26),
        action: { do: 'assign', assignee: ada.id },
      },
    });
    await found('gnu', ({ rows }) => rows.some(({ assignee }) => assignee?.id === ada.id));
    const conversations = async (conditions: string) =>
      (await find('gnu', conditions)).hits.map(({ conversation }) => conversation);
    expect(await conversations('&view=mine')).toEqual([mine.conversation]);
    expect(await conversations('&view=unassigned')).toEqual([other.conversation]);
    expect(await conversations('&view=done')).toEqual([]);
    const odd = await request(`/api/workspaces/${workspace.id}/search?q=gnu&view=odd`, {
      cookie: ada.cookie,
    });
    expect(odd.status).toBe(400);
  });

  it('never show another workspace’s', async () => {
    await say('axolotl');
    await found('axolotl', ({ hits }) => hits.length === 1);
    const other = await makeWorkspace();
    const path = `/api/workspaces/${other.id}/search?q=axolotl`;
    expect((await ok(searchPage, request(path, { cookie: other.owner.cookie }))).hits).toEqual([]);
    expect((await request(path, { cookie: ada.cookie })).status).toBe(404);
  });
});
