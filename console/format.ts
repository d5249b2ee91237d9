/** Times as people read them. `now` is always given, so that what is shown is a function of the state. */
import { formatLocale, t } from './i18n.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formatters cost a hundred times what formatting does, and a list asks for hundreds. */
function format(at: number, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(formatLocale(), options);
  formats.set(key, known);
  return known.format(at);
}

export const clockTime = (at: number): string => format(at, { hour: 'numeric', minute: '2-digit' });

export const fullTime = (at: number): string => format(at, { dateStyle: 'full', timeStyle: 'short' });

export const shortTime = (at: number): string => format(at, { dateStyle: 'medium', timeStyle: 'short' });

/** A day of the calendar, whatever the time zone. @param date as `2026-11-25` */
export const dateOnly = (date: string): string =>
  format(Date.parse(date), { dateStyle: 'medium', timeZone: 'UTC' });

export const dayOf = (at: number): string => new Date(at).toDateString();

export function dayName(at: number, now: number): string {
  if (dayOf(at) === dayOf(now)) return t('today');
  if (dayOf(at) === dayOf(now - DAY)) return t('yesterday');
  return longDate(at, now);
}

export function longDate(at: number, now: number): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(at, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
}

/** "now", "4 min", "3 h", "5 d", then the date. */
export function ago(at: number, now: number): string {
  const ms = now - at;
  if (ms < MINUTE) return t('shortNow');
  if (ms < HOUR) return t('shortMinutes', { count: Math.floor(ms / MINUTE) });
  if (ms < DAY) return t('shortHours', { count: Math.floor(ms / HOUR) });
  if (ms < 7 * DAY) return t('shortDays', { count: Math.floor(ms / DAY) });
  return format(at, { day: 'numeric', month: 'short' });
}

/** "Waiting", and after a minute how long. */
export const waiting = (since: number, now: number): string =>
  now - since < MINUTE ? t('waiting') : t('waitingFor', { time: ago(since, now) });

/** When something comes back: a clock time today, else the day. */
export function soon(at: number, now: number): string {
  if (at - now < HOUR) return t('soonMinutes', { count: Math.max(1, Math.ceil((at - now) / MINUTE)) });
  if (dayOf(at) === dayOf(now)) return clockTime(at);
  return format(at, { weekday: 'short', hour: 'numeric', minute: '2-digit' });
}

/** "a, b and c" */
export const listed = (words: readonly string[]): string =>
  new Intl.ListFormat(formatLocale(), { type: 'conjunction' }).format(words);

/** A wait ahead, rounded up: nobody is told to come back too early. */
export function duration(ms: number): string {
  if (ms <= MINUTE) return t('seconds', { count: Math.max(1, Math.ceil(ms / 1000)) });
  if (ms < 2 * HOUR && ms !== HOUR) return t('minutes', { count: Math.ceil(ms / MINUTE) });
  return t('hours', { count: Math.ceil(ms / HOUR) });
}

/** The time where the visitor is; null when the browser told us a zone that ours doesn't know. */
export function timeInZone(now: number, timeZone: string): string | null {
  if (!timeZone) return null;
  try {
    return format(now, { weekday: 'short', hour: 'numeric', minute: '2-digit', timeZone });
  } catch {
    return null;
  }
}

/** "German (Germany)" for `de-DE`; the tag itself when it means nothing to us. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(formatLocale(), { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
