import type { ConversationPeer, Participant } from './conversation-core.ts';

/** An HTTP request as a peer: whatever it is told is part of its answer. It is greeted with every request. */
export function waitingPeer(who: Participant, send: (frame: string) => void): ConversationPeer {
  return { identity: { ...who, isGreeted: true }, become() {}, send, close() {} };
}
