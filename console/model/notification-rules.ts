/** Whom an agent wants to be called by, and when. Pure. */
import { boolean, type Infer, object, oneOf, parseJson, pattern } from '../../protocol/shape.ts';

const timeOfDay = pattern(/^([01]\d|2[0-3]):[0-5]\d$/);

export const notificationPreferences = object({
  desktop: boolean,
  sound: boolean,
  /** `mine`: conversations of this agent, and those that nobody has. */
  about: oneOf('all', 'mine'),
  hasQuietHours: boolean,
  /** By the agent's own clock; `quietFrom` later than `quietTo` is a night. */
  quietFrom: timeOfDay,
  quietTo: timeOfDay,
});
export type NotificationPreferences = Infer<typeof notificationPreferences>;

export const DEFAULT_PREFERENCES: NotificationPreferences = {
  desktop: false,
  sound: true,
  about: 'mine',
  hasQuietHours: false,
  quietFrom: '20:00',
  quietTo: '08:00',
};

export function parsePreferences(stored: string | null): NotificationPreferences {
  try {
    return parseJson(notificationPreferences, stored ?? '');
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

/** @param at hours and minutes of the agent's clock, as `08:30`. */
export function isQuiet({ hasQuietHours, quietFrom, quietTo }: NotificationPreferences, at: string): boolean {
  if (!hasQuietHours) return false;
  return quietFrom <= quietTo ? at >= quietFrom && at < quietTo : at >= quietFrom || at < quietTo;
}

/** What became of a message that somebody should have been told of. */
export type Fate = 'shown' | 'on-screen' | 'off' | 'not-mine' | 'quiet' | 'not-allowed' | 'failed';

export interface Circumstances {
  preferences: NotificationPreferences;
  /** What the browser allows. */
  permission: 'granted' | 'denied' | 'default' | 'unsupported';
  isMine: boolean;
  /** The agent has this conversation before their eyes. */
  isSeen: boolean;
  timeOfDay: string;
}

/** Null: show it. */
export function reasonNotToShow(about: Circumstances): Exclude<Fate, 'shown' | 'failed'> | null {
  const { preferences, permission, isMine, isSeen } = about;
  if (isSeen) return 'on-screen';
  if (preferences.about === 'mine' && !isMine) return 'not-mine';
  if (isQuiet(preferences, about.timeOfDay)) return 'quiet';
  if (!preferences.desktop) return 'off';
  return permission === 'granted' ? null : 'not-allowed';
}
