/**
 * Brings an object's log to a subscriber, at least once and coalesced: the log is the outbox, a cursor says how far the
 * subscriber has got. Sent a moment after the commit, or, while commits keep coming, as often as the subscriber wishes;
 * what fails is tried again by alarm, also after a crash. Decision records 0003, 0011 and 0025.
 */
export interface DeliveryPorts {
  head(): number;
  /** How far the subscriber had got when that was last written down. */
  delivered(): number;
  setDelivered(seq: number): void;
  /**
   * Must be idempotent at the receiver. Throws when the receiver could not take it.
   * @param since how far the receiver has got for certain.
   * @returns how long the receiver would like to be left alone, in milliseconds.
   */
  deliver(since: number): Promise<number>;
  /** So long after a commit, in milliseconds: whoever waits for what was committed has it drawn by then. */
  readonly lullMs: number;
  /** Wakes this object at a time, even after a crash; `fire` is to be called then. */
  setAlarm(at: number): void;
  clearAlarm(): void;
  /** Calls back later, unless this process dies before. */
  after(ms: number, run: () => void): () => void;
  now(): number;
  /** A delivery failed and will be tried again. */
  failed(error: unknown): void;
}

export interface Delivery {
  /**
   * Something was committed. Call in the same turn as the commit, so that the alarm is part of it.
   * @returns the delivery that is under way; null when it has to wait.
   */
  committed(): Promise<void> | null;
  /** The subscriber wants everything from the beginning. Outlives a crash. @returns as `committed`. */
  again(): Promise<void> | null;
  /** The alarm rang, or the object woke up. */
  fire(): Promise<void>;
}

const RETRY_MS = [2_000, 5_000, 15_000, 60_000, 300_000];
/** The alarm sees to what a crash left behind. */
const ALARM_MS = 20_000;
/** An alarm may ring this late. */
const DUE_MS = 5_000;

export function createDelivery(ports: DeliveryPorts): Delivery {
  let running: Promise<void> | null = null;
  let isPaused = false;
  let alarmAt: number | null = null;
  let failures = 0;
  /** How far the subscriber has got; what is written down may be less. */
  let sent: number | null = null;
  /** Asked for from the beginning while something was under way. */
  let isAskedAgain = false;

  const arm = (afterMs: number) => {
    const now = ports.now();
    // One that is due is on its way: setting it again would call it off. A clock set back must not unarm it for years.
    if (alarmAt !== null && alarmAt > now - DUE_MS && alarmAt <= now + afterMs) return;
    alarmAt = now + afterMs;
    ports.setAlarm(alarmAt);
  };

  const isBehind = () => (sent ?? ports.delivered()) < ports.head();

  /** One delivery. Whatever is committed meanwhile goes out with the next, after the pause. */
  const run = async (lullMs: number) => {
    if (lullMs > 0) await new Promise<void>((resolve) => ports.after(lullMs, resolve));
    const head = ports.head();
    isAskedAgain = false;
    try {
      const pauseMs = await ports.deliver(sent ?? ports.delivered());
      sent = isAskedAgain ? 0 : head;
      failures = 0;
      pause(pauseMs);
    } catch (error) {
      arm(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] as number);
      failures += 1;
      ports.failed(error);
    }
  };

  const pause = (ms: number) => {
    isPaused = true;
    ports.after(ms, () => {
      isPaused = false;
      if (isBehind()) start();
      else settle();
    });
  };

  /** All is told: the cursor is written down and the alarm called off. Once a burst, not once a message. */
  const settle = () => {
    if (sent === null) return;
    if (sent > ports.delivered()) ports.setDelivered(sent);
    alarmAt = null;
    ports.clearAlarm();
  };

  const start = (lullMs = 0): Promise<void> | null => {
    if (running) return running;
    if (isPaused || !isBehind()) return null;
    running = run(lullMs).finally(() => {
      running = null;
    });
    return running;
  };

  return {
    committed() {
      arm(ALARM_MS);
      // A subscriber that is down is left to the alarm.
      return failures > 0 ? null : start(ports.lullMs);
    },
    again() {
      isAskedAgain = true;
      sent = 0;
      ports.setDelivered(0);
      arm(ALARM_MS);
      return failures > 0 ? null : start();
    },
    async fire() {
      // Armed again if anything is left to do: an alarm that dies in its handler rings again by itself.
      alarmAt = null;
      isPaused = false;
      await start();
      if (isBehind() && failures === 0) arm(ALARM_MS);
    },
  };
}
