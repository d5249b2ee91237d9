/** A visitor and an agent who just talk, over two connections that stay, while everybody around them misbehaves. */
import { AGENT_TIMES } from '../../../protocol/limits.ts';
import { eventually } from '../../support/people.ts';
import type { Visitor } from '../../support/wire.ts';
import type { Agent } from './fuzz-world.ts';
import { type Watcher, watch } from './watcher.ts';

/** A visitor may say ten things in ten seconds [LIM-3]; these two keep to less. Milliseconds. */
const VISITOR_PACE_MS = 1_500;

export interface HealthyTalk {
  readonly messageCount: number;
  /** From sending to the other's ears, the slowest. Milliseconds. */
  readonly slowestMs: number;
  /** Says one more thing, unless the last is still on its way. */
  goOn(): void;
  /** Ends the talk. @returns what went wrong. */
  finish(): Promise<string[]>;
}

export async function startTalk(
  origin: string,
  { conversation, token }: Visitor,
  agent: Agent,
): Promise<HealthyTalk> {
  const visitor = await watch(origin, conversation, { token });
  let answerer = await watch(origin, conversation, { cookie: agent.cookie });
  let answererSince = performance.now();
  const said: { cid: string; text: string }[] = [];
  const faults: string[] = [];
  let slowestMs = 0;
  let visitorSpokeAt = Number.NEGATIVE_INFINITY;
  let turn: Promise<void> | null = null;

  const tell = async (from: Watcher, to: Watcher, text: string) => {
    const startedAt = performance.now();
    const cid = await from.say(text);
    said.push({ cid, text });
    const heard = await to.hears(cid);
    if (heard.kind !== 'message' || heard.text !== text)
      faults.push(`"${text}" was heard as ${JSON.stringify(heard)}`);
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
  };
  /** Before an agent's connection ends by itself [AUT-13] another one takes over. */
  const renew = async () => {
    if (performance.now() - answererSince < AGENT_TIMES.connectionMs - 60_000) return;
    const old = answerer;
    answerer = await watch(origin, conversation, { cookie: agent.cookie });
    answererSince = performance.now();
    faults.push(...[old.fault()].filter((fault) => fault !== null), ...logFaults(old.log, said));
    old.close();
  };
  const takeTurn = async () => {
    await renew();
    const isVisitors = performance.now() - visitorSpokeAt > VISITOR_PACE_MS;
    if (isVisitors) visitorSpokeAt = performance.now();
    if (isVisitors) await tell(visitor, answerer, `Question ${said.length}`);
    else await tell(answerer, visitor, `Answer ${said.length}`);
  };

  return {
    get messageCount() {
      return said.length;
    },
    get slowestMs() {
      return slowestMs;
    },
    goOn() {
      turn ??= takeTurn()
        .catch((error) => void faults.push(String(error)))
        .finally(() => {
          turn = null;
        });
    },
    async finish() {
      await turn;
      await eventually(async () => {
        if (visitor.log.length !== answerer.log.length) throw new Error('one has heard more than the other');
      }).catch((error) => void faults.push(String(error)));
      const log = await readLog(origin, conversation, agent.cookie);
      faults.push(...logFaults(log, said), ...logFaults(visitor.log, said));
      faults.push(...[visitor.fault(), answerer.fault()].filter((fault) => fault !== null));
      for (const one of [visitor, answerer]) one.close();
      return faults;
    },
  };
}

/** The log as somebody reads it who comes anew. */
export async function readLog(origin: string, conversation: string, cookie: string): Promise<Watcher['log']> {
  const reader = await watch(origin, conversation, { cookie });
  try {
    await eventually(async () => {
      if (!reader.isUpToDate()) throw new Error(reader.fault() ?? 'the log does not come to its end');
    });
    return reader.log;
  } finally {
    reader.close();
  }
}

/** The log must hold what was said, in order, once, and besides only that the agent took the conversation. */
export function logFaults(log: Watcher['log'], said: { cid: string; text: string }[]): string[] {
  const faults = log.flatMap(({ seq }, index) =>
    seq === index + 1 ? [] : [`seq ${seq} at place ${index + 1}`],
  );
  const others = log.filter(({ kind }) => kind !== 'message').map(({ kind }) => kind);
  if (others.some((kind) => kind !== 'assignment') || others.length > 1)
    faults.push(`uncalled-for events: ${others}`);
  const heard = log.flatMap((event) => (event.kind === 'message' ? [`${event.cid} ${event.text}`] : []));
  const expected = said.map(({ cid, text }) => `${cid} ${text}`);
  if (heard.join('\n') !== expected.join('\n'))
    faults.push(
      `the log holds ${heard.length} messages, not the ${expected.length} that were said, or in another order`,
    );
  return faults;
}
