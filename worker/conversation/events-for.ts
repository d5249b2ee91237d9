/**
 * The log as each side may read it. Visitors get a bare `internal` event in the place of what only the team sees, so that
 * numbers have no gaps; and of an assignment only who answers. Rule CNV-10 of docs/SPEC.md.
 */
import type { Author, ConversationEvent } from '../../protocol/event.ts';
import type { ServerFrame } from '../../protocol/frames.ts';
import { TEAM_ONLY, type TeamEvent } from '../../protocol/team-event.ts';
import type { PresentFrame, TrailFrame } from '../../protocol/team-frames.ts';
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
export type ToldFrame = Told<ServerFrame> | PresentFrame | TrailFrame;

export const eventsFor = (role: 'visitor' | 'agent', events: readonly TeamEvent[]): ToldEvent[] =>
  role === 'agent' ? [...events] : events.map(forVisitor);

const isTeamOnly = (kind: string): boolean => (TEAM_ONLY as readonly string[]).includes(kind);

function forVisitor(event: TeamEvent): ToldEvent {
  if (isTeamOnly(event.kind)) return { seq: event.seq, ts: event.ts, author: SYSTEM, kind: 'internal' };
  if (event.kind !== 'assignment') return event;
  const { team: _, reason: __, ...plain } = event;
  return plain;
}
