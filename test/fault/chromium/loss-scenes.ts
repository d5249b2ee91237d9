/** Connections that nobody says have died. Time is the subject here, so real seconds pass. */
import { ok, strictEqual } from 'node:assert';
import { setTimeout as pass } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
import { type Scene, type Stage, scene } from './scenes.ts';

/** Promise 5 of docs/SPEC.md. */
const NOTICED_MS = 35_000;

/** The client waits this long at most before it connects again (CON-5); a busy machine takes its time, too. */
const BACK_MS = NOTICED_MS + 5_000 + 10_000;

/** @returns after how many milliseconds the page gave its frozen connection up. */
export async function freeze(stage: Stage, direction: 'up' | 'down'): Promise<number> {
  let givenUpAt = Number.POSITIVE_INFINITY;
  const play = async ({ proxy, tab, answer, agreement }: Scene) => {
    const { page } = tab.screen;
    strictEqual(await page.evaluate(() => document.visibilityState), 'visible');
    strictEqual(givenUpAt, Number.POSITIVE_INFINITY);
    const frozenAt = Date.now();
    proxy.freeze(direction);
    // Only what can't be seen: something to send or to mark as read would be noticed missing sooner.
    if (direction === 'down') await answer();
    await page.waitForRequest(/\/ticket$/, { timeout: BACK_MS });
    const noticedMs = givenUpAt - frozenAt;
    ok(noticedMs > 0 && noticedMs <= NOTICED_MS, `noticed after ${noticedMs} ms`);
    proxy.thaw(direction);
    await answer();
    await agreement();
    return noticedMs;
  };
  /** The page says when it gives a socket up; the network could not tell, being frozen. */
  const prepare = async (context: BrowserContext) => {
    await context.exposeFunction('givenUp', (at: number) => {
      givenUpAt = Math.min(givenUpAt, at);
    });
    await context.addInitScript(() => {
      const { close } = WebSocket.prototype;
      WebSocket.prototype.close = function (...args) {
        (window as unknown as { givenUp(at: number): void }).givenUp(Date.now());
        close.apply(this, args);
      };
    });
  };
  return await scene(stage, `freeze ${direction}`, play, { prepare });
}

/** @returns how long it took after the network's return until everybody had everything, in milliseconds. */
export const offline = (stage: Stage, seconds: number): Promise<number> =>
  scene(stage, `offline ${seconds} s`, async ({ visitor, tab, answer, agreement }) => {
    await visitor.context.setOffline(true);
    const over = pass(seconds * 1_000);
    await visitor.say(tab);
    await answer();
    await visitor.say(tab);
    await over;
    await visitor.context.setOffline(false);
    return await agreement();
  });
