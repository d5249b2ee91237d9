/** [CNV-19]: what an agent has begun to write is on their other devices, and nowhere else. */
import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { KeptDraft } from '../../protocol/team-frames.ts';
import { conversationStub, type Env } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import {
  type Agent,
  join,
  joinAsAgent,
  makeAgent,
  makeVisitor,
  makeWorkspace,
  message,
  openInbox,
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
  return { wire, kept: wordsOf((await wire.next('drafts')).drafts) };
}

/** By a device that has heard of all others, unless `rest` says what it knows. */
const draft = (
  text: string,
  mode: 'reply' | 'note' = 'reply',
  since: number | null = 1,
  rest: { base?: number; writer?: string } = {},
) => ({ t: 'draft', mode, text, since, base: 1e9, writer: newId(26), ...rest }) as const;

/** Without the numbers, and what is not there any more. */
const wordsOf = (drafts: readonly KeptDraft[]) =>
  drafts.filter(({ text }) => text).map(({ mode, text, since }) => ({ mode, text, since }));

describe('[CNV-19] a draft', () => {
  it('is told to the agent’s other devices, now and when they come, and survives the object', async () => {
    const [desk, phone] = [await device(ada), await device(ada)];
    desk.wire.send(draft(SECRET));
    const kept = [{ mode: 'reply', text: SECRET, since: 1 }];
    expect(wordsOf((await desk.wire.next('drafts')).drafts)).toEqual(kept);
    expect(wordsOf((await phone.wire.next('drafts')).drafts)).toEqual(kept);
    phone.wire.send(draft('Ask Grace first', 'note', null));
    const both = [{ mode: 'note', text: 'Ask Grace first', since: null }, ...kept];
    expect(wordsOf((await desk.wire.next('drafts')).drafts)).toEqual(both);
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
    while (wordsOf((await desk.wire.next('drafts')).drafts).length > 0);
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

  it('of a device that has not heard of another’s is not taken, and it is told what is there', async () => {
    const [desk, phone] = [newId(26), newId(26)];
    const { wire } = await device(grace);
    const say = async (text: string, base: number, writer: string) => {
      wire.send(draft(text, 'reply', 1, { base, writer }));
      return (await wire.next('drafts')).drafts;
    };
    expect(await say('From the desk', 0, desk)).toMatchObject([
      { text: 'From the desk', rev: 1, writer: desk },
    ]);
    // Sent before the first was heard back.
    expect(await say('', 0, desk)).toMatchObject([{ text: '', rev: 2, writer: desk }]);
    expect(await say('', 1, phone)).toMatchObject([{ text: '', rev: 2, writer: desk }]);
    const fromPhone = [{ text: 'From the phone', rev: 3, writer: phone }];
    expect(await say('From the phone', 2, phone)).toMatchObject(fromPhone);
    expect(await say('', 2, desk)).toMatchObject(fromPhone);
    expect(await say('', 3, desk)).toMatchObject([{ text: '', rev: 4, writer: desk }]);
  });

  it('has the sign for a character in the place of half a one', async () => {
    const { wire } = await device(ada);
    wire.send(draft('Half \ud83d'));
    expect((await wire.next('drafts')).drafts).toContainEqual(
      expect.objectContaining({ text: 'Half \ufffd' }),
    );
    wire.send(draft(''));
    await wire.next('drafts');
  });

  it('has at most 16 KiB, as a message', async () => {
    const { wire } = await device(ada);
    wire.send(draft('é'.repeat(8192)));
    expect(wordsOf((await wire.next('drafts')).drafts)[0]?.text).toHaveLength(8192);
    wire.send(draft('é'.repeat(8193)));
    expect((await wire.closed).code).toBe(4400);
  });
});

describe('[INB-10] the list', () => {
  it('says to each of an agent’s devices when there is a draft and when there is none, and to nobody else', async () => {
    const { wire: list } = await openInbox(workspace, ada);
    const { conversation, ticket } = await makeVisitor(workspace.siteKey);
    const isIts = (row: { conversation: string }) => row.conversation === conversation;
    const nextRow = async (of: typeof list) => {
      for (;;) {
        const row = (await of.next('rows')).rows.find(isIts);
        if (row) return row;
      }
    };
    const { wire: theirs } = await join(conversation, ticket);
    theirs.send({ t: 'send', items: [message('Hello')] });
    expect((await nextRow(list)).hasDraft).toBeUndefined();
    const { wire: graces } = await openInbox(workspace, grace);
    const { wire } = await joinAsAgent(conversation, ada);
    const markIn = async (agent: Agent) =>
      (await openInbox(workspace, agent)).welcome.rows.find(isIts)?.hasDraft;

    wire.send(draft('Beginning'));
    expect((await nextRow(list)).hasDraft).toBe(true);
    expect((await nextRow(graces)).hasDraft, 'not a colleague’s').toBeUndefined();
    expect([await markIn(ada), await markIn(grace)]).toEqual([true, undefined]);
    wire.send(draft('And a note', 'note'));
    wire.send(draft('', 'reply'));
    for (let left = 4; left > 0; left -= 1) await wire.next('drafts');
    expect(await markIn(ada), 'the note is still there').toBe(true);
    wire.send(draft('', 'note'));
    expect((await nextRow(list)).hasDraft).toBeUndefined();
    expect(await markIn(ada)).toBeUndefined();

    // Sent before the list has been told that it was begun.
    wire.send(draft('Quick'));
    wire.send(draft(''));
    for (let row = await nextRow(list); row.hasDraft; ) row = await nextRow(list);
  });

  it('is told at the next occasion what it could not be told', async () => {
    const early = await makeVisitor(workspace.siteKey);
    // Nothing was said in it: the list does not know it yet.
    const { wire } = await joinAsAgent(early.conversation, ada);
    await wire.next('drafts');
    wire.send(draft('Can I help?'));
    await wire.next('drafts');
    const { wire: list } = await openInbox(workspace, ada);
    const { wire: theirs } = await join(early.conversation, early.ticket);
    theirs.send({ t: 'send', items: [message('Hello')] });
    const rowsOf = async () =>
      (await list.next('rows')).rows.filter(({ conversation }) => conversation === early.conversation);
    expect((await rowsOf())[0]?.hasDraft).toBeUndefined();
    await joinAsAgent(early.conversation, ada);
    expect((await rowsOf())[0]?.hasDraft).toBe(true);
  });
});
