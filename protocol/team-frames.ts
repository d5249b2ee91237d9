/** A conversation's connection as agents hear it: the frames of frames.ts, with the team's events, and who else is here. */
import { type ServerFrame, serverFrame } from './frames.ts';
import { agentId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { type Infer, list, object, oneOf, type Shape, text } from './shape.ts';
import { type TeamEvent, teamEvent } from './team-event.ts';

/** Who of the team has this conversation open. Told to agents whose hello asked for `presence`, on each change. */
export const presentFrame = object({
  t: oneOf('present'),
  agents: list(object({ id: agentId, name: text(LIMITS.nameBytes) }), 100),
});
export type PresentFrame = Infer<typeof presentFrame>;

type WithTeamEvents<Frame> = Frame extends { events: unknown }
  ? Omit<Frame, 'events'> & { events: TeamEvent[] }
  : Frame;
export type TeamServerFrame = WithTeamEvents<ServerFrame> | PresentFrame;

const tagOf = object({ t: text(32) });
const events = object({ events: list(teamEvent, LIMITS.eventsPerPage) });

export const teamServerFrame: Shape<TeamServerFrame> = (value, path) => {
  const { t } = tagOf(value, path);
  if (t === 'present') return presentFrame(value, path);
  const frame = serverFrame(value, path);
  return t === 'welcome' || t === 'events'
    ? ({ ...frame, ...events(value, path) } as TeamServerFrame)
    : (frame as TeamServerFrame);
};
