/**
 * POST /api/workspaces/:workspace/actions: what an agent does to one conversation or to many, where the workspace has to
 * know something (that a colleague or a team exists). Idempotent by `cid`: asking again stores nothing twice.
 */
import { agentId, conversationId, deskId } from './ids.ts';
import { LIMITS } from './limits.ts';
import {
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  pattern,
  tagged,
  text,
} from './shape.ts';
import { LATEST, PRIORITIES } from './team-event.ts';

const labels = list(deskId, 20);

export const action = tagged('do', {
  /** To an agent, a team, both, or nobody. Without `team` the team stays. The note is for whoever gets it. */
  assign: {
    assignee: nullable(agentId),
    team: optional(nullable(deskId)),
    note: optional(text(LIMITS.textBytes, 1)),
  },
  labels: { add: labels, remove: labels },
  priority: { priority: oneOf(...PRIORITIES) },
  snooze: { until: nullable(integer()) },
  status: { status: oneOf('open', 'resolved') },
  /** Of the agent's own, and no event: `seq` is 0. Null: none any more. */
  remind: { at: nullable(integer(0, LATEST)) },
});
export type Action = Infer<typeof action>;

export const actionRequest = object({
  conversations: list(conversationId, 100, 1),
  /** Shorter than other cids: a note that goes with it gets this one and a suffix. */
  cid: pattern(/^[\w-]{22,58}$/),
  action,
});

export type ActionRequest = Infer<typeof actionRequest>;

/** In the order asked. An unknown agent, team or label is `not_found` for the whole request. */
export const actionResponse = object({
  results: list(
    tagged('outcome', {
      stored: { conversation: conversationId, seq: integer() },
      refused: { conversation: conversationId, code: text(64, 1), message: text(1024) },
    }),
    100,
  ),
});
export type ActionResponse = Infer<typeof actionResponse>;
