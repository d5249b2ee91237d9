/** What a team arranges its work with: who is there, teams, labels, saved replies and views. Told to all agents, live. */
import { agentId, deskId } from './ids.ts';
import { inboxFilter, inboxSort } from './inbox-view.ts';
import { LIMITS } from './limits.ts';
import { boolean, type Infer, integer, list, nullable, object, oneOf, optional, text } from './shape.ts';

/** Teams, labels, saved replies and saved views of a workspace: of each so many. */
export const DESK_ITEMS = 500;

const name = text(LIMITS.nameBytes, 1);
const role = oneOf('owner', 'admin', 'agent');

/** `away`: gets nothing and gives back what waits. `dnd`: gets nothing, keeps what is theirs. */
export const availability = oneOf('available', 'away', 'dnd');
export type Availability = Infer<typeof availability>;

/** Open conversations at most, before new ones go to somebody else; null: as many as come. */
const limit = nullable(integer(1, 1000));

export const deskMember = object({ agent: agentId, name, role, availability, limit });
export type DeskMember = Infer<typeof deskMember>;

const teamFields = { name, members: list(agentId, 1000) };
export const team = object({ id: deskId, ...teamFields });
export type Team = Infer<typeof team>;
/** POST /api/workspaces/:workspace/teams, and PATCH …/teams/:id. */
export const teamRequest = object(teamFields);

/** By name, so that each theme can draw them legibly. */
export const LABEL_COLORS = [
  'grey',
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'purple',
  'pink',
] as const;
const labelFields = { name, color: oneOf(...LABEL_COLORS) };
export const label = object({ id: deskId, ...labelFields });
export type Label = Infer<typeof label>;
/** POST …/labels, PATCH …/labels/:id */
export const labelRequest = object(labelFields);

/**
 * `shortcut` is what is typed after a slash. Variables in the text are `{{visitor.firstName|there}}` and such, with what to say where there is no value: the client
 * fills them in (console/model/saved-reply.ts).
 */
const replyFields = { shortcut: text(32, 1), title: name, text: text(4096, 1) };
export const savedReply = object({ id: deskId, ...replyFields });
export type SavedReply = Infer<typeof savedReply>;
/** POST …/replies, PATCH …/replies/:id */
export const savedReplyRequest = object(replyFields);

const viewFields = { name, filter: inboxFilter, sort: inboxSort };
/** `owner` null: everybody's. Each agent gets these and their own. */
export const savedView = object({ id: deskId, owner: nullable(agentId), ...viewFields });
export type SavedView = Infer<typeof savedView>;
/** POST …/views, PATCH …/views/:id. A shared view is everybody's to change. */
export const savedViewRequest = object({ ...viewFields, isShared: boolean });

/** Who gets what comes in: nobody by itself, the next one in turn, or whoever has fewest open. */
export const assignmentMode = oneOf('manual', 'round-robin', 'least-busy');
/** PATCH /api/workspaces/:workspace/assignment. `limit` holds for agents who have none of their own. */
export const assignment = object({ mode: assignmentMode, limit });
export type AssignmentRule = Infer<typeof assignment>;

/** PATCH …/availability: one's own. */
export const availabilityRequest = object({ availability });
/** PATCH …/agents/:agent, by admins. */
export const agentRequest = object({ availability: optional(availability), limit: optional(limit) });

/** GET …/desk has every part; frames have those that changed. */
export const desk = object({
  members: optional(list(deskMember, 1000)),
  teams: optional(list(team, DESK_ITEMS)),
  labels: optional(list(label, DESK_ITEMS)),
  replies: optional(list(savedReply, DESK_ITEMS)),
  /** Everybody's and one's own. */
  views: optional(list(savedView, 2 * DESK_ITEMS)),
  assignment: optional(assignment),
});
export type Desk = Infer<typeof desk>;
export type DeskPart = keyof Desk;
