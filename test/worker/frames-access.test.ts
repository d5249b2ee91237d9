/** Every frame and every kind of command × every role, from the table that the Worker itself goes by. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ticketResponse } from '../../protocol/api.ts';
import type { ServerFrame } from '../../protocol/frames.ts';
import type { TeamServerFrame } from '../../protocol/team-frames.ts';
import { WHO_MAY_COMMAND, WHO_MAY_SAY } from '../../worker/conversation/who-may.ts';
import { newId } from '../../worker/new-id.ts';
import {
  type Agent,
  agentTicket,
  CONTEXT,
  connect,
  conversationPath,
  join,
  makeAgent,
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

const ROLES = ['visitor', 'agent', 'foreign'] as const;
type Role = (typeof ROLES)[number];

let workspace: Workspace;
let foreign: Workspace;
let grace: Agent;
let visitor: Visitor;

beforeAll(async () => {
  [workspace, foreign] = [await makeWorkspace(), await makeWorkspace()];
  grace = await makeAgent(workspace, 'Grace');
});

/** A conversation with a message of each side, so that there is something to change. */
async function enter(role: Role) {
  visitor = await makeVisitor(workspace.siteKey);
  const { wire: page } = await join(visitor.conversation, visitor.ticket);
  page.send({ t: 'send', items: [message('From the visitor')] });
  await page.next('ack');
  const { wire: desk } = await join(
    visitor.conversation,
    await agentTicket(grace, visitor.conversation),
    0,
    null,
    ORIGIN,
  );
  desk.send({ t: 'send', items: [message('From the team')] });
  await desk.next('ack');
  desk.send(
    JSON.stringify({
      t: 'send',
      items: [{ cid: newId(26), kind: 'schedule', text: 'Scheduled', dueAt: LATER }],
    }),
  );
  await desk.next('ack');
  return role === 'visitor' ? { own: page, other: desk } : { own: desk, other: page };
}

const LATER = 4_000_000_000_000;

/** One of each kind, as it would be accepted from whoever may say it. Seq 1 is the visitor's, 3 and 4 the agent's. */
const COMMANDS: Record<keyof typeof WHO_MAY_COMMAND, (role: Role) => object> = {
  message: () => ({ text: 'More' }),
  edit: (role) => ({ target: role === 'visitor' ? 1 : 3, text: 'Other' }),
  redact: (role) => ({ target: role === 'visitor' ? 1 : 3 }),
  read: () => ({ upTo: 3 }),
  rating: () => ({ score: 3 }),
  contact: () => ({ name: 'Mina', email: '' }),
  status: () => ({ status: 'resolved' }),
  assignment: () => ({ assignee: null }),
  note: () => ({ text: 'A note', mentions: [] }),
  labels: () => ({ add: ['a'.repeat(10)], remove: [] }),
  priority: () => ({ priority: 'high' }),
  snooze: () => ({ until: 0 }),
  block: () => ({ isBlocked: true, reason: 'Spam' }),
  schedule: () => ({ text: 'Later', dueAt: LATER }),
  unschedule: () => ({ target: 4 }),
  release: () => ({ target: 4 }),
};

const commandCases = Object.entries(WHO_MAY_COMMAND).flatMap(([kind, allowed]) =>
  (['visitor', 'agent'] as const).map((role) => ({ kind, role, isAllowed: allowed.includes(role) })),
);

describe('[AUT-4] every kind of command × every role', () => {
  it.each(commandCases)('$role says $kind: $isAllowed', async ({ kind, role, isAllowed }) => {
    const { own } = await enter(role);
    const body = COMMANDS[kind as keyof typeof COMMANDS](role);
    own.send(JSON.stringify({ t: 'send', items: [{ cid: newId(26), kind, ...body }] }));
    const [result] = (await own.next('ack')).results;
    expect(result).toMatchObject(
      isAllowed ? { outcome: 'stored' } : { outcome: 'refused', code: 'forbidden' },
    );
  });

  it('what the table does not know is nobody’s', async () => {
    for (const role of ['visitor', 'agent'] as const) {
      const { own } = await enter(role);
      own.send(JSON.stringify({ t: 'send', items: [{ cid: newId(26), kind: 'toString' }] }));
      expect((await own.next('ack')).results[0]).toMatchObject({ outcome: 'refused', code: 'bad_frame' });
    }
  });
});

/** What is heard of a frame: by whoever says it, or by the other side. */
const FRAMES: Record<
  keyof typeof WHO_MAY_SAY,
  { frame: object; own?: TeamServerFrame['t']; other?: ServerFrame['t'] }
> = {
  hello: { frame: { t: 'hello', v: 1, since: 0, epoch: null, device: newId(26) }, own: 'welcome' },
  send: { frame: { t: 'send', items: [message('Hello')] }, own: 'ack' },
  sync: { frame: { t: 'sync', since: 0 }, own: 'events' },
  ping: { frame: { t: 'ping' }, own: 'pong' },
  typing: { frame: { t: 'typing', on: true }, other: 'typing' },
  page: {
    frame: { t: 'page', context: { ...CONTEXT, page: 'http://shop.example/elsewhere' } },
    other: 'page',
  },
  draft: {
    frame: { t: 'draft', mode: 'reply', text: 'I think', since: 3, base: 0, writer: 'd'.repeat(26) },
    own: 'drafts',
  },
};
const frameCases = Object.entries(WHO_MAY_SAY).flatMap(([t, allowed]) =>
  (['visitor', 'agent'] as const).map((role) => ({ t, role, isAllowed: allowed.includes(role) })),
);

describe('[AUT-4] every frame × every role', () => {
  it.each(frameCases)('$role says $t: $isAllowed', async ({ t, role, isAllowed }) => {
    const { own, other } = await enter(role);
    const { frame, own: answer, other: told } = FRAMES[t as keyof typeof FRAMES];
    const before = [own.heard.length, other.heard.length] as const;
    own.send(JSON.stringify(frame));
    // Whatever came of it has been heard before this comes back.
    own.send({ t: 'sync', since: 999 });
    const isFence = (heard: ServerFrame) => heard.t === 'events' && heard.events.length === 0;
    while (!own.heard.slice(before[0]).some(isFence)) await own.next('events');
    other.send({ t: 'sync', since: 999 });
    while (!other.heard.slice(before[1]).some(isFence)) await other.next('events');
    const kinds = (heard: readonly ServerFrame[], from: number): string[] =>
      heard.slice(from).map((entry) => entry.t);
    if (answer) expect(kinds(own.heard, before[0]).includes(answer)).toBe(isAllowed);
    if (told) expect(kinds(other.heard, before[1]).includes(told)).toBe(isAllowed);
  });

  it.each(ROLES)('the inbox takes no frame of a %s without a ticket of its own', async (role) => {
    await enter('visitor');
    const tickets = {
      visitor: async () => visitor.ticket,
      agent: () => agentTicket(grace, visitor.conversation),
      foreign: async () =>
        (
          await ok(
            ticketResponse,
            request(`/api/workspaces/${foreign.id}/inbox/ticket`, { cookie: foreign.owner.cookie, body: {} }),
          )
        ).ticket,
    };
    const origin = role === 'visitor' ? SHOP : ORIGIN;
    const inbox = await connect(
      `/api/workspaces/${workspace.id}/inbox/socket`,
      await tickets[role](),
      origin,
    );
    expect((await inbox.closed).code).toBe(4401);
    if (role !== 'foreign') return;
    const talk = await connect(conversationPath(visitor.conversation), await tickets.foreign(), origin);
    expect((await talk.closed).code).toBe(4401);
  });
});
