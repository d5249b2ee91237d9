/** What must hold once the faults are over: everything that was said is in the log once, in its order, and on every page. */
import { deepStrictEqual } from 'node:assert';
import { eventually } from '../../support/people.ts';
import type { Agent } from './agent.ts';
import { shownIn, UNSENT, type Visitor } from './visitor.ts';

/** As in the simulation: within so much, everybody has everything (docs/RELIABILITY.md). */
const AGREEMENT_MS = 60_000;

/** @returns how many messages the log holds, and how long it took until everybody had them, in milliseconds. */
export async function agree(visitor: Visitor, agent: Agent): Promise<{ messages: number; afterMs: number }> {
  const from = performance.now();
  let log: string[] = [];
  await eventually(async () => {
    log = await messagesIn(agent);
    deepStrictEqual(log.toSorted(), [...visitor.said, agent.said].flat().toSorted(), 'each message once');
  }, AGREEMENT_MS);
  for (const said of [...visitor.said, agent.said])
    deepStrictEqual(
      log.filter((text) => said.includes(text)),
      said,
      'in the order in which it was said',
    );
  await Promise.all(
    visitor.tabs.map((tab) =>
      eventually(async () => {
        deepStrictEqual(await shownIn(tab), log, `${tab.name} shows the log`);
        deepStrictEqual(await tab.screen.log.getByText(UNSENT).count(), 0, 'all is sent');
      }, AGREEMENT_MS),
    ),
  );
  return { messages: log.length, afterMs: performance.now() - from };
}

async function messagesIn(agent: Agent): Promise<string[]> {
  const log = await agent.readLog();
  deepStrictEqual(
    log.map(({ seq }) => seq),
    log.map((_, index) => index + 1),
    'no number is missing',
  );
  return log.flatMap((event) => (event.kind === 'message' ? [event.text] : []));
}
