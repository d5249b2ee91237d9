/**
 * The conversations on the agent's desk. One is open and live. Those put aside stop at once, unless a reply still has to
 * leave, or a draft to be kept: then they live on until it has. The last few stay folded in memory, so coming back shows them at once.
 */
import type { Cancel, Environment } from '../../client/environment.ts';
import type { OutboxStore } from '../../client/outbox.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { Backend } from './backend.ts';
import { readHeld } from './held-replies.ts';
import { HOLD_MS } from './holding.ts';
import { boxOf, createOpenConversation, isWritten, type OpenConversation } from './open-conversation.ts';
import type { Membership } from './session.ts';
import { readUnsentBoxes, writeUnsentBoxes } from './unsent-boxes.ts';

export interface DeskState {
  open: OpenConversation | null;
  /** Conversations in which a reply has not left. */
  unsentIn: ReadonlySet<string>;
}

export interface Desk {
  readonly state: Readable<DeskState>;
  /** Takes up the replies that an earlier page left unsent. */
  start(): void;
  open(id: string | null): void;
  /** Sends what is held back in these, and waits until it is stored, for a moment: what is done next comes after it. */
  letGo(conversations: readonly string[]): Promise<void>;
  /** Sends up what has been begun, and waits until it is kept, for a moment. */
  keepDrafts(): Promise<void>;
  stop(): void;
}

const KEPT_COUNT = 12;
/** Without a connection nobody waits longer for a reply to be stored. */
const LET_GO_MS = 3_000;

export function createDesk(
  environment: Environment,
  backend: Backend,
  outbox: OutboxStore,
  self: () => Membership,
): Desk {
  const { agent } = self();
  const state = writable<DeskState>({ open: null, unsentIn: new Set() });
  /** By last use, oldest first. */
  const kept = new Map<string, OpenConversation>();
  let cancels: Cancel[] = [];

  const isOpen = (conversation: OpenConversation) => state.get().open === conversation;

  const take = (id: string): OpenConversation => {
    const known = kept.get(id);
    const conversation = known ?? createOpenConversation(environment, backend, outbox, self, id);
    kept.delete(id);
    kept.set(id, conversation);
    if (!known) {
      conversation.state.subscribe(() => changed(conversation));
      conversation.drafts.state.subscribe(() => {
        if (!isOpen(conversation)) void restWhenDone(conversation);
      });
    }
    return conversation;
  };

  const changed = (conversation: OpenConversation) => {
    noteUnsent(conversation);
    if (isOpen(conversation)) readIfSeen();
    else void restWhenDone(conversation);
  };

  const noteUnsent = ({ id, state: { get } }: OpenConversation) => {
    const hasUnsent = get().unsent.some(({ command }) => isWritten(command));
    const { unsentIn } = state.get();
    if (hasUnsent === unsentIn.has(id)) return;
    const next = new Set(unsentIn);
    if (hasUnsent) next.add(id);
    else next.delete(id);
    state.patch({ unsentIn: next });
    writeUnsentBoxes(agent, next);
  };

  const readIfSeen = () => {
    const { open } = state.get();
    if (open?.state.get().isLoaded && environment.isVisible()) open.markRead();
  };

  const restWhenDone = async (conversation: OpenConversation) => {
    const { unsent, connection } = conversation.state.get();
    if (connection.is === 'stopped' || unsent.some(({ refusedAs }) => refusedAs === null)) return;
    // Without a connection nobody waits; else its echo tells that no other device has written since.
    if (connection.is === 'online' && !conversation.drafts.isSettled()) return;
    // What an earlier page left is listed only some time after the welcome: ask the box, too.
    const known = new Set(unsent.map(({ command }) => command.cid));
    const stored = await outbox.load(boxOf(agent, conversation.id)).catch(() => []);
    if (stored.every(({ command }) => known.has(command.cid)) && !isOpen(conversation)) conversation.stop();
  };

  const forgetOldest = () => {
    for (const [id, conversation] of kept) {
      if (kept.size <= KEPT_COUNT) return;
      const isIdle = conversation.state.get().connection.is === 'stopped';
      if (isIdle && !isOpen(conversation) && !state.get().unsentIn.has(id)) kept.delete(id);
    }
  };

  const takeUp = async (id: string) => {
    const waiting = await outbox.load(boxOf(agent, id)).catch(() => []);
    if (waiting.length > 0) take(id).start();
  };

  /** Replies whose moment to be taken back has passed, and that no page has seen stored. */
  const takeUpHeld = () => {
    const now = environment.clock.now();
    for (const reply of readHeld(agent)) {
      if (reply.dueAt > now) continue;
      const conversation = take(reply.conversation);
      // In this order: a conversation without anything to send rests again at once.
      conversation.holding.resume(reply);
      conversation.start();
    }
  };

  /** Or for a moment. */
  const waitUntil = (watched: Readable<unknown>, isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const done = () => {
        stopWatching();
        cancelTimer();
        resolve();
      };
      const cancelTimer = environment.clock.after(LET_GO_MS, done);
      const stopWatching = watched.subscribe(() => isSo() && done());
      if (isSo()) done();
    });

  const releaseAll = () => {
    for (const { holding, drafts } of kept.values()) {
      holding.release();
      drafts.flush();
    }
  };

  return {
    state,
    start() {
      addEventListener('pagehide', releaseAll);
      cancels = [
        () => removeEventListener('pagehide', releaseAll),
        environment.onWake(readIfSeen),
        // A page that crashed left replies that are not due yet; one in another tab sends its own.
        environment.clock.after(2 * HOLD_MS, takeUpHeld),
      ];
      for (const id of readUnsentBoxes(agent)) void takeUp(id);
      takeUpHeld();
    },
    open(id) {
      const before = state.get().open;
      if (before?.id === id) return;
      const next = id === null ? null : take(id);
      state.patch({ open: next });
      next?.start();
      if (before) {
        before.typing(false);
        before.holding.release();
        before.drafts.flush();
        void restWhenDone(before);
      }
      readIfSeen();
      forgetOldest();
    },
    async letGo(conversations) {
      for (const conversation of kept.values()) {
        const { holding, state: it } = conversation;
        if (!conversations.includes(conversation.id) || !holding.state.get().held) continue;
        holding.release();
        await waitUntil(it, () => it.get().unsent.length === 0);
      }
    },
    async keepDrafts() {
      for (const { drafts, state: it } of kept.values()) {
        if (it.get().connection.is !== 'online') continue;
        drafts.flush();
        await waitUntil(drafts.state, drafts.isSettled);
      }
    },
    stop() {
      for (const cancel of cancels) cancel();
      releaseAll();
      state.patch({ open: null });
      for (const conversation of kept.values()) conversation.stop();
      kept.clear();
    },
  };
}
