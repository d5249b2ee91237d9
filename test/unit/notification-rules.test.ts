import { describe, expect, it } from 'vitest';
import {
  type Circumstances,
  DEFAULT_PREFERENCES,
  isQuiet,
  parsePreferences,
  reasonNotToShow,
} from '../../console/model/notification-rules.ts';

const night = { ...DEFAULT_PREFERENCES, hasQuietHours: true };
const noon = { ...night, quietFrom: '12:00', quietTo: '13:00' };

it.each([
  [night, '20:00', true],
  [night, '23:59', true],
  [night, '07:59', true],
  [night, '08:00', false],
  [night, '19:59', false],
  [noon, '12:30', true],
  [noon, '13:00', false],
  [{ ...night, quietTo: night.quietFrom }, '20:00', false],
  [DEFAULT_PREFERENCES, '23:00', false],
])('quiet hours: %j at %s: %s', (preferences, at, expected) => {
  expect(isQuiet(preferences, at)).toBe(expected);
});

describe('a visitor wrote', () => {
  const all: Circumstances = {
    preferences: { ...DEFAULT_PREFERENCES, desktop: true },
    permission: 'granted',
    isMine: true,
    isSeen: false,
    timeOfDay: '12:00',
  };
  it.each([
    ['is shown', {}, null],
    ['is not while the agent looks at it', { isSeen: true }, 'on-screen'],
    ['is not when it is a colleague’s', { isMine: false }, 'not-mine'],
    [
      'is when everything is wanted',
      { isMine: false, preferences: { ...all.preferences, about: 'all' } },
      null,
    ],
    [
      'is not at night',
      { preferences: { ...all.preferences, hasQuietHours: true }, timeOfDay: '03:00' },
      'quiet',
    ],
    ['is not when it is switched off', { preferences: DEFAULT_PREFERENCES }, 'off'],
    ['is not where the browser forbids it', { permission: 'denied' }, 'not-allowed'],
  ] as const)('%s', (_, change, expected) => {
    expect(reasonNotToShow({ ...all, ...change })).toBe(expected);
  });
});

it.each([null, '', '{}', '[]', '{"desktop":"yes"}', 'null', '{"quietFrom":"25:00"}'])(
  'what is stored and can’t be read (%s) is the default',
  (stored) => expect(parsePreferences(stored)).toEqual(DEFAULT_PREFERENCES),
);

it('what is stored comes back', () => {
  const chosen = { ...DEFAULT_PREFERENCES, desktop: true, quietFrom: '21:30' };
  expect(parsePreferences(JSON.stringify(chosen))).toEqual(chosen);
});
