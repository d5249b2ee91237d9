/** Who types, in both directions. Best effort: nothing of it is stored. */
import type { Author } from '../protocol/event.ts';
import { TIMES } from '../protocol/limits.ts';
import type { Cancel, Clock } from './environment.ts';

/** A signal is repeated this often while keys are pressed, and forgotten after `TIMES.typingMs` without one. */
const REPEAT_MS = 2_500;

export interface TypingSignals {
  /** Somebody else types, or has stopped. */
  heard(author: Author, on: boolean): void;
  /** A key was pressed here, or the field was left. */
  pressed(on: boolean): void;
  /** What was typed has been sent, which says by itself that the typing is over. */
  sent(): void;
}

export function createTypingSignals(
  clock: Clock,
  send: (on: boolean) => void,
  changed: (typists: readonly Author[]) => void,
): TypingSignals {
  let typists: readonly Author[] = [];
  const timers = new Map<string, Cancel>();
  let saidAt = 0;

  const heard = (author: Author, on: boolean) => {
    timers.get(author.id)?.();
    timers.delete(author.id);
    const others = typists.filter((typist) => typist.id !== author.id);
    if (on) {
      timers.set(
        author.id,
        clock.after(TIMES.typingMs, () => heard(author, false)),
      );
    } else if (others.length === typists.length) return;
    typists = on ? [...others, author] : others;
    changed(typists);
  };

  return {
    heard,
    pressed(on) {
      const now = clock.now();
      const isRepeat = on && Math.abs(now - saidAt) < REPEAT_MS;
      if (isRepeat || (!on && saidAt === 0)) return;
      saidAt = on ? now : 0;
      send(on);
    },
    sent() {
      saidAt = 0;
    },
  };
}
