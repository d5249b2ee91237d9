/** [CNV-19]: what an agent has begun to write is on their other devices, and nowhere else. */
import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { conversationStub, type Env } from '../../worker/env.ts';
import {
  type Agent,
  join,
  joinAsAgent,
  makeAgent,
  makeVisitor,
  makeWorkspace,
  message,
  type Visitor,
  type Workspace,
} from './front-door.ts';

const SECRET = 'I think we owe them a lamp';

let workspace: Workspace;
let ada: Agent;
let grace: Agent;
let visitor: Visitor;

beforeAll(async () => {
  workspace = await makeWorkspace();
  ada = workspace.owner;
  grace = await makeAgent(workspace, 'Grace');
  visitor = await makeVisitor(workspace.siteKey);
  const { wire } = await join(visitor.conversation, visitor.ticket);
  wire.send({ t: 'send', items: [message('It is broken')] });
  await wire.next('ack');
});

/** A device of an agent: connected, and told what is kept. */
async function device(agent: Agent) {
  const { wire } = await joinAsAgent(visitor.conversation, agent);
  return { wire, kept: (await wire.next('drafts')).drafts };
}

const draft = (text: string, mode: 'reply' | 'note' = 'reply', since: number | null = 1) =>
  ({ t: 'draft', mode, text, since }) as const;

describe('[CNV-19] a draft', () => {
  it('is told to the agent’s other devices, now and when they come, and survives the object', async () => {
    const [desk, phone] = [await device(ada), await device(ada)];
    desk.wire.send(draft(SECRET));
    const kept = [{ mode: 'reply', text: SECRET, since: 1 }];
    expect((await desk.wire.next('drafts')).drafts).toEqual(kept);
    expect((await phone.wire.next('drafts')).drafts).toEqual(kept);
    phone.wire.send(draft('Ask Grace first', 'note', null));
    const both = [{ mode: 'note', text: 'Ask Grace first', since: null }, ...kept];
    expect((await desk.wire.next('drafts')).drafts).toEqual(both);
    await evictDurableObject(conversationStub(env as Env, visitor.conversation));
    expect((await device(ada)).kept).toEqual(both);
  });

  it('the newest is the one, and an empty one is none', async () => {
    const [desk, phone] = [await device(ada), await device(ada)];
    desk.wire.send(draft('First'));
    phone.wire.send(draft('Second'));
    await phone.wire.next('drafts');
    phone.wire.send(draft('', 'reply', null));
    phone.wire.send(draft('', 'note', null));
    while ((await desk.wire.next('drafts')).drafts.length > 0);
    expect((await device(ada)).kept).toEqual([]);
  });

  it('colleagues and the visitor hear nothing of it', async () => {
    const [desk, colleague] = [await device(ada), await device(grace)];
    const { wire: page } = await join(visitor.conversation, visitor.ticket);
    desk.wire.send(draft(SECRET));
    await desk.wire.next('drafts');
    // Whatever came of it has been heard before this.
    desk.wire.send({ t: 'send', items: [message('Done')] });
    await page.next('events');
    await colleague.wire.next('events');
    expect(JSON.stringify([page.heard, colleague.wire.heard])).not.toContain(SECRET);
    expect((await device(grace)).kept).toEqual([]);
    const again = await join(visitor.conversation, visitor.ticket);
    expect(JSON.stringify(again.welcome)).not.toContain(SECRET);
  });

  it('has the sign for a character in the place of half a one', async () => {
    const { wire } = await device(ada);
    wire.send(draft('Half \ud83d'));
    expect((await wire.next('drafts')).drafts).toMatchObject([{ text: 'Half \ufffd' }]);
    wire.send(draft(''));
    await wire.next('drafts');
  });

  it('has at most 16 KiB, as a message', async () => {
    const { wire } = await device(ada);
    wire.send(draft('é'.repeat(8192)));
    expect((await wire.next('drafts')).drafts[0]?.text).toHaveLength(8192);
    wire.send(draft('é'.repeat(8193)));
    expect((await wire.closed).code).toBe(4400);
  });
});
