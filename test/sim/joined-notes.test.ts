/** [PPL-6] Whoever becomes one person loses nothing that the team noted, and gets it back when taken apart. */
import { expect, it } from 'vitest';
import { person as personShape } from '../../protocol/person.ts';
import { migrate } from '../../worker/durable/migrate.ts';
import { choreStore } from '../../worker/workspace/chore-store.ts';
import { inboxStore } from '../../worker/workspace/inbox-store.ts';
import { PeopleCore, type PersonRequest } from '../../worker/workspace/people-core.ts';
import { peopleStore } from '../../worker/workspace/people-store.ts';
import { WORKSPACE_MIGRATIONS } from '../../worker/workspace/workspace-migrations.ts';
import { nodeSql } from './node-sql.ts';
import { NOWHERE } from './sim-conversation.ts';

const ADA = { id: 'a'.repeat(10), name: 'Ada' };
const [KIM, LEE, MAX] = ['k'.repeat(26), 'l'.repeat(26), 'm'.repeat(26)] as const;
const BIRTHDAY = { name: 'Birthday', date: '1990-02-03' };
const JOINED = { name: 'Joined', date: '2020-01-01' };
const [GOLD, TALL] = [
  { name: 'Plan', value: 'Gold' },
  { name: 'Height', value: 'Tall' },
];

/** A workspace in which Kim, Lee and Max have written. */
function bench() {
  const sql = nodeSql();
  migrate(sql, WORKSPACE_MIGRATIONS);
  const records = peopleStore(sql);
  const inbox = inboxStore(sql, () => [], records);
  const people = new PeopleCore({
    people: records,
    inbox,
    transaction: sql.transaction,
    now: () => 1_000,
    chores: choreStore(sql),
    rewrite: (visitors) => void inbox.rewrite(visitors),
  });
  const site = `${'w'.repeat(10)}-${'s'.repeat(8)}`;
  for (const [index, visitor] of [KIM, LEE, MAX].entries())
    sql.all(
      `INSERT INTO conversations (conversation, site, visitor, epoch, head, rev, status, created_at, active_at,
         preview, preview_role, visitor_message_count, context) VALUES (?, ?, ?, 'e', 1, ?, 'open', 1, 1, '', 'visitor', 1, ?)`,
      `${'w'.repeat(10)}-${'c'.repeat(25)}${index}`,
      site,
      visitor,
      index + 1,
      JSON.stringify(NOWHERE),
    );
  const ask = (visitor: string, request: PersonRequest) => {
    const outcome = people.handle(ADA, visitor, request);
    if (outcome.is !== 'done') throw new Error(outcome.message);
    return personShape(JSON.parse(JSON.stringify(outcome.person)), 'person');
  };
  const show = (visitor: string) => ask(visitor, { is: 'show' });
  const note = (visitor: string, change: object) => ask(visitor, { is: 'note', change });
  const apart = (visitor: string, other: string) =>
    ask(visitor, { is: 'merge', visitor: other, isSame: false });
  return { people, ask, show, note, apart };
}

const OF_LEE = {
  isVip: true,
  phone: '+43 2',
  note: 'Is deaf',
  keyDates: [BIRTHDAY, JOINED],
  attributes: [GOLD],
};

it('shows the notes and the VIP mark of a browser that is proven to be somebody’s, and gives them back', () => {
  const { people, show, note, apart } = bench();
  note(KIM, { phone: '+43 1', note: 'Likes brass', keyDates: [BIRTHDAY], attributes: [TALL] });
  note(LEE, OF_LEE);
  people.prove(KIM, '1024');
  people.prove(LEE, '1024');
  const one = show(KIM);
  expect(one).toMatchObject({
    isVip: true,
    phone: '+43 1, +43 2',
    note: 'Likes brass\n\nIs deaf',
    keyDates: [BIRTHDAY, JOINED],
    attributes: [TALL, GOLD],
  });
  expect(one.conversations.map(({ isVip }) => isVip)).toEqual([true, true]);
  apart(KIM, LEE);
  expect(show(LEE)).toMatchObject(OF_LEE);
  expect(show(KIM)).toMatchObject({ isVip: false, note: 'Likes brass', attributes: [TALL] });
  expect(show(KIM).conversations.map(({ isVip }) => isVip)).toEqual([false]);
});

it('does the same where an agent merges; what is written anew counts alone, field by field', () => {
  const { ask, show, note, apart } = bench();
  note(LEE, OF_LEE);
  ask(KIM, { is: 'merge', visitor: LEE, isSame: true });
  expect(show(KIM)).toMatchObject(OF_LEE);
  expect(note(KIM, { isVip: false, note: 'Is deaf, likes brass' })).toMatchObject({
    ...OF_LEE,
    isVip: false,
    note: 'Is deaf, likes brass',
  });
  apart(KIM, LEE);
  expect(show(LEE)).toMatchObject(OF_LEE);
  expect(show(KIM)).toMatchObject({ isVip: false, note: 'Is deaf, likes brass', phone: '', attributes: [] });
});

it('keeps what was written anew when such a person is proven to be another', () => {
  const { people, ask, show, note } = bench();
  note(LEE, { note: 'Is deaf' });
  ask(MAX, { is: 'merge', visitor: LEE, isSame: true });
  note(MAX, { note: 'Hears well' });
  note(KIM, { note: 'Likes brass' });
  people.prove(KIM, '1024');
  people.prove(MAX, '1024');
  expect(show(KIM)).toMatchObject({ merged: [LEE, MAX], note: 'Likes brass\n\nHears well' });
});

it('joins no more than a person has room for', () => {
  const { ask, show, note } = bench();
  const many = (name: string) => Array.from({ length: 30 }, (_, index) => ({ name, value: `${index}` }));
  note(KIM, { note: 'x'.repeat(16_000), attributes: many('One') });
  note(LEE, { note: 'y'.repeat(16_000), attributes: many('Two') });
  ask(KIM, { is: 'merge', visitor: LEE, isSame: true });
  expect(show(KIM).attributes).toHaveLength(50);
  expect(show(KIM).note).toBe('x'.repeat(16_000));
});
