import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ticketResponse } from '../../protocol/api.ts';
import type { ClientFrame } from '../../protocol/frames.ts';
import type { InboxClientFrame, InboxRow, InboxServerFrame } from '../../protocol/inbox.ts';
import { conversationStub, type Env } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import {
  agentTicket,
  connect,
  conversationPath,
  join,
  makeVisitor,
  makeWorkspace,
  message,
  ORIGIN,
  ok,
  openConversation,
  request,
  SHOP,
  type Visitor,
  type Workspace,
} from './front-door.ts';

let workspace: Workspace;
let visitor: Visitor;

beforeAll(async () => {
  workspace = await makeWorkspace();
});

const joinVisitor = async (since = 0, epoch: string | null = null) => {
  const body = {};
  const path = `/api/conversations/${visitor.conversation}/ticket`;
  const { ticket } = await ok(ticketResponse, request(path, { bearer: visitor.token, origin: SHOP, body }));
  return join(visitor.conversation, ticket, since, epoch);
};

const joinAgent = async () =>
  join(visitor.conversation, await agentTicket(workspace.owner, visitor.conversation), 0, null, ORIGIN);

describe('the log', () => {
  beforeAll(async () => {
    visitor = await makeVisitor(workspace.siteKey);
  });

  it('[DLV-1] what a visitor sends is stored, acknowledged and told to the agent', async () => {
    const [mine, theirs] = [await joinVisitor(), await joinAgent()];
    mine.wire.send({ t: 'send', items: [message('Does it dim?')] });
    expect((await mine.wire.next('ack')).results).toMatchObject([{ outcome: 'stored', seq: 1 }]);
    const { events, head } = await theirs.wire.next('events');
    expect(head).toBe(1);
    expect(events).toMatchObject([
      { seq: 1, kind: 'message', text: 'Does it dim?', author: { role: 'visitor' } },
    ]);
  });

  it('[DLV-3] a resent message is stored once, also after the object slept', async () => {
    const { wire, welcome } = await joinVisitor();
    const item = message('Once, please');
    wire.send({ t: 'send', items: [item] });
    const first = await wire.next('ack');
    await evictDurableObject(conversationStub(env as Env, visitor.conversation));
    wire.send({ t: 'send', items: [item] });
    expect((await wire.next('ack')).results).toEqual(first.results);
    expect((await joinVisitor()).welcome.head).toBe(welcome.head + 1);
  });

  it('[DLV-3] a resent message has the number it was stored under, whatever was said since and whoever said it', async () => {
    const [mine, theirs] = [await joinVisitor(), await joinAgent()];
    const [first, second, third] = ['One', 'Two', 'Three'].map((text) => message(text));
    const ackOf = async (wire: typeof mine.wire, ...items: unknown[]) => {
      wire.send({ t: 'send', items } as ClientFrame);
      return (await wire.next('ack')).results;
    };
    const [one] = await ackOf(mine.wire, first);
    const [two] = await ackOf(theirs.wire, second);
    const [three] = await ackOf(mine.wire, third);
    expect([one, two, three].map((result) => result?.outcome)).toEqual(['stored', 'stored', 'stored']);
    expect(await ackOf(mine.wire, third, first)).toEqual([three, one]);
    expect(await ackOf(theirs.wire, second)).toEqual([two]);
    const fourth = message('Four');
    const { head } = (await joinVisitor()).welcome;
    expect(await ackOf(theirs.wire, second, fourth)).toEqual([
      two,
      { outcome: 'stored', cid: fourth.cid, seq: head + 1 },
    ]);
    expect((await joinVisitor()).welcome.head).toBe(head + 1);
  });

  it('[DLV-4] the same cid with other words is a conflict', async () => {
    const { wire } = await joinVisitor();
    const item = message('One thing');
    wire.send({ t: 'send', items: [item, { ...item, text: 'Another' }] });
    expect((await wire.next('ack')).results).toMatchObject([
      { outcome: 'stored' },
      { outcome: 'refused', code: 'cid_conflict', retryable: false },
    ]);
  });

  it('[DLV-5] numbers have no gaps, and resuming brings exactly what is missing', async () => {
    const { wire, welcome } = await joinVisitor();
    wire.send({ t: 'send', items: [message('a'), message('b'), message('c')] });
    await wire.next('ack');
    const resumed = await joinVisitor(welcome.head, welcome.epoch);
    expect(resumed.welcome.events.map(({ seq }) => seq)).toEqual(
      [1, 2, 3].map((step) => welcome.head + step),
    );
  });

  it('[DLV-6] another epoch, or a cursor beyond the log, starts from nothing', async () => {
    expect((await joinVisitor(2, 'another log')).welcome.events[0]?.seq).toBe(1);
    const { welcome } = await joinVisitor();
    expect((await joinVisitor(9_999, welcome.epoch)).welcome.events[0]?.seq).toBe(1);
  });

  it('[CON-3] heartbeats are answered with the head, also while the object sleeps', async () => {
    const { wire, welcome } = await joinVisitor();
    wire.send('{"t":"ping"}');
    expect((await wire.next('pong')).head).toBe(welcome.head);
    wire.send({ t: 'send', items: [message('d')] });
    await wire.next('ack');
    await evictDurableObject(conversationStub(env as Env, visitor.conversation));
    wire.send('{"t":"ping"}');
    expect((await wire.next('pong')).head).toBe(welcome.head + 1);
  });
});

