/** [DSK-9] What conversations still have to do for the workspace is done in the background, also after a new build. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { searchPage } from '../../protocol/search.ts';
import { conversationStub, type Env, workspaceStub } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import {
  join,
  joinAsAgent,
  makeVisitor,
  makeWorkspace,
  message,
  ok,
  openInbox,
  request,
} from './front-door.ts';

const WORD = 'lighthouse';

async function talk() {
  const workspace = await makeWorkspace();
  const visitor = await makeVisitor(workspace.siteKey);
  const { wire: inbox } = await openInbox(workspace, workspace.owner);
  const { wire } = await join(visitor.conversation, visitor.ticket);
  wire.send({ t: 'send', items: [message(`A ${WORD}`)] });
  for (let rows = 0; rows === 0; ) rows = (await inbox.next('rows')).rows.length;
  inbox.close();
  const stub = workspaceStub(env as Env, workspace.id);
  const sql = (...statements: string[]) =>
    runInDurableObject(stub, (_, { storage }) => {
      for (const statement of statements) storage.sql.exec(statement);
    });
  const chores = () =>
    runInDurableObject(
      stub,
      (_, { storage }) => storage.sql.exec('SELECT what FROM chores').toArray().length,
    );
  const cookie = workspace.owner.cookie;
  const search = async () =>
    (await ok(searchPage, request(`/api/workspaces/${workspace.id}/search?q=${WORD}`, { cookie }))).hits;
  return { workspace, visitor, stub, sql, chores, search };
}

it('[INB-1] [FND-2] a row of an earlier build gets its person and its texts by itself, once this build is here', async () => {
  const { workspace, visitor, stub, sql, chores, search } = await talk();
  // As a build from before people and search left it, and as the migration finds it.
  await sql(
    `UPDATE conversations SET visitor = ''`,
    'DELETE FROM texts',
    `DELETE FROM words`,
    'DELETE FROM vocabulary',
    `INSERT INTO chores (what, conversation, due_at) SELECT 'report', conversation, 0 FROM conversations`,
  );
  await evictDurableObject(stub);
  // The first who asks for anything wakes it.
  const { wire, welcome } = await openInbox(workspace, workspace.owner);
  let row = welcome.rows[0];
  while (!row?.visitor) row = (await wire.next('rows')).rows[0];
  expect(row).toMatchObject({ conversation: visitor.conversation, visitor: visitor.visitor });
  await expect.poll(search).toMatchObject([{ conversation: visitor.conversation }]);
  await expect.poll(chores).toBe(0);
  const person = `/api/workspaces/${workspace.id}/people/${visitor.visitor}`;
  expect((await request(person, { cookie: workspace.owner.cookie })).status).toBe(200);
});

it('[PPL-2] a conversation that nobody told of a block is told by itself', async () => {
  const { workspace, visitor, stub, sql, chores } = await talk();
  const { id } = workspace.owner;
  // Whoever was to tell it died before.
  await sql(
    `INSERT INTO blocks VALUES ('${visitor.visitor}', 'Spam', 1, '${id}', 'Ada', NULL)`,
    `INSERT INTO chores (what, conversation, due_at) VALUES ('block', '${visitor.conversation}', 0)`,
    // One that is not there any more keeps nobody from their work.
    `INSERT INTO chores (what, conversation, due_at) VALUES ('block', '${workspace.id}-${newId(26)}', 0)`,
  );
  const { wire, welcome } = await joinAsAgent(visitor.conversation, workspace.owner);
  await evictDurableObject(stub);
  await stub.about();
  const told = [...welcome.events];
  while (told.at(-1)?.kind !== 'block') told.push(...(await wire.next('events')).events);
  expect(told.at(-1)).toMatchObject({ isBlocked: true, reason: 'Spam', author: { id, name: 'Ada' } });
  await expect.poll(chores).toBe(0);
  const stored = await conversationStub(env as Env, visitor.conversation).perform(
    { role: 'visitor', id: visitor.visitor, name: null },
    [{ cid: newId(26), kind: 'contact', name: 'Kim', email: '' }],
  );
  expect(stored).toMatchObject([{ outcome: 'refused', code: 'blocked' }]);
});
