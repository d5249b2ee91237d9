/** Keeps rooms busy for a while, and takes the times. */
import { randomBytes } from 'node:crypto';
import { type Room, sendFrame } from './room.ts';

export interface Load {
  /** Messages in one frame: stored together, acknowledged together. */
  itemsPerFrame: number;
  /** Frames that each sender keeps under way. */
  framesPerSender: number;
}

export interface Span {
  /** Not measured. */
  warmUpMs: number;
  /** At least: everybody has to be answered twice, which takes longer on a busy machine. */
  measureMs: number;
}

export interface Measured {
  /** Everything sent, also while warming up. */
  sentCount: number;
  messagesPerSecond: number;
  /** From sending until both the sender's acknowledgement and the receiver's copy are there; one entry per message. */
  latenciesMs: number[];
}

/** No answer for so long, and the run fails. */
const PATIENCE_MS = 30_000;

/** A frame under way. `awaitedCount`: an acknowledgement and a copy of each of its messages. */
interface Flight {
  from: number;
  sentAt: number;
  awaitedCount: number;
}

/** Runs until what was sent in time is answered. @throws when a connection is lost or nothing answers. */
export function drive(rooms: Room[], load: Load, { warmUpMs, measureMs }: Span): Promise<Measured> {
  const measureFrom = performance.now() + warmUpMs;
  const latenciesMs: number[] = [];
  const senderCount = rooms.reduce((sum, { senders }) => sum + senders.length, 0);
  const leastCount = 2 * senderCount * load.framesPerSender * load.itemsPerFrame;
  let measuredUntil = Number.POSITIVE_INFINITY;
  let sentCount = 0;
  let flightCount = 0;

  return new Promise((resolve, reject) => {
    const watchdog = setTimeout(
      () => reject(new Error(`${flightCount} frames were not answered in ${PATIENCE_MS / 1_000} s`)),
      PATIENCE_MS,
    );
    const finish = () => {
      clearTimeout(watchdog);
      const seconds = (measuredUntil - measureFrom) / 1_000;
      resolve({ sentCount, messagesPerSecond: latenciesMs.length / seconds, latenciesMs });
    };
    const lost = (error: Error) => {
      clearTimeout(watchdog);
      reject(error);
    };

    const startIn = ({ senders, receiver }: Room): void => {
      const unacknowledged = new Map<string, Flight>();
      const unheard = new Map<string, Flight>();
      const nextCid = cids();

      const send = (from: number) => {
        const batch = Array.from({ length: load.itemsPerFrame }, nextCid);
        const flight = { from, sentAt: performance.now(), awaitedCount: 2 * batch.length };
        for (const cid of batch) {
          unacknowledged.set(cid, flight);
          unheard.set(cid, flight);
        }
        sentCount += batch.length;
        flightCount += 1;
        senders[from]?.send(sendFrame(batch));
      };

      const landed = ({ from, sentAt }: Flight) => {
        const now = performance.now();
        watchdog.refresh();
        flightCount -= 1;
        if (now >= measureFrom && now < measuredUntil)
          for (let index = 0; index < load.itemsPerFrame; index += 1) latenciesMs.push(now - sentAt);
        const isEnough = now >= measureFrom + measureMs && latenciesMs.length >= leastCount;
        if (isEnough) measuredUntil = Math.min(measuredUntil, now);
        else return send(from);
        if (flightCount === 0) finish();
      };

      const settle = (waiting: Map<string, Flight>, cid: string, flight: Flight | undefined) => {
        // Somebody else's, who waits for it at their own connection.
        if (!flight) return;
        waiting.delete(cid);
        flight.awaitedCount -= 1;
        if (flight.awaitedCount === 0) landed(flight);
      };

      receiver.listen({
        heard: (cids) => {
          for (const cid of cids) settle(unheard, cid, unheard.get(cid));
        },
        lost,
      });
      for (const [index, sender] of senders.entries())
        sender.listen({
          heard: (cids) => {
            for (const cid of cids) {
              const flight = unacknowledged.get(cid);
              settle(unacknowledged, cid, flight?.from === index ? flight : undefined);
            }
          },
          lost,
        });
      for (const from of senders.keys())
        for (let frame = 0; frame < load.framesPerSender; frame += 1) send(from);
    };

    for (const room of rooms) startIn(room);
  });
}

/** Ids as unique as a client's, but cheap: a random beginning and a count. */
function cids(): () => string {
  const start = randomBytes(8).toString('hex');
  let count = 0;
  return () => {
    count += 1;
    return `${start}${String(count).padStart(10, '0')}`;
  };
}
