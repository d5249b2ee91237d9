/**
 * Objects lose their memory whenever the platform likes. Each script is played twice, once with the objects evicted
 * between any two frames, and everybody must hear the same and find the same in the end.
 */
import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { conversationStub, type Env, workspaceStub } from '../../worker/env.ts';
import { type Frame, settled } from '../golden/transcript.ts';
import { type Act, makeScript, type Speaker, seededRandom } from './eviction-script.ts';
import { type Line, openStage } from './stage.ts';

const SCRIPTS = 12;
const TURNS = 12;
const EVICTIONS_AT_LEAST = 300;

interface Play {
  /** What each heard, in order, with the acts in between. */
  heard: Record<string, unknown[]>;
  /** What is found by whoever comes afterwards. */
  found: unknown;
  evictionCount: number;
}

/** Nobody has written this much: the answer is an empty page, and whatever was said before it has been heard. */
const FENCE: Frame = { t: 'sync', since: 999_999 };
const isFence = (frame: Frame) => frame.t === 'events' && JSON.stringify(frame.events) === '[]';

async function play(
  script: readonly Act[],
  evictions: { chance(probability: number): boolean } | null,
): Promise<Play> {
  const stage = await openStage();
  const conversation = conversationStub(env as Env, stage.conversation);
  const workspace = workspaceStub(env as Env, stage.workspace);
  const lines = new Map<Speaker, Line>();
  const greeted = new Set<Speaker>();
  const heard: Record<string, unknown[]> = {};
  let head = 0;
  // Ada and Grace have joined.
  let rev = 2;
  let evictionCount = 0;

  const hear = async (who: Speaker): Promise<Frame> => {
    const frame = await lines.get(who)?.hear();
    if (typeof frame !== 'object') throw new Error(`${who} was closed with ${frame}`);
    return frame;
  };
  const note = (who: Speaker, what: unknown) => {
    heard[who] ??= [];
    heard[who].push(settled(what));
  };
  const noteNext = async (who: Speaker) => note(who, await hear(who));

  /** Waits until everything that somebody caused has been heard: first by them, so that it has been told to all. */
  const settle = async (by: Speaker) => {
    const headBefore = head;
    for (const who of by === 'ada' ? (['ada', 'visitor'] as const) : (['visitor', 'ada'] as const)) {
      if (!greeted.has(who)) continue;
      lines.get(who)?.say(FENCE);
      for (let frame = await hear(who); ; frame = await hear(who)) {
        if (isFence(frame)) {
          head = Number(frame.head);
          break;
        }
        note(who, frame);
      }
    }
    if (head === headBefore) return;
    rev += 1;
    if (greeted.has("ada's inbox")) await noteNext("ada's inbox");
  };

  /** Heartbeats say where each log ends. */
  const ping = async () => {
    for (const who of greeted) {
      lines.get(who)?.say({ t: 'ping' });
      const pong = await hear(who);
      expect(pong, who).toEqual({ t: 'pong', head: who === "ada's inbox" ? rev : head });
    }
  };

  /** @returns false when it slept already. */
  const evict = async (stub: Parameters<typeof evictDurableObject>[0]): Promise<boolean> => {
    const wasAwake = await evictDurableObject(stub).then(
      () => true,
      () => false,
    );
    if (wasAwake) evictionCount += 1;
    return wasAwake;
  };

  /** An object that is left awake is evicted while the next frame is on its way to it, or being taken. */
  let isLeftAwake = false;
  for (const act of script) {
    const { who } = act;
    if (act.is === 'connect') lines.set(who, await stage.connect(who));
    if (act.is === 'leave') {
      greeted.delete(who);
      for (const frame of (await lines.get(who)?.leave()) ?? []) note(who, frame);
    }
    if (act.is === 'say') {
      lines.get(who)?.say(act.frame);
      if (isLeftAwake) for (const stub of [conversation, workspace]) await evict(stub);
      if (act.isHello) greeted.add(who);
      if (act.frame.t === 'hello' || act.frame.t === 'sync') await noteNext(who);
    }
    await settle(who);
    isLeftAwake = evictions?.chance(0.3) ?? false;
    if (!evictions || isLeftAwake) {
      await ping();
      continue;
    }
    for (const stub of [conversation, workspace]) await evict(stub);
    await ping();
    for (const stub of [conversation, workspace])
      expect(await evict(stub), 'a ping has woken it').toBe(false);
  }

  const newcomer = await stage.connect('grace');
  newcomer.say({ t: 'hello', v: 1, since: 0, epoch: null, device: 'd'.repeat(26) });
  const found = { log: settled(await newcomer.hear()), inbox: settled(await stage.inboxPage()) };
  for (const line of [...lines.values(), newcomer]) expect(await line.leave()).toEqual([]);
  return { heard, found, evictionCount };
}

describe('[DLV-10] [CON-3] eviction', () => {
  it(`between any two frames of ${SCRIPTS} scripts changes nothing`, async () => {
    let evictionCount = 0;
    let frameCount = 0;
    for (let seed = 1; seed <= SCRIPTS; seed += 1) {
      const script = makeScript(seed, TURNS);
      const straight = await play(script, null);
      const evicted = await play(script, seededRandom(seed));
      expect(evicted.heard, `script ${seed}`).toEqual(straight.heard);
      expect(evicted.found, `script ${seed}`).toEqual(straight.found);
      evictionCount += evicted.evictionCount;
      frameCount += Object.values(evicted.heard).flat().length;
    }
    console.log(`${evictionCount} evictions in ${SCRIPTS} scripts, ${frameCount} frames heard alike`);
    expect(evictionCount).toBeGreaterThanOrEqual(EVICTIONS_AT_LEAST);
  }, 240_000);
});