describe('ownership', () => {
  beforeAll(async () => {
    visitor = await makeVisitor(workspace.siteKey);
  });

  it('[CNV-1] the first agent to answer owns the conversation', async () => {
    const [mine, theirs] = [await joinVisitor(), await joinAgent()];
    theirs.wire.send({ t: 'send', items: [message('It does.')] });
    const { events } = await mine.wire.next('events');
    expect(events).toMatchObject([
      { kind: 'assignment', assignee: { id: workspace.owner.id, name: 'Ada' } },
      { kind: 'message', text: 'It does.', author: { role: 'agent', name: 'Ada' } },
    ]);
  });

  it('[CNV-2] a visitor who writes reopens what was resolved; only the team resolves', async () => {
    const [mine, theirs] = [await joinVisitor(), await joinAgent()];
    mine.wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'status', status: 'resolved' }] });
    expect((await mine.wire.next('ack')).results).toMatchObject([{ outcome: 'refused', code: 'forbidden' }]);
    theirs.wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'status', status: 'resolved' }] });
    expect((await mine.wire.next('events')).events).toMatchObject([{ kind: 'status', status: 'resolved' }]);
    mine.wire.send({ t: 'send', items: [message('One more thing')] });
    expect((await mine.wire.next('events')).events).toMatchObject([
      { kind: 'status', status: 'open', author: { role: 'system' } },
      { kind: 'message', text: 'One more thing' },
    ]);
  });

  it('[CNV-20] resolves nothing over what the visitor wrote and the agent had not seen; without visitors knowing', async () => {
    const [mine, theirs] = [await joinVisitor(), await joinAgent()];
    const resolve = (rest: object = {}) => ({ cid: newId(26), kind: 'status', status: 'resolved', ...rest });
    const say = async (...items: object[]) => {
      theirs.wire.send({ t: 'send', items });
      return (await theirs.wire.next('ack')).results;
    };
    mine.wire.send({ t: 'send', items: [message('And to Iceland?')] });
    const [seen] = (await mine.wire.next('ack')).results;
    if (seen?.outcome !== 'stored') throw new Error('not stored');
    const late = resolve({ since: seen.seq - 1 });
    expect(await say(late)).toMatchObject([
      { cid: late.cid, outcome: 'refused', code: 'overtaken', retryable: false },
    ]);

    // What the team says itself overtakes nobody; and what is sent again is known again.
    const last = resolve({ since: seen.seq });
    const [, stored] = await say(message('It does.'), last);
    expect(stored).toMatchObject({ outcome: 'stored' });
    expect(await say(last)).toEqual([stored]);
    const { events } = await mine.wire.next('events');
    expect(events.at(-1)).toMatchObject({ kind: 'status', status: 'resolved' });
    expect(JSON.stringify(events)).not.toContain('since');

    // Nothing is asked of whoever opens it again, or does not say what they saw.
    const open = { cid: newId(26), kind: 'status', status: 'open', since: 0 };
    expect(await say(open, resolve())).toMatchObject([{ outcome: 'stored' }, { outcome: 'stored' }]);
  });

  it('[CNV-4] a message is edited and deleted by its author only, and its words are gone', async () => {
    const [mine, theirs] = [await joinVisitor(), await joinAgent()];
    mine.wire.send({ t: 'send', items: [message('My card is 4111')] });
    const [result] = (await mine.wire.next('ack')).results;
    const target = result?.outcome === 'stored' ? result.seq : 0;
    theirs.wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'redact', target }] });
    expect((await theirs.wire.next('ack')).results).toMatchObject([
      { outcome: 'refused', code: 'not_found' },
    ]);
    mine.wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'redact', target }] });
    expect((await mine.wire.next('ack')).results).toMatchObject([{ outcome: 'stored' }]);
    expect(JSON.stringify((await joinAgent()).welcome.events)).not.toContain('4111');
  });
});

