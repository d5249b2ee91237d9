/** [PPL-2] A block reaches every conversation of a person, however many, and merging takes it along. */
import { expect, it } from 'vitest';
import { migrate } from '../../worker/durable/migrate.ts';
import { choreStore } from '../../worker/workspace/chore-store.ts';
import { inboxStore } from '../../worker/workspace/inbox-store.ts';
import { PeopleCore, type PersonRequest } from '../../worker/workspace/people-core.ts';
import { peopleStore } from '../../worker/workspace/people-store.ts';
import { WORKSPACE_MIGRATIONS } from '../../worker/workspace/workspace-migrations.ts';
import { nodeSql } from './node-sql.ts';
import { NOWHERE } from './sim-conversation.ts';

const ADA = { id: 'a'.repeat(10), name: 'Ada' };
const [KIM, LEE] = ['k'.repeat(26), 'l'.repeat(26)] as const;

function bench() {
  const sql = nodeSql();
  migrate(sql, WORKSPACE_MIGRATIONS);
  const chores = choreStore(sql);
  const people = new PeopleCore({
    people: peopleStore(sql),
    inbox: inboxStore(sql),
    transaction: sql.transaction,
    now: () => 1_000,
    chores,
    rewrite() {},
  });
  let count = 0;
  const talks = (visitor: string, howMany: number) => {
    for (let index = 0; index < howMany; index += 1) {
      count += 1;
      sql.all(
        `INSERT INTO conversations (conversation, site, visitor, epoch, head, rev, status, created_at, active_at,
           preview, preview_role, visitor_message_count, context) VALUES (?, 's', ?, 'e', 1, ?, 'open', ?, 1, '', 'visitor', 1, ?)`,
        `c${count}`,
        visitor,
        count,
        count,
        JSON.stringify(NOWHERE),
      );
    }
  };
  const ask = (visitor: string, request: PersonRequest) => {
    const outcome = people.handle(ADA, visitor, request);
    if (outcome.is !== 'done') throw new Error(outcome.message);
    return outcome.told.length;
  };
  const due = (now: number) => chores.due('block', now, 1_000).length;
  return { people, chores, talks, ask, due };
}
const BLOCK: PersonRequest = { is: 'block', reason: 'Spam', conversation: null };

it('is a chore in all of them, later than whoever is told at once; what they say themselves ends it', () => {
  const { people, talks, ask, due } = bench();
  talks(KIM, 503);
  talks(LEE, 2);
  expect(ask(KIM, BLOCK)).toBe(500);
  expect([due(1_000), due(10_000)]).toEqual([0, 503]);
  people.heard([{ conversation: 'c1', visitor: KIM, isBlocked: true }]);
  expect(due(10_000)).toBe(502);
  // One that missed it, and one that never heard that it ended.
  people.heard([
    { conversation: 'c1', visitor: KIM, isBlocked: false },
    { conversation: 'c504', visitor: LEE, isBlocked: true },
  ]);
  expect(due(1_000)).toBe(2);
  expect([people.blockIn('c504'), people.blockIn('nowhere')]).toEqual([null, undefined]);
});

it('goes with a merge and is undone with it; where nobody is blocked, nobody is told', () => {
  const { talks, ask, due } = bench();
  talks(KIM, 1);
  talks(LEE, 1);
  const merge = (isSame: boolean): PersonRequest => ({ is: 'merge', visitor: LEE, isSame });
  expect([ask(KIM, merge(true)), ask(KIM, merge(false)), due(10_000)]).toEqual([0, 0, 0]);
  ask(KIM, BLOCK);
  expect(due(10_000)).toBe(1);
  expect([ask(KIM, merge(true)), due(10_000)]).toEqual([2, 2]);
  expect(ask(KIM, merge(false))).toBe(2);
});

it('goes at once to a browser that is proven to be a blocked user’s', () => {
  const { people, talks, ask, due } = bench();
  talks(KIM, 1);
  talks(LEE, 3);
  people.prove(KIM, '1024');
  ask(KIM, BLOCK);
  people.prove(LEE, '1024');
  expect(due(1_000)).toBe(4);
});
