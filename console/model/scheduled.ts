/** The replies that wait for their time, with what this agent has just said about them. Pure. */
import type { Unsent } from '../../client/outbox.ts';
import type { Author } from '../../protocol/event.ts';
import type { TeamCommand } from '../../protocol/team-event.ts';
import type { ScheduledReply, TeamLog } from './team-log.ts';

/** One that the server does not have yet, or would not take, has no number. */
export type ScheduledLine = Omit<ScheduledReply, 'seq'> &
  ({ seq: number } | { seq: null; cid: string; isFailed: boolean });

/** By their time. */
export function scheduledLines(
  { scheduled }: TeamLog,
  unsent: readonly Unsent[],
  self: Author,
): ScheduledLine[] {
  const ended = new Set<number>();
  const begun: ScheduledLine[] = [];
  for (const { command, refusedAs } of unsent) {
    // The outbox holds what the team says, too (client/dialect.ts).
    const said = command as TeamCommand;
    if (said.kind === 'unschedule' || said.kind === 'release') ended.add(said.target);
    if (said.kind !== 'schedule') continue;
    if (said.replaces !== undefined) ended.add(said.replaces);
    const { cid, text, attachments, quickReplies = [], dueAt } = said;
    const reply = { author: self, text, attachments, quickReplies, dueAt, isOvertaken: false };
    begun.push({ ...reply, seq: null, cid, isFailed: refusedAs !== null });
  }
  return [...scheduled.filter(({ seq }) => !ended.has(seq)), ...begun].sort((a, b) => a.dueAt - b.dueAt);
}