describe('bad input', () => {
  beforeAll(async () => {
    visitor = await makeVisitor(workspace.siteKey);
  });

  const malformed: [string, string | ArrayBuffer, number][] = [
    ['not JSON', '{', 4400],
    ['not an object', '[]', 4400],
    ['an unknown word', '{"t":"sing"}', 4400],
    ['a wrong type', '{"t":"sync","since":"1"}', 4400],
    ['a send without cid', '{"t":"send","items":[{"kind":"message","text":"x"}]}', 4400],
    ['binary', new ArrayBuffer(4), 4400],
    ['64 KiB + 1', `{"t":"ping","x":"${'x'.repeat(64 * 1024)}"}`, 1009],
    [
      'a version from the future',
      `{"t":"hello","v":9,"since":0,"epoch":null,"device":"${'d'.repeat(26)}"}`,
      4406,
    ],
  ];
  it.each(malformed)(
    '[ERR-1] %s is refused with its code and the conversation goes on',
    async (_name, frame, code) => {
      const { wire } = await joinVisitor();
      wire.send(frame);
      expect((await wire.next('err')).retryable).toBe(false);
      expect((await wire.closed).code).toBe(code);
      const again = await joinVisitor();
      again.wire.send({ t: 'send', items: [message('Still here')] });
      expect((await again.wire.next('ack')).results).toMatchObject([{ outcome: 'stored' }]);
    },
  );

  it('[ERR-2] one item that is too large is refused by its cid; the others are stored', async () => {
    const { wire } = await joinVisitor();
    const large = message(`${'ä'.repeat(8 * 1024)}x`);
    wire.send({ t: 'send', items: [message('before'), large, message('after')] });
    expect((await wire.next('ack')).results).toMatchObject([
      { outcome: 'stored' },
      { outcome: 'refused', cid: large.cid, code: 'too_large', retryable: false },
      { outcome: 'stored' },
    ]);
    wire.send({ t: 'send', items: [message('ä'.repeat(8 * 1024))] });
    expect((await wire.next('ack')).results).toMatchObject([{ outcome: 'stored' }]);
  });

  it('[ERR-3] a flood is slowed down, not lost: the rest of the batch may be sent again', async () => {
    visitor = await makeVisitor(workspace.siteKey);
    const { wire } = await joinVisitor();
    wire.send({ t: 'send', items: Array.from({ length: 20 }, (_, index) => message(`${index}`)) });
    await wire.next('ack');
    wire.send({ t: 'send', items: [message('20'), message('21')] });
    const { results } = await wire.next('ack');
    expect(results).toMatchObject([{ outcome: 'refused', code: 'rate_limited', retryable: true }]);
    expect(results[0]).toHaveProperty('retryAfterMs');
  });

  it('[AUT-1] an expired, forged or missing ticket, or one for something else, is unauthenticated', async () => {
    const other = await makeVisitor(workspace.siteKey);
    const tickets = [`${visitor.ticket}x`, other.ticket, 'nonsense', null];
    for (const ticket of tickets) {
      const wire = await connect(conversationPath(visitor.conversation), ticket);
      expect((await wire.next('err')).code).toBe('unauthenticated');
      expect((await wire.closed).code).toBe(4401);
    }
  });

  it('[AUT-2] a ticket counts only at the Origin it was issued to', async () => {
    const wire = await connect(
      conversationPath(visitor.conversation),
      visitor.ticket,
      'https://evil.example',
    );
    expect((await wire.closed).code).toBe(4403);
  });

  it('[AUT-3] an unknown conversation and somebody else’s look the same', async () => {
    const unknown = `${workspace.id}-${newId(26)}`;
    const answers = await Promise.all(
      [unknown, visitor.conversation].map(async (conversation) => {
        const response = await request(`/api/conversations/${conversation}/ticket`, {
          bearer: newId(32),
          body: {},
        });
        return { status: response.status, body: await response.text() };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(404);
    const stolen = { conversation: visitor.conversation, visitor: newId(26), token: newId(32) };
    expect((await openConversation(workspace.siteKey, stolen)).status).toBe(404);
  });
});

describe('what nobody foresaw', () => {
  it('[ERR-6] a log that can’t be written hangs up and says to come again; what was held back is stored then', async () => {
    visitor = await makeVisitor(workspace.siteKey);
    const run = (statement: string) =>
      runInDurableObject(conversationStub(env as Env, visitor.conversation), (_, { storage }) => {
        storage.sql.exec(statement);
      });
    const { wire } = await joinVisitor();
    const item = message('In spite of all');
    await run('ALTER TABLE events RENAME TO away');
    wire.send({ t: 'send', items: [item] });
    expect(await wire.next('err')).toMatchObject({ code: 'overloaded', retryable: true });
    expect(await wire.closed).toEqual({ code: 1013 });
    await run('ALTER TABLE away RENAME TO events');
    const { wire: again, welcome } = await joinVisitor();
    expect(welcome.head).toBe(0);
    again.send({ t: 'send', items: [item] });
    expect((await again.next('ack')).results).toMatchObject([{ outcome: 'stored', seq: 1 }]);
  });
});

describe('without WebSocket', () => {
  it('[CON-8] the same frames travel by HTTP: send by POST, news by a poll that waits', async () => {
    visitor = await makeVisitor(workspace.siteKey);
    const agent = await joinAgent();
    const http = (path: string, frames: unknown[]) =>
      request(`/api/conversations/${visitor.conversation}/${path}`, {
        bearer: visitor.ticket,
        origin: SHOP,
        body: { frames },
      }).then((response) => response.json() as Promise<{ frames: { t: string; epoch: string }[] }>);
    const hello = (since: number, epoch: string | null) => ({
      t: 'hello',
      v: 1,
      since,
      epoch,
      device: newId(26),
    });
    const first = await http('frames', [hello(0, null), { t: 'send', items: [message('By post')] }]);
    expect(first.frames).toMatchObject([{ t: 'welcome', head: 0 }, { t: 'ack' }]);
    expect((await agent.wire.next('events')).events).toMatchObject([{ text: 'By post' }]);
    const polling = http('poll', [hello(1, first.frames[0]?.epoch ?? null)]);
    agent.wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'status', status: 'resolved' }] });
    expect((await polling).frames).toMatchObject([{ t: 'events', events: [{ seq: 2, status: 'resolved' }] }]);
    const caughtUp = await http('poll', [hello(0, first.frames[0]?.epoch ?? null)]);
    expect(caughtUp.frames).toMatchObject([{ t: 'events', head: 2 }]);
  });
});

