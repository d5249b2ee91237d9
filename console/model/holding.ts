/**
 * Holds a reply back for a moment, so that its author can take it back. It has its cid from the start: whatever sends it
 * in the end, this page or a later one, it is stored once.
 */
import type { Cancel, Environment } from '../../client/environment.ts';
import type { Unsent } from '../../client/outbox.ts';
import { randomId } from '../../client/random-id.ts';
import { type Readable, writable } from '../../client/store.ts';
import { ID_LENGTHS } from '../../protocol/ids.ts';
import { type HeldReply, putHeld, removeHeld } from './held-replies.ts';

export const HOLD_MS = 5_000;

export interface Holding {
  readonly state: Readable<{ held: HeldReply | null }>;
  /** What was held before goes out first. @returns false when that is not taken: then this one stays with its author. */
  hold(reply: Pick<HeldReply, 'text' | 'attachments' | 'quickReplies' | 'resolveSince'>): boolean;
  /** Null when it has gone. */
  takeBack(): HeldReply | null;
  /** Sends what is held, now. */
  release(): void;
  /** One that an earlier page did not see stored. */
  resume(reply: HeldReply): void;
  /** Forgets those that are stored, or were discarded. */
  settle(unsent: readonly Unsent[]): void;
}

/** @param send says whether it has taken the reply. */
export function createHolding(
  { clock, random }: Environment,
  agent: string,
  conversation: string,
  send: (reply: HeldReply) => boolean,
): Holding {
  const state = writable<{ held: HeldReply | null }>({ held: null });
  const sent = new Set<string>();
  let cancel: Cancel = () => {};

  const part = (reply: HeldReply) => {
    // Due from now on: should the outbox fail, the next page sends it.
    putHeld(agent, { ...reply, dueAt: Math.min(reply.dueAt, clock.now()) });
    const isTaken = send(reply);
    if (isTaken) sent.add(reply.cid);
    return isTaken;
  };

  const release = () => {
    const { held } = state.get();
    if (!held) return;
    cancel();
    if (part(held)) state.set({ held: null });
    else cancel = clock.after(HOLD_MS, release);
  };

  return {
    state,
    hold(reply) {
      release();
      if (state.get().held) return false;
      const cid = randomId(random, ID_LENGTHS.cid);
      const held = { ...reply, conversation, cid, dueAt: clock.now() + HOLD_MS };
      putHeld(agent, held);
      state.set({ held });
      cancel = clock.after(HOLD_MS, release);
      return true;
    },
    takeBack() {
      const { held } = state.get();
      if (!held) return null;
      cancel();
      removeHeld(agent, held.cid);
      state.set({ held: null });
      return held;
    },
    release,
    resume(reply) {
      if (!sent.has(reply.cid) && state.get().held?.cid !== reply.cid) part(reply);
    },
    settle(unsent) {
      for (const cid of sent) {
        if (unsent.some(({ command }) => command.cid === cid)) continue;
        sent.delete(cid);
        removeHeld(agent, cid);
      }
    },
  };
}
