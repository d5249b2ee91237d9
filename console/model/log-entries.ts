/** What everybody sees and what only the team sees, as one log; and the moments that no event marks. Pure. */
import type { Entry, Timeline } from '../../client/timeline.ts';
import type { TeamEntry, TeamLog } from './team-log.ts';

/** The time until which a conversation was snoozed has come. */
export interface ReturnEntry {
  is: 'return';
  /** Of the snooze that ended. */
  seq: number;
  ts: number;
}

export type LogEntry = Entry | TeamEntry | ReturnEntry;

/** In the order of the log. A snooze that ran out by `now` is followed by its end, where that time falls. */
export function logEntries(timeline: Timeline, team: TeamLog, now: number): LogEntry[] {
  const merged: LogEntry[] = [];
  let dueAt: { seq: number; ts: number } | null = null;

  const returnBefore = (ts: number) => {
    if (!dueAt || dueAt.ts > ts) return;
    merged.push({ is: 'return', ...dueAt });
    dueAt = null;
  };

  for (const entry of bySeq(timeline.entries, team.entries)) {
    returnBefore(entry.ts);
    merged.push(entry);
    if (entry.is !== 'change' || entry.body.kind !== 'snooze') continue;
    const { until } = entry.body;
    dueAt = until ? { seq: entry.seq, ts: until } : null;
  }
  returnBefore(now);
  return merged;
}

/** Both are in order already. */
function bySeq(shared: readonly Entry[], team: readonly TeamEntry[]): (Entry | TeamEntry)[] {
  const merged: (Entry | TeamEntry)[] = [];
  let next = 0;
  for (const entry of shared) {
    for (let other = team[next]; other && other.seq < entry.seq; other = team[next]) {
      merged.push(other);
      next += 1;
    }
    merged.push(entry);
  }
  return [...merged, ...team.slice(next)];
}
