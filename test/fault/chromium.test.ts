/** Real Chromium through a network that breaks: whatever happens, each message once, in order. docs/RELIABILITY.md */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Server, startServer } from '../support/server.ts';
import { launchPlainBrowser } from './chromium/browsers.ts';
import { freeze, offline } from './chromium/loss-scenes.ts';
import { runPlans } from './chromium/run-plans.ts';
import { openStage, type Stage } from './chromium/scenes.ts';
import { cleared, denied, deniedBySetting, full } from './chromium/storage-scenes.ts';
import { backForwardCache, crashMidSend, fiveTabsAtOnce, reloadMidSend } from './chromium/tab-scenes.ts';

/** `npm test` plays a part of it; `npm run test:faults` all, which takes five minutes. */
const { schedules, offlineSeconds } =
  process.env.PORCHLIGHT_FAULTS === 'part'
    ? { schedules: 20, offlineSeconds: [30, 1] }
    : { schedules: 60, offlineSeconds: [300, 30, 1] };
/** One schedule again, the one whose seed a failure names. */
const SEED = process.env.PORCHLIGHT_FAULT_SEED;
const seeds = SEED ? [Number(SEED)] : Array.from({ length: schedules }, (_, index) => index + 1);

/** Ends what hangs: the slowest of these takes five minutes by design, beside all others. */
const timeout = 1_800_000;

let server: Server;
let browser: Browser;
let stage: Stage;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchPlainBrowser()]);
  stage = await openStage(browser, server);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const inSeconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

// All at once, as far as vitest lets them: the long ones come first, and wait most of the time.
describe.concurrent('a network that breaks', { timeout }, () => {
  it(`[DLV-1] [DLV-3] ${seeds.length} schedules of faults: each message once, in order, on every page`, async () => {
    const { failures, plans, kills, faults, messages, agreedAfterMs } = await runPlans(stage, seeds);
    console.log(
      `${plans} schedules, ${kills} of them with kill -9: ${faults} faults, ${messages} messages, ` +
        `the slowest agreement after ${inSeconds(agreedAfterMs)}`,
    );
    expect(failures.map(({ message }) => message).join('\n\n')).toBe('');
  });

  it.each(offlineSeconds)(
    '[DLV-7] offline for %i s: what was typed meanwhile arrives once',
    async (seconds) => {
      console.log(`offline for ${seconds} s: agreed ${inSeconds(await offline(stage, seconds))} after it`);
    },
  );

  it.each(['down', 'up'] as const)(
    '[CON-4] a one-way freeze (%s) is noticed within 35 s',
    async (direction) => {
      console.log(`frozen ${direction}: noticed after ${inSeconds(await freeze(stage, direction))}`);
    },
  );

  it('[DLV-3] a reload between the commit and its acknowledgement', () => reloadMidSend(stage));
  it('[DLV-7] a crash of the tab, with one message unacknowledged and one that never left', () =>
    crashMidSend(stage));
  it('[DLV-3] five tabs of one visitor send at once', () => fiveTabsAtOnce(stage));
  it('[CON-4] a page comes out of the back/forward cache, and its unsent message has gone another way', () =>
    backForwardCache(stage));
});

describe.concurrent('a browser that keeps nothing', { timeout }, () => {
  it('[DLV-7] cookies blocked in its settings: the messenger works and says so', () =>
    deniedBySetting(stage));
  it('[DLV-7] storage that throws when it is named: the messenger works and says so', () => denied(stage));
  it('[DLV-7] storage that is full: the messenger works and says so', () => full(stage));
  it('[DLV-7] storage cleared while a message waits: the messenger works and says so', () => cleared(stage));
});
