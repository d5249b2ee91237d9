/**
 * Brings an object's log to a subscriber, at least once and coalesced: the log is the outbox, a cursor says how far the
 * subscriber has got. Sent right after the commit; what fails is tried again by alarm, also after a crash. Decision
 * record 0003.
 */
export interface DeliveryPorts {
  head(): number;
  delivered(): number;
  setDelivered(seq: number): void;
  /** Must be idempotent at the receiver. Throws when the receiver could not take it. */
  deliver(): Promise<void>;
  /** Wakes this object at a time, even after a crash; `fire` is to be called then. */
  setAlarm(at: number): void;
  now(): number;
  /** A delivery failed and will be tried again. */
  failed(error: unknown): void;
}

export interface Delivery {
  /** Something was committed. Call in the same turn as the commit, so that the alarm is part of it. */
  committed(): Promise<void>;
  /** The alarm rang, or the object woke up. */
  fire(): Promise<void>;
}

const RETRY_MS = [2_000, 5_000, 15_000, 60_000, 300_000];

export function createDelivery(ports: DeliveryPorts): Delivery {
  let running: Promise<void> | null = null;
  let alarmAt = 0;
  let failures = 0;

  const arm = () => {
    const now = ports.now();
    if (alarmAt > now) return;
    alarmAt = now + (RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] as number);
    ports.setAlarm(alarmAt);
  };

  const run = async () => {
    let sent = ports.delivered();
    try {
      // Whatever is committed while one delivery is under way goes out with the next.
      while (sent < ports.head()) {
        const head = ports.head();
        await ports.deliver();
        sent = head;
      }
      failures = 0;
    } catch (error) {
      arm();
      failures += 1;
      ports.failed(error);
    }
    if (sent > ports.delivered()) ports.setDelivered(sent);
  };

  const start = () => {
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  };

  return {
    committed() {
      arm();
      return start();
    },
    fire() {
      // Armed again only if it fails: an alarm that dies in its handler rings again by itself.
      alarmAt = 0;
      return start();
    },
  };
}
