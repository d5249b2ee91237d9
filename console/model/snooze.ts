/** When a conversation may come back. Pure, by the agent's own clock. */
export interface SnoozeChoice {
  id: 'an hour' | 'this evening' | 'tomorrow' | 'next week' | `in ${string}`;
  /** Milliseconds since 1970. */
  until: number;
}

const MORNING = 9;
const EVENING = 18;
const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @param typed `2 h`, `45min` and `3 days` are times of their own. */
export function snoozeChoices(typed: string, now: number): SnoozeChoice[] {
  const [, amount, unit] = /^\s*(\d{1,4})\s*([mhd])/i.exec(typed) ?? [];
  if (amount && unit) {
    const short = unit.toLowerCase();
    return [{ id: `in ${Number(amount)} ${short}`, until: now + Number(amount) * (UNITS[short] ?? 0) }];
  }
  const at = (days: number, hour: number): number => {
    const date = new Date(now);
    date.setDate(date.getDate() + days);
    date.setHours(hour, 0, 0, 0);
    return date.getTime();
  };
  const untilMonday = (8 - new Date(now).getDay()) % 7 || 7;
  const choices: SnoozeChoice[] = [
    { id: 'an hour', until: now + (UNITS.h ?? 0) },
    { id: 'this evening', until: at(0, EVENING) },
    { id: 'tomorrow', until: at(1, MORNING) },
    { id: 'next week', until: at(untilMonday, MORNING) },
  ];
  const words = typed.trim().toLowerCase();
  return choices.filter(({ id, until }) => until > now && id.includes(words));
}
