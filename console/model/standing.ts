/** Where a conversation stands: its status and owner, with this agent's own changes shown before they are stored. */
import type { ConversationState } from '../../client/conversation-client.ts';
import type { Assignee } from '../../protocol/event.ts';
import type { InboxRow } from '../../protocol/inbox.ts';

export interface Standing {
  status: 'open' | 'resolved';
  assignee: Assignee | null;
}

/** `row` speaks until the log is here. */
export function standingOf(
  { isLoaded, timeline, unsent }: ConversationState,
  row: InboxRow | undefined,
): Standing {
  const source = isLoaded || !row ? timeline : row;
  const standing: Standing = { status: source.status, assignee: source.assignee };
  for (const { command, refusedAs } of unsent) {
    if (refusedAs !== null) continue;
    if (command.kind === 'status') standing.status = command.status;
    if (command.kind === 'assignment') standing.assignee = command.assignee;
  }
  return standing;
}
