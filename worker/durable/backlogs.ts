/**
 * What connections were told without a sign that they have read it. `WebSocket.send` never waits, so without a bound a
 * reader who doesn't read would fill this object's memory. Rule LIM-7 of docs/SPEC.md.
 */

/** So much may be under way to somebody who has not shown that they read. As much as one page. */
const UNREAD_BYTES = 256 * 1024;
/** Whoever asks for more without reading is hung up on. */
const HANG_UP_BYTES = 4 * UNREAD_BYTES;

interface Backlog {
  bytes: number;
  /** The newest event or revision they were told. */
  upTo: number;
  isPaused: boolean;
}

export interface Backlogs<Peer extends object> {
  /** Whether they were told to ask, and have not yet. */
  isPaused(peer: Peer): boolean;
  /**
   * Before telling news. `pause`: say only where the log ends, from now on they must ask. `skip`: they were told that.
   * @param upTo the event or revision that this frame ends with; null for what is not in the log.
   */
  admit(peer: Peer, frame: string, upTo: number | null): 'tell' | 'pause' | 'skip';
  /** They ask for what comes after `since`: so they have read what they were told, if that is where it ended. */
  asked(peer: Peer, since: number): void;
  /** They are answered. @returns false when they have asked for too much without reading it. */
  answered(peer: Peer, frame: string, upTo: number): boolean;
}

/** Kept in memory: after an eviction everybody starts anew, and nothing is lost by that. */
export function createBacklogs<Peer extends object>(): Backlogs<Peer> {
  const backlogs = new WeakMap<Peer, Backlog>();
  const of = (peer: Peer): Backlog => {
    const known = backlogs.get(peer);
    if (known) return known;
    const fresh = { bytes: 0, upTo: 0, isPaused: false };
    backlogs.set(peer, fresh);
    return fresh;
  };

  return {
    isPaused: (peer) => of(peer).isPaused,
    admit(peer, frame, upTo) {
      const backlog = of(peer);
      if (backlog.isPaused) return 'skip';
      if (backlog.bytes + frame.length > UNREAD_BYTES) {
        if (upTo === null) return 'skip';
        backlog.isPaused = true;
        return 'pause';
      }
      backlog.bytes += frame.length;
      if (upTo !== null) backlog.upTo = upTo;
      return 'tell';
    },
    asked(peer, since) {
      const backlog = of(peer);
      backlog.isPaused = false;
      if (since >= backlog.upTo) backlog.bytes = 0;
    },
    answered(peer, frame, upTo) {
      const backlog = of(peer);
      // Judged by what was outstanding before: one answer, however long, is always given.
      const hasRead = backlog.bytes <= HANG_UP_BYTES;
      backlog.bytes += frame.length;
      backlog.upTo = upTo;
      return hasRead;
    },
  };
}
