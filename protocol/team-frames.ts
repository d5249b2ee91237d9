/**
 * A conversation's connection as agents hear it: the frames of frames.ts, with the team's events, who else is here,
 * where the visitor has been, and what they have begun to write.
 */
import { type ServerFrame, serverFrame } from './frames.ts';
import { agentId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { type Infer, integer, list, nullable, object, oneOf, type Shape, text } from './shape.ts';
import { type TeamEvent, teamEvent } from './team-event.ts';

/** Who of the team has this conversation open. Told to agents whose hello asked for `presence`, on each change. */
export const presentFrame = object({
  t: oneOf('present'),
  agents: list(object({ id: agentId, name: text(LIMITS.nameBytes) }), 100),
});
export type PresentFrame = Infer<typeof presentFrame>;

/** Of the pages of one visit: so many, and so many bytes of them as JSON. */
export const TRAIL = { pages: 20, bytes: 16 * 1024 } as const;

export const visitedPage = object({
  page: text(LIMITS.urlBytes),
  title: text(512),
  /** When the visitor came to it. */
  at: integer(),
});
export type VisitedPage = Infer<typeof visitedPage>;

/** The pages of the visitor's current visit, oldest first: told like `present`, and again whenever they move. */
export const trailFrame = object({ t: oneOf('trail'), pages: list(visitedPage, TRAIL.pages) });
export type TrailFrame = Infer<typeof trailFrame>;

export const keptDraft = object({
  mode: oneOf('reply', 'note'),
  /** Empty: it was sent, or taken out. */
  text: text(LIMITS.textBytes),
  /** The newest event when it was begun; null while that was not known. */
  since: nullable(integer()),
  /** Counts the changes of this draft; 0 where there never was one. */
  rev: integer(),
  /** Which device made the last of them, by an id that it chose. */
  writer: text(64),
});
export type KeptDraft = Infer<typeof keptDraft>;

/**
 * What this agent has written here and not sent, or had: told like `present`, and again whenever any of their devices changes
 * it, to that device, too.
 */
export const draftsFrame = object({ t: oneOf('drafts'), drafts: list(keptDraft, 2) });
export type DraftsFrame = Infer<typeof draftsFrame>;

type WithTeamEvents<Frame> = Frame extends { events: unknown }
  ? Omit<Frame, 'events'> & { events: TeamEvent[] }
  : Frame;
export type TeamServerFrame = WithTeamEvents<ServerFrame> | PresentFrame | TrailFrame | DraftsFrame;

const tagOf = object({ t: text(32) });
const events = object({ events: list(teamEvent, LIMITS.eventsPerPage) });

export const teamServerFrame: Shape<TeamServerFrame> = (value, path) => {
  const { t } = tagOf(value, path);
  if (t === 'present') return presentFrame(value, path);
  if (t === 'trail') return trailFrame(value, path);
  if (t === 'drafts') return draftsFrame(value, path);
  const frame = serverFrame(value, path);
  return t === 'welcome' || t === 'events'
    ? ({ ...frame, ...events(value, path) } as TeamServerFrame)
    : (frame as TeamServerFrame);
};
