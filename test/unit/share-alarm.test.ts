import { expect, it } from 'vitest';
import { shareAlarm } from '../../worker/durable/share-alarm.ts';

function makeShared() {
  const set: (number | null)[] = [];
  const shared = shareAlarm({ setAlarm: (at) => set.push(at), clearAlarm: () => set.push(null) });
  return { shared, one: shared.part(), other: shared.part(), last: () => set.at(-1) };
}

it('an alarm is set for the earliest time that anybody wants, and called off when nobody does', () => {
  const { one, other, last } = makeShared();
  one.setAlarm(20);
  other.setAlarm(10);
  expect(last()).toBe(10);
  other.setAlarm(30);
  expect(last()).toBe(20);
  one.clearAlarm();
  expect(last()).toBe(30);
  other.clearAlarm();
  expect(last()).toBeNull();
});

it('once it has rung, no time of before is set again', () => {
  const { shared, one, other, last } = makeShared();
  one.setAlarm(10);
  shared.rang();
  other.setAlarm(30);
  expect(last()).toBe(30);
});
