/** [NTF-3] to [NTF-5]: what calls an agent, and when it is held. */
import { describe, expect, it } from 'vitest';
import {
  type Circumstances,
  DEFAULT_PREFERENCES,
  isQuiet,
  occasionOf,
  reasonNotToCall,
} from '../../protocol/notification-rules.ts';
import { preferencesRequest } from '../../protocol/notifications.ts';

const night = { ...DEFAULT_PREFERENCES, hasQuietHours: true };
const noon = { ...night, quietFrom: '12:00', quietTo: '13:00' };
const utc = (time: string) => Date.parse(`2026-11-25T${time}:00Z`);

it.each([
  [night, '20:00', true],
  [night, '23:59', true],
  [night, '00:00', true],
  [night, '07:59', true],
  [night, '08:00', false],
  [night, '19:59', false],
  [noon, '12:30', true],
  [noon, '13:00', false],
  [{ ...night, quietTo: night.quietFrom }, '20:00', false],
  [DEFAULT_PREFERENCES, '23:00', false],
  // By their own clock, summer time and quarter hours included.
  [{ ...noon, timeZone: 'Asia/Kathmandu' }, '06:20', true],
  [{ ...noon, timeZone: 'Asia/Kathmandu' }, '06:10', false],
  [{ ...noon, timeZone: 'America/New_York' }, '17:30', true],
  [{ ...noon, timeZone: 'Moon/Tranquility' }, '12:30', true],
])('[NTF-5] quiet hours: %j at %s UTC: %s', (preferences, at, expected) => {
  expect(isQuiet(preferences, utc(at))).toBe(expected);
});

describe('[NTF-3] somebody is to be called', () => {
  const all: Circumstances = {
    preferences: DEFAULT_PREFERENCES,
    availability: 'available',
    occasion: 'message',
    isMine: true,
    isSeen: false,
    at: utc('12:00'),
  };
  const prefers = (change: object) => ({ preferences: { ...DEFAULT_PREFERENCES, ...change } });
  it.each([
    ['for a message', {}, null],
    ['not while they look at it', { isSeen: true }, 'seen'],
    ['not for a colleague’s', { isMine: false }, 'unwanted'],
    ['when everything is wanted', { isMine: false, ...prefers({ about: 'all' }) }, null],
    ['for a mention in a colleague’s', { occasion: 'mention', isMine: false }, null],
    ['not for a mention if not wanted', { occasion: 'mention', ...prefers({ mentions: false }) }, 'unwanted'],
    ['for a reminder in a colleague’s', { occasion: 'reminder', isMine: false }, null],
    ['while they are away: theirs is theirs', { availability: 'away' }, null],
    ['not while they are not to be disturbed', { availability: 'dnd', occasion: 'mention' }, 'quiet'],
    ['not at night', { ...prefers({ hasQuietHours: true }), at: utc('03:00') }, 'quiet'],
  ] as const)('%s', (_, change, expected) => {
    expect(reasonNotToCall({ ...all, ...change })).toBe(expected);
  });
});

describe('[NTF-3] a row changed', () => {
  const row = { unread: 1, mention: null, status: 'open' } as const;
  it.each([
    [null, row, 'message'],
    [{ ...row, unread: 0 }, row, 'message'],
    [row, row, null],
    [{ ...row, unread: 2 }, row, null],
    [{ ...row, unread: 0 }, { ...row, status: 'resolved' }, null],
    [row, { ...row, mention: 'new' }, 'mention'],
    [{ ...row, mention: 'seen' }, { ...row, mention: 'new' }, 'mention'],
    [{ ...row, mention: 'new' }, { ...row, mention: 'new' }, null],
    [{ ...row, mention: 'new' }, { ...row, mention: 'new', unread: 2 }, 'message'],
    [row, { ...row, mention: 'new', status: 'resolved' }, 'mention'],
    [row, { ...row, reminder: { at: 2, isDue: false } }, null],
    [row, { ...row, reminder: { at: 2, isDue: true }, status: 'resolved' }, 'reminder'],
    [{ ...row, reminder: { at: 2, isDue: true } }, { ...row, reminder: { at: 2, isDue: true } }, null],
    [{ ...row, reminder: { at: 2, isDue: false } }, { ...row, reminder: { at: 2, isDue: true } }, 'reminder'],
  ] as const)('%j to %j: %s', (before, now, expected) => {
    expect(occasionOf(before, now)).toBe(expected);
  });
});

it('[NTF-1] a change names what changes, and nothing else', () => {
  expect(preferencesRequest({ sound: false, foo: 1 }, '')).toEqual({ sound: false });
  expect(() => preferencesRequest({ quietTo: '8:00' }, '')).toThrow();
});
