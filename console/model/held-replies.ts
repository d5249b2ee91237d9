/** Replies that are held back for a moment, on this browser's disk: a page that closes meanwhile loses none. */
import { attachment } from '../../protocol/files.ts';
import { cid, conversationId } from '../../protocol/ids.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type Infer, integer, list, object, optional, parseJson, text } from '../../protocol/shape.ts';

const heldReply = object({
  conversation: conversationId,
  cid,
  text: text(LIMITS.textBytes),
  attachments: list(attachment, 10),
  quickReplies: list(text(LIMITS.quickReplyBytes, 1), LIMITS.quickReplies),
  /** When it is to be sent. */
  dueAt: integer(),
  /** To resolve the conversation then: the newest event that its author had seen. */
  resolveSince: optional(integer()),
});
export type HeldReply = Infer<typeof heldReply>;
const heldReplies = list(heldReply, 500);

const key = (agent: string) => `porchlight:held:${agent}`;

export function readHeld(agent: string): HeldReply[] {
  try {
    return parseJson(heldReplies, localStorage.getItem(key(agent)) ?? '[]');
  } catch {
    // Denied, or written by another build.
    return [];
  }
}

/** Also in place of one with the same cid. */
export const putHeld = (agent: string, reply: HeldReply): void =>
  write(agent, [...readHeld(agent).filter(({ cid }) => cid !== reply.cid), reply]);

export const removeHeld = (agent: string, cid: string): void =>
  write(
    agent,
    readHeld(agent).filter((reply) => reply.cid !== cid),
  );

function write(agent: string, replies: readonly HeldReply[]): void {
  try {
    if (replies.length > 0) localStorage.setItem(key(agent), JSON.stringify(replies));
    else localStorage.removeItem(key(agent));
  } catch {
    // As above. Without a disk it goes out all the same, as long as the page lives.
  }
}
