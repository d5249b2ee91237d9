/** Times that something can be put off to, by the agent's own clock. Pure. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Whatever begins one of them is enough: `2 h`, `45 min`. */
const UNITS = ['minutes', 'mins', 'hours', 'hrs', 'days', 'weeks', 'wks'];
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const [MORNING, AFTERNOON, EVENING] = [9, 14, 18];

/** That hour of the day, so many days from now, whatever the clocks do meanwhile. */
function at(now: number, days: number, hour: number, minute = 0): number {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  date.setHours(hour, minute, 0, 0);
  return date.getTime();
}

/** How many days it is to the next such weekday; 7 on that day itself. */
const daysTo = (now: number, weekday: number): number => (7 + weekday - new Date(now).getDay()) % 7 || 7;

const NAMED = {
  hour: (now: number) => now + HOUR,
  afternoon: (now: number) => at(now, 0, AFTERNOON),
  evening: (now: number) => at(now, 0, EVENING),
  tomorrow: (now: number) => at(now, 1, MORNING),
  monday: (now: number) => at(now, daysTo(now, 1), MORNING),
};
export type NamedTime = keyof typeof NAMED;

export interface TimeAhead {
  /** A name; or what was typed, put shortly. */
  id: NamedTime | `in ${string}` | `at ${string}` | `${string} at ${string}`;
  /** Milliseconds since 1970. */
  at: number;
}

/**
 * @param typed `2 h`, `in 3 days`, `16:30`, `10am`, `fri`, `tomorrow 10:30` and `next week` are times of their own, and
 * then there is only that one.
 */
export function timesAhead(names: readonly NamedTime[], typed: string, now: number): TimeAhead[] {
  const words = typed.trim().toLowerCase().replace(/\s+/g, ' ');
  const own = spanOf(words, now) ?? momentOf(words, now);
  if (own) return [own];
  return names.map((name) => ({ id: name, at: NAMED[name](now) })).filter((time) => time.at > now);
}

/** `2 h`, `in a week`. */
function spanOf(words: string, now: number): TimeAhead | null {
  const [, digits, word] = /^(?:(?:in )?(\d{1,4})|in an?) ?([a-z]+)$/.exec(words) ?? [];
  const unit = word && UNITS.find((name) => name.startsWith(word))?.[0];
  if (!unit) return null;
  const amount = Number(digits ?? 1);
  const id = `in ${amount} ${unit}` as const;
  if (unit === 'm' || unit === 'h') return { id, at: now + amount * (unit === 'm' ? MINUTE : HOUR) };
  const date = new Date(now);
  // By the calendar: the same hour, whatever the clocks do meanwhile.
  date.setDate(date.getDate() + amount * (unit === 'w' ? 7 : 1));
  return { id, at: date.getTime() };
}

/** `16:30`, `fri`, `tomorrow at 10am`. A day alone begins in the morning, unless it has a name above. */
function momentOf(words: string, now: number): TimeAhead | null {
  const pattern = /^(?:on )?(next week|[a-z]{3,})?,? ?(at )?(\d.*)?$/;
  const [, day, said, clock] = pattern.exec(words) ?? [];
  if (!day && !clock) return null;
  const time = clock ? clockOf(clock, !!day || !!said) : { hour: MORNING, minute: 0 };
  if (!time || (!clock && (day === 'today' || day === 'tomorrow' || day === 'monday'))) return null;
  const timeIn = (days: number) => at(now, days, time.hour, time.minute);
  const short = `at ${time.hour}:${`${time.minute}`.padStart(2, '0')}` as const;
  const isAhead = timeIn(0) > now;
  if (!day) return { id: short, at: timeIn(isAhead ? 0 : 1) };
  const name = WEEKDAYS.find((weekday) => weekday.startsWith(day)) ?? day;
  const days = daysUntil(name, now, clock !== undefined && isAhead);
  if (days === null || (days === 0 && !isAhead)) return null;
  return { id: `${name} ${short}`, at: timeIn(days) };
}

/** @param mayBeToday where a day of the week is today: whether that is meant, and not in a week. */
function daysUntil(day: string, now: number, mayBeToday: boolean): number | null {
  if (day === 'today') return 0;
  if (day === 'tomorrow') return 1;
  if (day === 'next week') return daysTo(now, 1);
  const weekday = WEEKDAYS.indexOf(day);
  if (weekday < 0) return null;
  return mayBeToday && weekday === new Date(now).getDay() ? 0 : daysTo(now, weekday);
}

/** @param isBareEnough whether an hour alone is meant as one, as in `fri 9`. */
function clockOf(text: string, isBareEnough: boolean): { hour: number; minute: number } | null {
  const [, digits, minute, half] = /^(\d{1,2})(?::([0-5]\d))? ?(?:([ap])m?)?$/.exec(text) ?? [];
  const hour = Number(digits);
  if (!(hour <= 23) || !(minute || half || isBareEnough)) return null;
  if (half && (hour < 1 || hour > 12)) return null;
  return { hour: half ? (hour % 12) + (half === 'p' ? 12 : 0) : hour, minute: Number(minute ?? 0) };
}

/** As `<input type="datetime-local">` has it. */
export function localTime(ms: number): string {
  const date = new Date(ms);
  const two = (part: number) => `${part}`.padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Tomorrow morning, where a choice begins. */
export const tomorrowMorning = (now: number): number => NAMED.tomorrow(now);
