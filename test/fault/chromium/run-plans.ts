/** Plays many plans, several at a time: each of these lanes has its own network and its own part of the plans. */
import { startServer } from '../../support/server.ts';
import { openNetwork } from './network.ts';
import { type Plan, planOf } from './plan.ts';
import { type PlanResult, runPlan } from './run-plan.ts';
import { openStage, type Stage } from './scenes.ts';

const LANES = 4;

export interface PlansResult extends PlanResult {
  plans: number;
  kills: number;
  failures: Error[];
}

/** @param stage for the plans in which no server is killed; the others get a server of their own. */
export async function runPlans(stage: Stage, seeds: readonly number[]): Promise<PlansResult> {
  const plans = seeds.map(planOf);
  const calm = plans.filter(({ kills }) => !kills);
  const deadly = plans.filter(({ kills }) => kills);
  const total: PlansResult = { plans: 0, kills: 0, messages: 0, faults: 0, agreedAfterMs: 0, failures: [] };

  const runLane = async (stage: Stage, waiting: Plan[]) => {
    const network = await openNetwork(stage.server);
    for (let plan = waiting.shift(); plan; plan = waiting.shift()) {
      try {
        const { messages, faults, agreedAfterMs } = await runPlan(stage, network, plan);
        total.plans += 1;
        total.kills += plan.kills ? 1 : 0;
        total.messages += messages;
        total.faults += faults;
        total.agreedAfterMs = Math.max(total.agreedAfterMs, agreedAfterMs);
      } catch (error) {
        total.failures.push(error instanceof Error ? error : new Error(String(error)));
        // What a broken plan left behind is not the next one's.
        if (plan.kills) await stage.server.restart();
      }
    }
    await network.close();
  };

  const runDeadly = async () => {
    if (deadly.length === 0) return;
    const mortal = await startServer();
    try {
      await runLane(await openStage(stage.browser, mortal), deadly);
    } finally {
      await mortal.stop();
    }
  };

  await Promise.all([
    runDeadly(),
    ...Array.from({ length: Math.min(LANES, calm.length) }, () => runLane(stage, calm)),
  ]);
  return total;
}
