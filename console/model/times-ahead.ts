/** Times that something can be put off to, by the agent's own clock. Pure. */
const HOUR = 3_600_000;
const UNITS: Record<string, number> = { m: 60_000, h: HOUR, d: 24 * HOUR };
const [MORNING, AFTERNOON, EVENING] = [9, 14, 18];

/** That hour of the day, so many days from now, whatever the clocks do meanwhile. */
function at(now: number, days: number, hour: number, minute = 0): number {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  date.setHours(hour, minute, 0, 0);
  return date.getTime();
}

const NAMED = {
  hour: (now: number) => now + HOUR,
  afternoon: (now: number) => at(now, 0, AFTERNOON),
  evening: (now: number) => at(now, 0, EVENING),
  tomorrow: (now: number) => at(now, 1, MORNING),
  monday: (now: number) => at(now, (8 - new Date(now).getDay()) % 7 || 7, MORNING),
};
export type NamedTime = keyof typeof NAMED;

export interface TimeAhead {
  /** A name; or what was typed, put shortly. */
  id: NamedTime | `in ${string}` | `at ${string}`;
  /** Milliseconds since 1970. */
  at: number;
}

/** @param typed `2 h`, `45min`, `3 days` and `16:30` are times of their own, and then there is only that one. */
export function timesAhead(names: readonly NamedTime[], typed: string, now: number): TimeAhead[] {
  const [, amount, unit] = /^\s*(\d{1,4})\s*([mhd])/i.exec(typed) ?? [];
  if (amount && unit) {
    const short = unit.toLowerCase();
    return [{ id: `in ${Number(amount)} ${short}`, at: now + Number(amount) * (UNITS[short] ?? 0) }];
  }
  const [, hour, minute] = /^\s*([01]?\d|2[0-3]):([0-5]\d)\s*$/.exec(typed) ?? [];
  if (hour && minute) {
    const today = at(now, 0, Number(hour), Number(minute));
    const next = today > now ? today : at(now, 1, Number(hour), Number(minute));
    return [{ id: `at ${Number(hour)}:${minute}`, at: next }];
  }
  return names.map((name) => ({ id: name, at: NAMED[name](now) })).filter((time) => time.at > now);
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
