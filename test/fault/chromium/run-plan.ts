/**
 * Plays a plan with a real browser. The plan is the same every time; how the network, the browser and the server
 * interleave is theirs, so a seed that failed may have to be run a few times to fail again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';
import { createAgent } from './agent.ts';
import { agree } from './agreement.ts';
import { SMALL_WINDOW } from './browsers.ts';
import type { Network } from './network.ts';
import type { Fault, Plan, Step } from './plan.ts';
import type { Stage } from './scenes.ts';
import { createVisitor, type Tab, type Visitor } from './visitor.ts';

const MAX_TABS = 5;
/** What a visitor may say at once (LIM-3) is left room for. */
const MAX_SAID = 18;

export interface PlanResult {
  messages: number;
  faults: number;
  /** From the last fault's end until everybody had everything. */
  agreedAfterMs: number;
}

/** @throws with the seed and the story, when a promise was broken. */
export async function runPlan({ browser, cookie }: Stage, network: Network, plan: Plan): Promise<PlanResult> {
  const { proxy, server } = network;
  const context = await browser.newContext(SMALL_WINDOW);
  const visitor = createVisitor(context, network.shop, `seed ${plan.seed}`);
  const agent = createAgent(server, cookie, visitor.conversation);
  const startedAt = performance.now();
  const story: string[] = [];
  const tell = (what: string) => story.push(`${Math.round(performance.now() - startedAt)} ms  ${what}`);

  const begin = async (what: Fault) => {
    switch (what.fault) {
      case 'cut':
        return proxy.cut();
      case 'freeze':
        return what.directions.forEach(proxy.freeze);
      case 'delay':
        return proxy.delay(what.ms);
      case 'truncate':
        return proxy.truncateAfter(what.direction, what.bytes);
      case 'refuse':
        proxy.isDown = true;
        return proxy.cut();
      case 'offline':
        return context.setOffline(true);
      case 'kill':
        return server.kill9();
    }
  };

  const end = async (what: Fault) => {
    if (what.fault === 'offline') await context.setOffline(false);
    if (what.fault === 'kill') await server.restart();
    // What is still held back would be overtaken by what comes now: these connections do not outlive the fault.
    if (what.fault === 'delay') proxy.cut();
    proxy.delay(0);
    network.mend();
  };

  const play = async (step: Step) => {
    switch (step.do) {
      case 'begin':
        return begin(step.what);
      case 'end':
        return end(step.what);
      case 'pause':
        return pause(step.ms);
      case 'answer':
        return void agent.say(`[seed ${plan.seed} agent: ${agent.said.length + 1}]`);
      case 'open another tab':
        if (visitor.tabs.length < MAX_TABS) await visitor.openTab();
        return;
      default:
        return act(visitor, step.do, visitor.tabs[step.tab % visitor.tabs.length] as Tab, tell);
    }
  };

  try {
    await visitor.openTab();
    for (const step of plan.steps) {
      tell(inspect(step, { breakLength: Number.POSITIVE_INFINITY }));
      await play(step);
    }
    tell('all faults are over');
    for (const tab of [...visitor.tabs]) await visitor.insist(tab);
    // Once more in a fresh tab: it takes along what closed ones left behind, and has the log from the server.
    if (visitor.tabs.length === MAX_TABS) await visitor.close(visitor.tabs[0] as Tab);
    await visitor.insist(await visitor.openTab());
    for (const tab of visitor.tabs) tell(`${tab.name} says ${await visitor.say(tab)}`);
    await agent.say(`[seed ${plan.seed} agent: ${agent.said.length + 1}]`);
    const { messages, afterMs } = await agree(visitor, agent);
    const faults = plan.steps.filter((step) => step.do === 'begin').length;
    return { messages, faults, agreedAfterMs: afterMs };
  } catch (error) {
    const told = [`PORCHLIGHT_FAULT_SEED=${plan.seed}`, ...story, String(error)].join('\n');
    throw new Error(told, { cause: error });
  } finally {
    network.mend();
    await context.close();
  }
}

async function act(visitor: Visitor, doing: string, tab: Tab, tell: (what: string) => void) {
  if (doing.startsWith('say') && visitor.said.flat().length < MAX_SAID)
    tell(`${tab.name} says ${await visitor.say(tab)}`);
  if (doing === 'say') return;
  // Tabs may share a renderer, and crash with it.
  await visitor.untilKept();
  if (!visitor.tabs.includes(tab)) return;
  if (doing.endsWith('reload')) await visitor.reload(tab);
  if (doing.endsWith('crash')) await visitor.crash(tab);
  if (doing.endsWith('close')) await visitor.close(tab);
}
