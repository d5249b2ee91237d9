/** What visitors say of themselves and of us, how soon they are answered, and the messenger as a page. */
import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { siteConfig, ticketResponse } from '../../protocol/api.ts';
import { inboxPage } from '../../protocol/inbox.ts';
import { conversationStub, type Env } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import {
  agentTicket,
  join,
  makeVisitor,
  makeWorkspace,
  message,
  ORIGIN,
  ok,
  request,
  SHOP,
  type Visitor,
  type Workspace,
} from './front-door.ts';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await makeWorkspace();
});

const joinVisitor = async ({ conversation, token }: Visitor) => {
  const path = `/api/conversations/${conversation}/ticket`;
  const { ticket } = await ok(ticketResponse, request(path, { bearer: token, origin: SHOP, body: {} }));
  return join(conversation, ticket);
};
const joinAgent = async ({ conversation }: Visitor) =>
  join(conversation, await agentTicket(workspace.owner, conversation), 0, null, ORIGIN);
type Joined = Awaited<ReturnType<typeof joinVisitor>>;

const send = async ({ wire }: Joined, item: object) => {
  wire.send({ t: 'send', items: [{ cid: newId(26), ...item }] });
  return (await wire.next('ack')).results[0];
};
const rows = async () =>
  (await ok(inboxPage, request(`/api/workspaces/${workspace.id}/inbox`, { cookie: workspace.owner.cookie })))
    .rows;
const site = () => ok(siteConfig, request(`/api/sites/${workspace.siteKey}`));

describe('[CNV-8] what a visitor says', () => {
  it('names them in the inbox, and the newest counts', async () => {
    const visitor = await makeVisitor(workspace.siteKey);
    const joined = await joinVisitor(visitor);
    const nameInInbox = async () =>
      (await rows()).find((row) => row.conversation === visitor.conversation)?.visitorName;
    await send(joined, message('Hello'));
    expect(await send(joined, { kind: 'contact', name: 'Ada', email: 'ada@example.org' })).toMatchObject({
      outcome: 'stored',
    });
    await expect.poll(nameInInbox).toBe('Ada');
    await send(joined, { kind: 'contact', name: '', email: 'ada@example.org' });
    await expect.poll(nameInInbox).toBe('ada@example.org');
    // Longer than a name may be: no name rather than half an address.
    await send(joined, { kind: 'contact', name: '', email: `${'a'.repeat(90)}@example.org` });
    await expect.poll(nameInInbox).toBe(null);
  });

  it('is not said by agents, and not by nothing', async () => {
    const visitor = await makeVisitor(workspace.siteKey);
    const agent = await joinAgent(visitor);
    for (const item of [
      { kind: 'rating', score: 3 },
      { kind: 'contact', name: 'Ada', email: '' },
    ])
      expect(await send(agent, item)).toMatchObject({ outcome: 'refused', code: 'forbidden' });
    const joined = await joinVisitor(visitor);
    expect(await send(joined, { kind: 'contact', name: '', email: '' })).toMatchObject({ code: 'bad_frame' });
    for (const score of [0, 4, 1.5, '3'])
      expect(await send(joined, { kind: 'rating', score })).toMatchObject({ code: 'bad_frame' });
    expect(await send(joined, { kind: 'rating', score: 1, comment: 'Slow' })).toMatchObject({
      outcome: 'stored',
    });
  });
});

describe('[CNV-8] a contact that says nothing new', () => {
  it('is no event, also after the object slept', async () => {
    const visitor = await makeVisitor(workspace.siteKey);
    const joined = await joinVisitor(visitor);
    const ada = { kind: 'contact', name: 'Ada', email: 'ada@example.org' };
    await send(joined, message('Hello'));
    const first = await send(joined, ada);
    expect(first).toMatchObject({ outcome: 'stored', seq: 2 });
    expect(await send(joined, ada)).toMatchObject({ outcome: 'stored', seq: 2 });
    await evictDurableObject(conversationStub(env as Env, visitor.conversation));
    const later = await joinVisitor(visitor);
    expect(await send(later, ada)).toMatchObject({ outcome: 'stored', seq: 2 });
    expect(await send(later, { ...ada, name: 'Ada L.' })).toMatchObject({ outcome: 'stored', seq: 3 });
    // What was said before the newest is news again.
    expect(await send(later, ada)).toMatchObject({ outcome: 'stored', seq: 4 });
  });
});

