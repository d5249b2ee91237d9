/** [LKP-1] to [LKP-4]: the owner's own data about a person. test/support/owners-server.ts is at the other end. */
import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { lookupAnswer, lookupSetting, lookupTrial } from '../../protocol/lookup.ts';
import { newId } from '../../worker/new-id.ts';
import {
  join,
  makeVisitor,
  makeWorkspace,
  message,
  ok,
  openInbox,
  request,
  type Visitor,
  type Workspace,
} from './front-door.ts';

const SECRET = 'a secret of thirty-two letters or more';
let workspace: Workspace;
let visitor: Visitor;

beforeAll(async () => {
  workspace = await makeWorkspace();
  visitor = await makeVisitor(workspace.siteKey);
  const { wire: inbox } = await openInbox(workspace, workspace.owner);
  const { wire } = await join(visitor.conversation, visitor.ticket);
  const contact = { cid: newId(26), kind: 'contact', name: 'Mina', email: 'mina@example.org' };
  wire.send(JSON.stringify({ t: 'send', items: [contact, message('Hello')] }));
  for (let isThere = false; !isThere; ) isThere = (await inbox.next('rows')).rows.length > 0;
});

const path = (rest: string) => `/api/workspaces/${workspace.id}/${rest}`;
const set = (body: object, headers = {}) =>
  request(path('lookup'), { method: 'PATCH', cookie: workspace.owner.cookie, body, headers });
const lookUp = (headers = {}) =>
  request(path(`people/${visitor.visitor}/lookup`), { cookie: workspace.owner.cookie, headers });

it('[LKP-1] is off until there is an address and a secret, which is never told', async () => {
  expect(await ok(lookupAnswer, lookUp())).toEqual({ cards: null });
  expect((await set({ url: 'https://shop.example/echo' })).status).toBe(400);
  const answer = await set({ url: 'https://shop.example/echo', secret: SECRET });
  expect(await answer.clone().text()).not.toContain(SECRET);
  expect(await ok(lookupSetting, answer)).toEqual({ url: 'https://shop.example/echo', hasSecret: true });
  const shown = await request(path('lookup'), { cookie: workspace.owner.cookie });
  expect(await shown.text()).not.toContain(SECRET);
  await set({ url: null });
  expect(await ok(lookupAnswer, lookUp())).toEqual({ cards: null });
});

it('[LKP-2] the question is signed with the secret', async () => {
  await ok(lookupSetting, set({ url: 'https://shop.example/echo', secret: SECRET }));
  const before = Date.now();
  const { cards } = await ok(lookupAnswer, lookUp());
  const told = Object.fromEntries(cards?.[0]?.fields.map(({ name, value }) => [name, value]) ?? []);
  expect(JSON.parse(told.body ?? '')).toEqual({
    visitor: visitor.visitor,
    email: 'mina@example.org',
    isEmailVerified: false,
    name: 'Mina',
    userId: null,
    workspace: workspace.id,
    at: expect.any(Number),
  });
  expect(JSON.parse(told.body ?? '').at).toBeGreaterThanOrEqual(before);
  const expected = createHmac('sha256', SECRET)
    .update(told.body ?? '')
    .digest('hex');
  expect(told.signature).toBe(`sha256=${expected}`);
});

it.each(['redirect', 'long', 'odd', 'missing', 'silent'])(
  '[LKP-3] an answer that is %s is none',
  async (how) => {
    await ok(lookupSetting, set({ url: `https://shop.example/${how}`, secret: SECRET }));
    expect((await lookUp()).status).toBe(503);
  },
);

it('[LKP-4] this machine is asked only by itself', async () => {
  const inner = { url: 'http://localhost:9999/echo', secret: SECRET };
  const proxied = { 'x-forwarded-for': '203.0.113.9' };
  expect((await set(inner, proxied)).status).toBe(403);
  await ok(lookupSetting, set(inner));
  expect((await ok(lookupAnswer, lookUp())).cards).toHaveLength(1);
  expect(await ok(lookupAnswer, lookUp(proxied))).toEqual({ cards: null });
});

describe('[LKP-5] an admin who tries it', () => {
  const attempt = () =>
    ok(lookupTrial, request(path('lookup/trial'), { cookie: workspace.owner.cookie, body: {} }));

  it('is shown the cards about themselves', async () => {
    await ok(lookupSetting, set({ url: 'https://shop.example/echo', secret: SECRET }));
    const answer = await attempt();
    if (answer.is === 'failed') throw new Error(answer.because);
    const asked = answer.cards[0]?.fields.find(({ name }) => name === 'body')?.value ?? '';
    expect(JSON.parse(asked)).toMatchObject({
      isTrial: true,
      email: workspace.owner.me.email,
      isEmailVerified: false,
      userId: null,
    });
  });

  it.each([
    ['missing', 'status', '404'],
    ['redirect', 'status', '302'],
    ['long', 'too-long', ''],
    ['odd', 'shape', 'cards[0].fields'],
    ['silent', 'timeout', ''],
  ] as const)('is told what is wrong when it is %s: %s', async (how, because, detail) => {
    await ok(lookupSetting, set({ url: `https://shop.example/${how}`, secret: SECRET }));
    expect(await attempt()).toMatchObject({ is: 'failed', because, detail: expect.stringContaining(detail) });
  });

  it('is told that there is none', async () => {
    await ok(lookupSetting, set({ url: null }));
    expect(await attempt()).toEqual({ is: 'failed', because: 'off', detail: '' });
  });
});
