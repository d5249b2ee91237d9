import { object, parseJson } from '../../protocol/shape.ts';
import { type TeamCommand, teamCommandKinds } from '../../protocol/team-event.ts';
import type { StoredCommand } from './conversation-store.ts';

/** Whether a resent command is the one that was stored. A deleted message's words are gone: its cid is enough. */
export function isSame(stored: StoredCommand, command: TeamCommand): boolean {
  const { cid: _, kind, ...body } = command;
  if (stored.kind !== kind) return false;
  if (command.kind === 'labels') return isPartOf(stored.body, command);
  return (
    stored.isErased || stored.body === JSON.stringify(body) || essenceOf(stored.body) === essenceOf(body)
  );
}

/** Of labels only what made a difference was stored. */
function isPartOf(body: string, { add, remove }: Extract<TeamCommand, { kind: 'labels' }>): boolean {
  const stored = parseJson(object(teamCommandKinds.labels), body);
  return (
    stored.add.every((label) => add.includes(label)) && stored.remove.every((label) => remove.includes(label))
  );
}

/** Of attachments, agents and teams it says only which; the rest, names too, is as it was when it was stored. */
const essenceOf = (body: string | object): string =>
  JSON.stringify(typeof body === 'string' ? JSON.parse(body) : body, (key, value) => {
    if (key === 'attachments') return value.map(({ id }: { id: string }) => id);
    return value && (key === 'assignee' || key === 'team') ? value.id : value;
  });
