import { describe, expect, it } from 'vitest';
import { localTime, type NamedTime, timesAhead } from '../../console/model/times-ahead.ts';

const ALL: NamedTime[] = ['hour', 'afternoon', 'evening', 'tomorrow', 'monday'];
/** By the clock of whoever runs this, as an agent's browser does. */
const at = (local: string) => new Date(local).getTime();
const told = (typed: string, now: string, names = ALL) =>
  Object.fromEntries(timesAhead(names, typed, at(now)).map((time) => [time.id, localTime(time.at)]));

describe('times that something can be put off to', () => {
  it('have names, as long as they are ahead', () => {
    // A Thursday.
    expect(told('', '2026-11-26T10:20')).toEqual({
      hour: '2026-11-26T11:20',
      afternoon: '2026-11-26T14:00',
      evening: '2026-11-26T18:00',
      tomorrow: '2026-11-27T09:00',
      monday: '2026-11-30T09:00',
    });
    expect(Object.keys(told('', '2026-11-26T14:00'))).toEqual(['hour', 'evening', 'tomorrow', 'monday']);
  });

  it('Monday is the next one, on a Monday, too, and over the turn of a year', () => {
    expect(told('', '2026-11-30T08:00', ['monday'])).toEqual({ monday: '2026-12-07T09:00' });
    expect(told('', '2026-12-31T23:59', ['monday', 'tomorrow'])).toEqual({
      monday: '2027-01-04T09:00',
      tomorrow: '2027-01-01T09:00',
    });
  });

  it.each([
    ['45min', { 'in 45 m': '2026-11-26T11:05' }],
    ['2 h', { 'in 2 h': '2026-11-26T12:20' }],
    ['3 days', { 'in 3 d': '2026-11-29T10:20' }],
    ['16:30', { 'at 16:30': '2026-11-26T16:30' }],
    ['09:05', { 'at 9:05': '2026-11-27T09:05' }],
    ['2h', { 'in 2 h': '2026-11-26T12:20' }],
    ['in 2 hours', { 'in 2 h': '2026-11-26T12:20' }],
    ['In 3 Days ', { 'in 3 d': '2026-11-29T10:20' }],
    ['3 weeks', { 'in 3 w': '2026-12-17T10:20' }],
    ['in a week', { 'in 1 w': '2026-12-03T10:20' }],
    ['10am', { 'at 10:00': '2026-11-27T10:00' }],
    ['10 pm', { 'at 22:00': '2026-11-26T22:00' }],
    ['12am', { 'at 0:00': '2026-11-27T00:00' }],
    ['12:15 pm', { 'at 12:15': '2026-11-26T12:15' }],
    ['at 10', { 'at 10:00': '2026-11-27T10:00' }],
    ['tomorrow 10am', { 'tomorrow at 10:00': '2026-11-27T10:00' }],
    ['tomorrow at 10:30', { 'tomorrow at 10:30': '2026-11-27T10:30' }],
    ['today 17:00', { 'today at 17:00': '2026-11-26T17:00' }],
    ['friday', { 'friday at 9:00': '2026-11-27T09:00' }],
    ['fri 9', { 'friday at 9:00': '2026-11-27T09:00' }],
    ['fri 9:00', { 'friday at 9:00': '2026-11-27T09:00' }],
    ['wed 8pm', { 'wednesday at 20:00': '2026-12-02T20:00' }],
    // The day itself: later today only where an hour says so.
    ['thursday', { 'thursday at 9:00': '2026-12-03T09:00' }],
    ['thu 11:00', { 'thursday at 11:00': '2026-11-26T11:00' }],
    ['thu 10:00', { 'thursday at 10:00': '2026-12-03T10:00' }],
    ['next week', { 'next week at 9:00': '2026-11-30T09:00' }],
    ['next week 14:00', { 'next week at 14:00': '2026-11-30T14:00' }],
  ])('%s is a time of its own', (typed, expected) => {
    expect(told(typed, '2026-11-26T10:20')).toEqual(expected);
  });

  it.each(['tomorrow', 'monday', '3 months', '10', '25:00', '13pm', 'fri 30', 'today 8:00', 'constructor'])(
    '%s is none, and leaves those with a name',
    (typed) => {
      expect(Object.keys(told(typed, '2026-11-26T10:20'))).toEqual(ALL);
    },
  );
});
