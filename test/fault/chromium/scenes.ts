/** A visitor, an agent and a network between them, who have just begun to talk. */
import { strictEqual } from 'node:assert';
import type { Browser, BrowserContext } from 'playwright-core';
import { eventually } from '../../support/people.ts';
import type { Server } from '../../support/server.ts';
import { signIn } from '../../support/wire.ts';
import { type Agent, createAgent } from './agent.ts';
import { agree } from './agreement.ts';
import { SMALL_WINDOW } from './browsers.ts';
import { type Network, openNetwork } from './network.ts';
import { createVisitor, type Tab, type Visitor } from './visitor.ts';

export interface Scene extends Network {
  visitor: Visitor;
  agent: Agent;
  /** The visitor's first. */
  tab: Tab;
  /** The agent says something new. */
  answer(): Promise<void>;
  /** @returns how long it takes until everybody has everything, in milliseconds. @throws if they never do. */
  agreement(): Promise<number>;
}

export interface SceneOptions {
  /** The browser's own context, for what cannot be had in a new one. */
  context?: BrowserContext;
  /** Done to the page's origin before the page is there. */
  prepare?(context: BrowserContext, origin: string): Promise<unknown>;
}

/** What all scenes share. */
export interface Stage {
  browser: Browser;
  server: Server;
  cookie: string;
}

export const openStage = async (browser: Browser, server: Server): Promise<Stage> => ({
  browser,
  server,
  cookie: await signIn(server),
});

/** Plays one scene, from the first message and its answer on. @param name stands in every message. */
export async function scene<T>(
  { browser, server, cookie }: Stage,
  name: string,
  play: (scene: Scene) => Promise<T>,
  options: SceneOptions = {},
): Promise<T> {
  const network = await openNetwork(server);
  const context = options.context ?? (await browser.newContext(SMALL_WINDOW));
  try {
    await options.prepare?.(context, network.shop);
    const visitor = createVisitor(context, network.shop, name);
    const agent = createAgent(server, cookie, visitor.conversation);
    const answer = () => agent.say(`[${name} agent: ${agent.said.length + 1}]`);
    const tab = await visitor.openTab();
    await visitor.insist(tab);
    await visitor.say(tab);
    await answer();
    // One batch at a time is under way (DLV-8): the mark that the answer was read is none of what is played here.
    await eventually(async () => {
      strictEqual((await agent.readLog()).at(-1)?.kind, 'read');
      strictEqual(tab.unansweredCount, 0);
    });
    const agreement = async () => (await agree(visitor, agent)).afterMs;
    return await play({ ...network, visitor, agent, tab, answer, agreement });
  } finally {
    network.mend();
    await context.close();
    await network.close();
  }
}
