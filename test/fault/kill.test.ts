/** kill -9 of the built server while messages pour in, again and again. docs/RELIABILITY.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationEvent } from '../../protocol/event.ts';
import { newId } from '../../worker/new-id.ts';
import { type Server, startServer } from '../support/server.ts';
import { connect, hello, join, openConversation, signIn, ticketFor, type Visitor } from '../support/wire.ts';

const CYCLES = Number(process.env.PORCHLIGHT_KILL_CYCLES ?? 20);
const CONVERSATIONS = 3;
/** Killed in the middle of a batch, after so many acknowledgements. */
const ACKS_PER_CYCLE = 40;

let server: Server;
let cookie: string;
let visitors: Visitor[];

beforeAll(async () => {
  server = await startServer();
  cookie = await signIn(server);
  visitors = await Promise.all(Array.from({ length: CONVERSATIONS }, () => openConversation(server)));
});

afterAll(() => server?.stop());

describe('kill -9 under load', () => {
  it(`[DLV-1] [DLV-3] ${CYCLES} times: nothing acknowledged is lost, nothing is stored twice, no number is missing`, async () => {
    const acknowledged = new Map<string, number>();
    /** What each conversation's client has not seen acknowledged: it sends this again after every crash. */
    const unsent = visitors.map(() => [] as string[]);
    let resent = 0;

    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      resent += unsent.flat().length;
      let ackCount = 0;
      await new Promise<void>((killed, failed) => {
        for (const [index, { conversation }] of visitors.entries()) {
          pour(conversation, unsent[index] as string[], (cid, seq) => {
            acknowledged.set(cid, seq);
            ackCount += 1;
            if (ackCount === ACKS_PER_CYCLE) server.kill9().then(killed, failed);
          }).catch(failed);
        }
      });
      await server.restart();
    }
    // The last crash's leftovers, without a crash.
    await Promise.all(
      visitors.map(({ conversation }, index) => flush(conversation, unsent[index] as string[], acknowledged)),
    );

    const logs = await Promise.all(visitors.map(({ conversation }) => readLog(conversation)));
    const stored = new Map<string, number>();
    for (const log of logs) {
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
      for (const { cid, seq } of log) {
        if (cid === undefined) continue;
        expect(stored.has(cid), `${cid} is stored once`).toBe(false);
        stored.set(cid, seq);
      }
    }
    for (const [cid, seq] of acknowledged)
      expect(stored.get(cid), `${cid} is stored where it was acknowledged`).toBe(seq);
    console.log(
      `${CYCLES} kills: ${acknowledged.size} acknowledged, ${resent} sent again, 0 lost, 0 doubled`,
    );
    expect(resent).toBeGreaterThan(0);
  }, 300_000);
});

/** Sends batch after batch until the server dies. */
async function pour(conversation: string, unsent: string[], acknowledge: (cid: string, seq: number) => void) {
  const wire = await connect(
    server.origin,
    conversation,
    await ticketFor(server.origin, conversation, { cookie }),
  );
  const send = () => {
    while (unsent.length < 5) unsent.push(newId(26));
    wire.send({ t: 'send', items: unsent.map((cid) => ({ cid, kind: 'message', text: cid })) });
  };
  wire.listen((frame) => {
    if (frame.t === 'welcome') send();
    if (frame.t !== 'ack') return;
    for (const result of frame.results) {
      if (result.outcome !== 'stored') continue;
      unsent.splice(unsent.indexOf(result.cid), 1);
      acknowledge(result.cid, result.seq);
    }
    send();
  });
  wire.send(hello());
}

async function flush(conversation: string, unsent: string[], acknowledged: Map<string, number>) {
  const { wire } = await join(server.origin, conversation, { cookie });
  const ack = wire.next('ack');
  wire.send({ t: 'send', items: unsent.map((cid) => ({ cid, kind: 'message', text: cid })) });
  for (const result of (await ack).results)
    if (result.outcome === 'stored') acknowledged.set(result.cid, result.seq);
  wire.close();
}

async function readLog(conversation: string): Promise<ConversationEvent[]> {
  const { wire, welcome } = await join(server.origin, conversation, { cookie });
  const log = [...welcome.events];
  while (log.length < welcome.head) {
    const page = wire.next('events');
    wire.send({ t: 'sync', since: log.length });
    log.push(...(await page).events);
  }
  wire.close();
  return log;
}
