/** One hostile client: sends its frames one after another over one connection at a time, and judges each answer. */
import { CLOSE_CODES } from '../../../protocol/codes.ts';
import { integer, object, parseJson, text } from '../../../protocol/shape.ts';
import { hello } from '../../support/wire.ts';
import { expectedOf, type Known } from './expected-frame.ts';
import { type Channel, fuzzFrame } from './fuzz-frames.ts';
import { BARRIER, type FuzzSocket, openFuzzSocket } from './fuzz-socket.ts';
import { judgeFrame } from './judge-frame.ts';
import type { Report } from './report.ts';

export interface Target {
  channel: Channel;
  /** Path of the WebSocket. */
  path: string;
  /** The visitor's or agent's id. */
  id: string;
  ticket(): Promise<string>;
}

/** Tickets are valid for a minute; a new one is asked for a little earlier. Milliseconds. */
const TICKET_AGE_MS = 40_000;

export interface LaneRun {
  origin: string;
  seed: number;
  /** This lane sends the frames `first`, `first + stride`, … below `end`. */
  first: number;
  end: number;
  stride: number;
  report: Report;
}

/** @returns what the client knows at the end: what must be in the log. */
export async function runLane(target: Target, run: LaneRun): Promise<Known> {
  const { channel, id } = target;
  const known: Known = { channel, isGreeted: false, id, stored: new Map(), messages: new Set() };
  const connection = connectionOf(target, run);
  let socket: FuzzSocket | null = null;

  for (let index = run.first; index < run.end; index += run.stride) {
    const frame = fuzzFrame({ seed: run.seed, index, channel, stride: run.stride });
    if (!socket?.isOpen || frame.isBeforeHello || !known.isGreeted) {
      socket?.close();
      socket = await (frame.isBeforeHello ? connection.open() : connection.greeted());
      known.isGreeted = !frame.isBeforeHello;
    }
    const expected = expectedOf(frame.payload, frame.isBinary, known);
    socket.send(frame.payload, frame.isBinary);
    // Also behind a frame that must be refused: were it taken, we would know at once.
    socket.send(BARRIER);
    const isPing = expected.is === 'answered' && expected.by === 'pong';
    const verdict = judgeFrame(expected, await socket.settle('pong', isPing ? 2 : 1), known);
    run.report.frame(frame, channel, verdict);
    known.isGreeted ||= verdict.outcome === 'welcome';
    if (verdict.violation) socket.close();
  }
  socket?.close();
  return known;
}

function connectionOf({ channel, path, ticket }: Target, { origin, report }: LaneRun) {
  let current = '';
  let issuedAt = Number.NEGATIVE_INFINITY;
  let place: { since: number; epoch: string | null } = { since: 0, epoch: null };

  const open = async (): Promise<FuzzSocket> => {
    if (performance.now() - issuedAt > TICKET_AGE_MS) {
      current = await ticket();
      issuedAt = performance.now();
    }
    return openFuzzSocket(origin, path, current);
  };

  return {
    open,
    /** Greets as somebody who has read everything, so that the answer is short. */
    async greeted(): Promise<FuzzSocket> {
      for (;;) {
        const socket = await open();
        const { since, epoch } = place;
        socket.send(
          JSON.stringify(channel === 'inbox' ? { t: 'hello', v: 1, since, epoch } : hello(since, epoch)),
        );
        const { frames, close, isHung } = await socket.settle('welcome', 1);
        const welcome = frames.find((text) => text.startsWith('{"t":"welcome"'));
        if (welcome && !close) {
          const { head, epoch } = parseJson(position, welcome);
          place = { since: head, epoch };
          return socket;
        }
        socket.close();
        // Too many frames of this person in a second, which is legal; anything else is not.
        if (close?.code !== CLOSE_CODES.rate_limited)
          throw new Error(`a good hello got ${isHung ? 'no answer' : close?.code} ${frames}`);
        report.limitedHello();
      }
    },
  };
}

const position = object({ epoch: text(64), head: integer() });
