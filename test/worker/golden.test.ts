/** Dialogues of earlier days, replayed against the Worker of today: it must still say the same. test/golden/README.md. */
import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import {
  type Frame,
  isAlike,
  RELEASED_VERSION,
  type Step,
  type Transcript,
  transcripts,
} from '../golden/transcript.ts';
import { request } from './front-door.ts';
import { type Line, openStage } from './stage.ts';

/**
 * Plays the clients' side.
 * @param reached called with each line of the file.
 * @returns the steps with what was heard today, where that is not like what was recorded.
 */
async function replay({ steps }: Transcript, reached: (line: number) => void): Promise<Step[]> {
  const stage = await openStage();
  const lines = new Map<string, Line>();
  const lineOf = (who: string): Line => {
    const line = lines.get(who);
    if (!line) throw new Error(`${who} is not connected`);
    return line;
  };
  const played: Step[] = [];
  for (const [index, step] of steps.entries()) {
    reached(index + 2);
    played.push(await play(step));
  }
  for (const [who, line] of lines)
    for (const frame of await line.leave()) played.push({ does: 'hears', who, frame });
  return played;

  async function play(step: Step): Promise<Step> {
    switch (step.does) {
      case 'connects':
        lines.set(step.who, await stage.connect(step.as));
        return step;
      case 'says':
        await nextMillisecond();
        lineOf(step.who).say(step.frame);
        return step;
      case 'hears': {
        const heard = await lineOf(step.who).hear();
        if (typeof heard === 'number') return { does: 'closed', who: step.who, code: heard };
        return isAlike(step.frame, heard) ? step : { ...step, frame: heard };
      }
      case 'closed': {
        const heard = await lineOf(step.who).hear();
        if (typeof heard !== 'number') return { does: 'hears', who: step.who, frame: heard };
        lines.delete(step.who);
        return { ...step, code: heard };
      }
      case 'leaves':
      case 'loses': {
        const rest = await lineOf(step.who).leave();
        lines.delete(step.who);
        if (step.does === 'leaves')
          for (const frame of rest) played.push({ does: 'hears', who: step.who, frame });
        return step;
      }
      case 'shows':
        return step;
    }
  }
}

/** Lists are ordered by time: what is said later must be later. */
async function nextMillisecond(): Promise<void> {
  for (const now = Date.now(); Date.now() === now; ) await request('/health');
}

const TIMES = new Set(['ts', 'createdAt', 'activeAt', 'waitingSince']);
/** What clocks show in transcripts: 2026-11-21 and a second more for each later time. */
const RECORDED_AT = Date.UTC(2026, 10, 21);

/** Gives new steps the clock of transcripts. */
function withRecordedTimes(played: readonly Step[], known: readonly Step[]): Step[] {
  const times = new Set<number>();
  const eachTime = (frame: Frame | string, change: (time: number) => number): Frame | string =>
    JSON.parse(
      JSON.stringify(frame, (key, value) =>
        TIMES.has(key) && typeof value === 'number' ? change(value) : value,
      ),
    );
  const changeNew = (change: (time: number) => number) =>
    played.map((step) =>
      step.does === 'hears' && !known.includes(step)
        ? { ...step, frame: eachTime(step.frame, change) }
        : step,
    );
  changeNew((time) => {
    times.add(time);
    return time;
  });
  const ranks = new Map([...times].sort((a, b) => a - b).map((time, rank) => [time, rank]));
  return changeNew((time) => RECORDED_AT + 1000 * (ranks.get(time) ?? 0));
}

describe.each([PROTOCOL_VERSION, PROTOCOL_VERSION - 1].filter((version) => version > 0))(
  'version %i',
  (version) => {
    it.for(transcripts(version))('$title', async (transcript, { onTestFailed }) => {
      const { file, source, steps } = transcript;
      let line = 0;
      // What is never heard ends in a timeout, which does not say for what it waited.
      onTestFailed(() => console.log(`${file} came to line ${line}`));
      const played = await replay(transcript, (reached) => {
        line = reached;
      });
      const today = transcript.withSteps(withRecordedTimes(played, steps));
      if (today === source) return;
      if (version <= RELEASED_VERSION) expect(today, `${file} is released: mend the server`).toBe(source);
      await expect(today).toMatchFileSnapshot(file);
    });
  },
);
