/** Whether a change calls an agent. Pure; the page and the workspace go by the same rules. */
import type { Availability } from './desk.ts';
import type { InboxRow } from './inbox.ts';
import type { NotificationPreferences, Occasion } from './notifications.ts';

export const DEFAULT_PREFERENCES: NotificationPreferences = {
  desktop: false,
  sound: true,
  about: 'mine',
  mentions: true,
  hasQuietHours: false,
  quietFrom: '20:00',
  quietTo: '08:00',
  timeZone: 'UTC',
  digest: 'never',
};

/** What in a row, as one agent sees it, is a reason to call them. Null: nothing new. */
export function occasionOf(
  before: Pick<InboxRow, 'unread' | 'mention' | 'reminder'> | null | undefined,
  now: Pick<InboxRow, 'unread' | 'mention' | 'reminder' | 'status'>,
): 'message' | 'mention' | 'reminder' | null {
  if (now.reminder?.isDue && !before?.reminder?.isDue) return 'reminder';
  if (now.mention === 'new' && before?.mention !== 'new') return 'mention';
  return now.status === 'open' && now.unread > (before?.unread ?? 0) ? 'message' : null;
}

export interface Circumstances {
  preferences: NotificationPreferences;
  availability: Availability;
  occasion: Occasion;
  /** Theirs, or nobody's. */
  isMine: boolean;
  /** They have it before their eyes. */
  isSeen: boolean;
  /** Milliseconds since 1970. */
  at: number;
}

/** Null: call them. `unwanted`: they don't want to be called for this. `quiet`: not now. */
export function reasonNotToCall(about: Circumstances): 'seen' | 'unwanted' | 'quiet' | null {
  const { preferences, availability, occasion, isMine, isSeen, at } = about;
  if (isSeen) return 'seen';
  if (occasion === 'message' && preferences.about === 'mine' && !isMine) return 'unwanted';
  if (occasion === 'mention' && !preferences.mentions) return 'unwanted';
  return availability === 'dnd' || isQuiet(preferences, at) ? 'quiet' : null;
}

/** @param at milliseconds since 1970. */
export function isQuiet(
  { hasQuietHours, quietFrom, quietTo, timeZone }: NotificationPreferences,
  at: number,
): boolean {
  if (!hasQuietHours) return false;
  const now = timeOfDayIn(timeZone, at);
  return quietFrom <= quietTo ? now >= quietFrom && now < quietTo : now >= quietFrom || now < quietTo;
}

/** Hours and minutes, as `08:30`; by UTC where the zone is not known here. */
function timeOfDayIn(timeZone: string, at: number): string {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(at);
  } catch {
    return new Date(at).toISOString().slice(11, 16);
  }
}
