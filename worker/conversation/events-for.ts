/**
 * The log as each side may read it. Visitors get a bare `internal` event in the place of what only the team sees, so that
 * numbers have no gaps; so it is with a note's deletion, and of an assignment they learn only that somebody else answers.
 * Rule CNV-10 of docs/SPEC.md.
 */
import type { Author, ConversationEvent } from '../../protocol/event.ts';
import type { ServerFrame } from '../../protocol/frames.ts';
import { TEAM_ONLY, type TeamEvent } from '../../protocol/team-event.ts';
import type { DraftsFrame, PresentFrame, TrailFrame } from '../../protocol/team-frames.ts';
import { SYSTEM } from './decide.ts';

/** A kind that clients don't know, and count. */
interface InternalEvent {
  seq: number;
  ts: number;
  author: Author;
  kind: 'internal';
}
export type ToldEvent = TeamEvent | ConversationEvent | InternalEvent;

type Told<Frame> = Frame extends { events: unknown }
  ? Omit<Frame, 'events'> & { events: ToldEvent[] }
  : Frame;
/** A frame on its way to somebody, with the events that they may read. */
export type ToldFrame = Told<ServerFrame> | PresentFrame | TrailFrame | DraftsFrame;

/** What came before these events, as far as it matters here. */
export interface EarlierEvents {
  /** Whether the event with this number is a note, deleted or not. */
  isNote(seq: number): boolean;
  /** Whose the conversation was just before this event. */
  assigneeBefore(seq: number): string | null;
}

export const eventsFor = (
  role: 'visitor' | 'agent',
  events: readonly TeamEvent[],
  earlier: EarlierEvents,
): ToldEvent[] => (role === 'agent' ? [...events] : events.map((event) => forVisitor(event, earlier)));

function isTeamOnly(event: TeamEvent, { isNote, assigneeBefore }: EarlierEvents): boolean {
  if (event.kind === 'redact') return isNote(event.target);
  // It went to another team.
  if (event.kind === 'assignment') return (event.assignee?.id ?? null) === assigneeBefore(event.seq);
  return (TEAM_ONLY as readonly string[]).includes(event.kind);
}

function forVisitor(event: TeamEvent, earlier: EarlierEvents): ToldEvent {
  if (isTeamOnly(event, earlier)) return { seq: event.seq, ts: event.ts, author: SYSTEM, kind: 'internal' };
  switch (event.kind) {
    case 'assignment': {
      const { team: _, reason: __, ...plain } = event;
      return plain;
    }
    case 'contact': {
      const { phone: _, by: __, ...plain } = event;
      return plain;
    }
    case 'status': {
      const { since: _, ...plain } = event;
      return plain;
    }
    default:
      return event;
  }
}