describe('the inbox', () => {
  const watch = async (since = 0, epoch: string | null = null) => {
    const path = `/api/workspaces/${workspace.id}/inbox`;
    const { cookie } = workspace.owner;
    const { ticket } = await ok(ticketResponse, request(`${path}/ticket`, { cookie, body: {} }));
    const wire = await connect<InboxServerFrame, InboxClientFrame>(`${path}/socket`, ticket, ORIGIN);
    wire.send({ t: 'hello', v: 1, since, epoch });
    return { wire, welcome: await wire.next('welcome') };
  };
  const isTheirs = ({ conversation }: InboxRow) => conversation === visitor.conversation;

  it('[INB-1] a message shows in the list at once, with how much is unread and since when somebody waits', async () => {
    visitor = await makeVisitor(workspace.siteKey);
    const list = await watch();
    const { wire } = await joinVisitor();
    wire.send({ t: 'send', items: [message('Anybody?'), message('Hello?')] });
    // News of the conversations before may still be on its way.
    let row: InboxRow | undefined;
    while (!row) row = (await list.wire.next('rows')).rows.find(isTheirs);
    expect(row).toMatchObject({ preview: 'Hello?', unread: 2, assignee: null, status: 'open' });
    expect(row.waitingSince).toBeTypeOf('number');
  });

  it('[INB-2] reading clears the unread mark of the agent who read', async () => {
    const list = await watch();
    const agent = await joinAgent();
    agent.wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'read', upTo: agent.welcome.head }] });
    // What was said before may still be on its way to the list.
    let unread: number | undefined;
    while (unread !== 0) unread = (await list.wire.next('rows')).rows.find(isTheirs)?.unread;
    expect(unread).toBe(0);
  });

  it('[INB-3] an agent who was away gets just what changed, in one answer', async () => {
    const { welcome } = await watch();
    expect(welcome.reset).toBe(true);
    const { wire } = await joinVisitor();
    const list = await watch();
    wire.send({ t: 'send', items: [message('Since you were gone')] });
    await list.wire.next('rows');
    const back = await watch(welcome.head, welcome.epoch);
    expect(back.welcome).toMatchObject({ reset: false, rows: [{ preview: 'Since you were gone' }] });
    expect(back.welcome.rows).toHaveLength(1);
  });
});