describe('[CNV-14] quick replies', () => {
  const offer = { kind: 'message', text: 'Which one?', quickReplies: ['The Gate', 'The Arc'] };

  it('go with an agent’s message, and with nobody else’s', async () => {
    const visitor = await makeVisitor(workspace.siteKey);
    const [joined, agent] = [await joinVisitor(visitor), await joinAgent(visitor)];
    await send(joined, message('A lamp, please'));
    expect(await send(agent, offer)).toMatchObject({ outcome: 'stored' });
    const { welcome } = await joinVisitor(visitor);
    expect(welcome.events.at(-1)).toMatchObject(offer);
    expect(await send(joined, offer)).toMatchObject({ outcome: 'refused', code: 'forbidden' });
  });

  it('are six short texts at most', async () => {
    const agent = await joinAgent(await makeVisitor(workspace.siteKey));
    const six = ['1', '2', '3', '4', '5', '6'];
    expect(await send(agent, { ...offer, quickReplies: six })).toMatchObject({ outcome: 'stored' });
    for (const quickReplies of [[], [...six, '7'], [''], [1], 'The Gate'])
      expect(await send(agent, { ...offer, quickReplies })).toMatchObject({ code: 'bad_frame' });
    expect(await send(agent, { ...offer, quickReplies: ['é'.repeat(41)] })).toMatchObject({
      code: 'too_large',
    });
  });

  it('sent again are the same message, and go when it is deleted', async () => {
    const visitor = await makeVisitor(workspace.siteKey);
    const agent = await joinAgent(visitor);
    const item = { cid: newId(26), ...offer };
    const first = await send(agent, item);
    expect(await send(agent, item)).toEqual(first);
    expect(await send(agent, { ...item, quickReplies: ['Another'] })).toMatchObject({ code: 'cid_conflict' });
    await send(agent, { kind: 'redact', target: first?.outcome === 'stored' ? first.seq : 0 });
    expect(JSON.stringify((await joinVisitor(visitor)).welcome.events)).not.toContain('The Gate');
  });
});

describe('[CNV-9] a visitor', () => {
  it('has several conversations under one secret, each a log of its own', async () => {
    const first = await makeVisitor(workspace.siteKey);
    const conversation = `${workspace.id}-${newId(26)}`;
    const second: Visitor = { ...first, conversation };
    const { visitor, token } = first;
    const { page, title, referrer, locale, timeZone, userAgent } = {
      page: 'https://shop.example/',
      title: '',
      referrer: '',
      locale: 'en',
      timeZone: '',
      userAgent: '',
    };
    const context = { page, title, referrer, locale, timeZone, userAgent };
    const body = { conversation, visitor, context };
    await ok(
      ticketResponse,
      request(`/api/sites/${workspace.siteKey}/conversations`, { bearer: token, origin: SHOP, body }),
    );
    await send(await joinVisitor(first), message('One'));
    await send(await joinVisitor(second), message('Two'));
    const texts = async (of: Visitor) =>
      (await joinVisitor(of)).welcome.events.map((event) => event.kind === 'message' && event.text);
    expect([await texts(first), await texts(second)]).toEqual([['One'], ['Two']]);
  });

  it('is told how soon answers come, once there were five', async () => {
    expect((await site()).answersWithinMs).toBeUndefined();
    for (let count = 0; count < 5; count += 1) {
      const visitor = await makeVisitor(workspace.siteKey);
      await send(await joinVisitor(visitor), message('Is somebody there?'));
      const isKnown = async () =>
        (await rows()).some((row) => row.conversation === visitor.conversation && row.waitingSince !== null);
      await expect.poll(isKnown).toBe(true);
      await send(await joinAgent(visitor), message('Yes'));
      await expect
        .poll(
          async () => (await rows()).find((row) => row.conversation === visitor.conversation)?.waitingSince,
        )
        .toBe(null);
    }
    const { answersWithinMs, team } = await site();
    expect(answersWithinMs).toBeGreaterThanOrEqual(0);
    expect(answersWithinMs).toBeLessThan(60_000);
    expect(team?.length).toBeGreaterThan(0);
  });
});

describe('/to/KEY/preview', () => {
  it('[LOK-5] may ask for the name of its site and nothing else, and has no origin', async () => {
    const response = await request(`/to/${workspace.siteKey}/preview`);
    expect(response.status).toBe(200);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`connect-src ${ORIGIN}/api/sites/${workspace.siteKey};`);
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).toMatch(/sandbox allow-scripts$/);
    expect(await response.text()).toContain(`data-site="${workspace.siteKey}"`);
    expect((await request(`/to/${workspace.id}-00000000/preview`)).status).toBe(404);
  });
});

describe('/to/KEY', () => {
  it('is the messenger as a page, which takes everything from here', async () => {
    const response = await request(`/to/${workspace.siteKey}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain(`data-site="${workspace.siteKey}"`);
  });

  it.each([`${'0'.repeat(10)}-${'0'.repeat(8)}`, 'nothing', '%3Cscript%3E'])(
    '%s is not there',
    async (key) => {
      const response = await request(`/to/${key}`);
      expect([400, 404]).toContain(response.status);
      expect(response.headers.get('content-type')).toContain('json');
    },
  );
});
