/** What an agent's action comes to in a conversation: commands that the workspace vouches for. Pure. */
import type { Action } from '../../protocol/actions.ts';
import type { Member } from '../../protocol/api.ts';
import type { ErrorCode } from '../../protocol/codes.ts';
import type { Author } from '../../protocol/event.ts';
import type { TeamCommand } from '../../protocol/team-event.ts';

/** What the workspace knows. */
interface Known {
  member(agent: string): Member | null;
  team(id: string): { id: string; name: string } | undefined;
  label(id: string): boolean;
  /** Who asks. */
  author: Member | null;
}

/** Whatever the workspace asks for; never words to the visitor, and no files. */
export type TrustedCommand =
  | Exclude<TeamCommand, { kind: 'message' | 'schedule' | 'note' }>
  | Omit<Extract<TeamCommand, { kind: 'note' }>, 'attachments'>;

export type ActionOutcome =
  | { is: 'ready'; author: Author; commands: TrustedCommand[] }
  | { is: 'refused'; code: ErrorCode; message: string };

/** What conversations have a part in. */
export type SharedAction = Exclude<Action, { do: 'remind' }>;

export function commandsOf(action: SharedAction, cid: string, known: Known): ActionOutcome {
  if (!known.author) return refused('You are not a member.');
  const author: Author = { role: 'agent', id: known.author.agent, name: known.author.name };
  const ready = (...commands: TrustedCommand[]): ActionOutcome => ({ is: 'ready', author, commands });
  switch (action.do) {
    case 'assign': {
      const member = action.assignee === null ? null : known.member(action.assignee);
      if (action.assignee !== null && !member) return refused('There is no such agent.');
      const team = typeof action.team === 'string' ? known.team(action.team) : action.team;
      if (action.team && !team) return refused('There is no such team.');
      const assignment: TrustedCommand = {
        cid,
        kind: 'assignment',
        assignee: member && { id: member.agent, name: member.name },
        ...(team !== undefined && { team: team && { id: team.id, name: team.name } }),
      };
      if (action.note === undefined) return ready(assignment);
      const mentions = member && member.agent !== author.id ? [member.agent] : [];
      return ready(assignment, { cid: `${cid}-note`, kind: 'note', text: action.note, mentions });
    }
    case 'labels':
      // What is no longer there can still be taken off.
      if (!action.add.every(known.label)) return refused('There is no such label.');
      return ready({ cid, kind: 'labels', add: action.add, remove: action.remove });
    case 'priority':
      return ready({ cid, kind: 'priority', priority: action.priority });
    case 'snooze':
      return ready({ cid, kind: 'snooze', until: action.until });
    case 'status':
      return ready({ cid, kind: 'status', status: action.status });
  }
}

const refused = (message: string): ActionOutcome => ({ is: 'refused', code: 'not_found', message });
