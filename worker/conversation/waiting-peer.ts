import type { ErrorCode } from '../../protocol/codes.ts';
import type { ConversationPeer, Participant } from './conversation-core.ts';

/** What an HTTP request gets: frames as text, or why it was refused. */
export type HttpAnswer = { frames: string[] } | { refused: ErrorCode };

/**
 * An HTTP request as a peer: what it is told is its answer. Its ticket came with it, so it counts as greeted.
 * @param close the code that the peer was refused with.
 */
export function waitingPeer(
  who: Participant,
  send: (frame: string) => void,
  close: (code: ErrorCode) => void,
): ConversationPeer {
  return { identity: { ...who, isGreeted: true }, become() {}, send, close: (_, reason) => close(reason) };
}
