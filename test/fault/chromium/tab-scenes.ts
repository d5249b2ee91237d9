/** Tabs that go and come back in the midst of sending. */
import { strictEqual } from 'node:assert';
import { eventually } from '../../support/people.ts';
import type { Agent } from './agent.ts';
import { launchCachingBrowser } from './browsers.ts';
import { type Scene, type Stage, scene } from './scenes.ts';
import { UNSENT } from './visitor.ts';

/** Waits until the server has committed it. */
const untilStored = (agent: Agent, text: string | null) =>
  eventually(async () => {
    const log = await agent.readLog();
    strictEqual(log.filter((event) => event.kind === 'message' && event.text === text).length, 1);
  });

/** Says what the server commits, and the page never learns of it. */
async function sayWithoutAcknowledgement({ proxy, visitor, tab, agent }: Scene) {
  proxy.freeze('down');
  await untilStored(agent, await visitor.say(tab));
  strictEqual(await tab.screen.log.getByText('Sending', { exact: true }).count(), 1);
}

export const reloadMidSend = (stage: Stage) =>
  scene(stage, 'reload', async (scene) => {
    const { proxy, visitor, tab, agreement } = scene;
    await sayWithoutAcknowledgement(scene);
    await tab.screen.page.reload({ waitUntil: 'commit' });
    proxy.thaw('down');
    await visitor.insist(tab);
    await visitor.say(tab);
    await agreement();
  });

export const crashMidSend = (stage: Stage) =>
  scene(stage, 'crash', async (scene) => {
    const { proxy, visitor, tab, agreement } = scene;
    await sayWithoutAcknowledgement(scene);
    // And one that never left.
    proxy.freeze('up');
    await visitor.say(tab);
    await visitor.untilKept();
    await visitor.crash(tab);
    proxy.cut();
    proxy.thaw('up');
    proxy.thaw('down');
    for (const reopened of visitor.tabs) await visitor.insist(reopened);
    await agreement();
  });

export const fiveTabsAtOnce = (stage: Stage) =>
  scene(stage, 'five', async ({ visitor, answer, agreement }) => {
    for (let count = 1; count < 5; count += 1) await visitor.insist(await visitor.openTab());
    const saidThrice = async (tab: (typeof visitor.tabs)[number]) => {
      for (let count = 0; count < 3; count += 1) strictEqual(typeof (await visitor.say(tab)), 'string');
    };
    await Promise.all([...visitor.tabs.map(saidThrice), answer(), answer()]);
    strictEqual(visitor.said.flat().length, 16);
    await agreement();
  });

/** The page in the cache and the page after it both hold the same unsent message. */
export async function backForwardCache(stage: Stage): Promise<void> {
  const browser = await launchCachingBrowser();
  const play = async ({ proxy, shop, visitor, agent, tab, answer, agreement }: Scene) => {
    const { page, log } = tab.screen;
    await page.evaluate(() =>
      addEventListener('pageshow', ({ persisted }) => {
        document.title = `persisted: ${persisted}`;
      }),
    );
    proxy.isDown = true;
    proxy.cut();
    const text = await visitor.say(tab);
    await visitor.untilKept();
    strictEqual(await log.getByText(UNSENT).count(), 1);
    await page.goto(`${shop}/cart.html`, { waitUntil: 'domcontentloaded' });
    proxy.isDown = false;
    await visitor.insist(tab);
    await untilStored(agent, text);
    await answer();
    await page.goBack({ waitUntil: 'commit' });
    await eventually(async () => strictEqual(await page.title(), 'persisted: true'));
    await visitor.say(tab);
    await agreement();
  };
  try {
    await scene({ ...stage, browser }, 'back', play);
  } finally {
    await browser.close();
  }
}
