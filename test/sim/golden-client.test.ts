/** Dialogues with servers of earlier days, replayed against the client of today. test/golden/README.md. */
import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import {
  type Frame,
  isAlike,
  RELEASED_VERSION,
  type Step,
  settled,
  type Transcript,
  transcripts,
} from '../golden/transcript.ts';
import { type GoldenTab, openGoldenTab } from './golden-tab.ts';

/** A client speaks for itself; what it would never say was said by hand, and is not asked of it. */
async function replay({ steps }: Transcript): Promise<Step[]> {
  const tabs = new Map<string, GoldenTab>();
  const tabOf = (who: string): GoldenTab => {
    const tab = tabs.get(who);
    if (!tab) throw new Error(`${who} is not connected`);
    return tab;
  };
  const nextSaid = (who: string, after: number): Frame | undefined => {
    const step = steps.slice(after).find((later) => later.does === 'says' && later.who === who);
    return step?.does === 'says' && !step.byHand && typeof step.frame !== 'string' ? step.frame : undefined;
  };
  const saysNothing = (who: string, index: number) =>
    expect(tabOf(who).takeSaid(), `${who} before line ${index + 2}`).toEqual([]);

  const played: Step[] = [];
  for (const [index, step] of steps.entries()) played.push(await play(step, index));
  for (const who of tabs.keys()) saysNothing(who, steps.length);
  return played;

  async function play(step: Step, index: number): Promise<Step> {
    const { who } = step;
    switch (step.does) {
      case 'connects':
        if (!tabs.has(who)) tabs.set(who, openGoldenTab(step.as, nextHello(who, index)));
        await tabOf(who).connect();
        return step;
      case 'says': {
        if (step.byHand || typeof step.frame === 'string') {
          tabOf(who).takeSaid();
          return step;
        }
        await tabOf(who).prompt(step.frame);
        const [said, ...more] = tabOf(who).takeSaid();
        if (!isAlike(step.frame, said))
          expect(settled(said), `${who} on line ${index + 2}`).toEqual(settled(step.frame));
        expect(more, `${who} after line ${index + 2}`).toEqual([]);
        return step;
      }
      case 'hears': {
        saysNothing(who, index);
        if (typeof step.frame === 'string') throw new Error('This transcript is a draft: record it first.');
        const next = nextSaid(who, index);
        // Several commands leave in one frame only if they were given while the client could not send.
        const isQueued = next?.t === 'send' && Array.isArray(next.items) && next.items.length > 1;
        if (isQueued && next) await tabOf(who).queue(next);
        await tabOf(who).hear(step.frame);
        return step;
      }
      case 'closed':
        saysNothing(who, index);
        await tabOf(who).close(step.code ?? 1006);
        return step;
      case 'leaves':
      case 'loses':
        await tabOf(who).close(1006);
        return step;
      case 'shows': {
        const state = tabOf(who).shown();
        return isAlike(step.state, state) ? step : { ...step, state };
      }
    }
  }

  /** The first words of a tab, said by a client or by hand. */
  function nextHello(who: string, after: number): Frame | undefined {
    for (const step of steps.slice(after))
      if (
        step.does === 'says' &&
        step.who === who &&
        typeof step.frame !== 'string' &&
        step.frame.t === 'hello'
      )
        return step.frame;
    return undefined;
  }
}

describe(`version ${PROTOCOL_VERSION}`, () => {
  it.each(transcripts(PROTOCOL_VERSION))('$title', async (transcript) => {
    const { file, version, source } = transcript;
    const today = transcript.withSteps(await replay(transcript));
    if (today === source) return;
    if (version <= RELEASED_VERSION) expect(today, `${file} is released: mend the client`).toBe(source);
    await expect(today).toMatchFileSnapshot(file);
  });
});
