import type { ConversationState } from '../../client/conversation-client.ts';

/** Whether the visitor has said something, also if it has not left yet. */
export const hasSpoken = ({ timeline, unsent }: ConversationState): boolean =>
  timeline.entries.some((entry) => entry.is === 'message' && entry.author.role === 'visitor') ||
  unsent.some(({ command }) => command.kind === 'message');
