/** What happens to a visitor, drawn from a seed: what is said, and what the network, the tabs and the server do meanwhile. */
import { type Random, seededRandom } from './random.ts';

/** What a person does to a tab. The tab is counted among those that are open. */
export type TabStep =
  | { do: 'say'; tab: number }
  /** The tab goes as soon as what was said is on the disk. */
  | { do: 'say and reload'; tab: number }
  | { do: 'say and crash'; tab: number }
  | { do: 'say and close'; tab: number }
  | { do: 'reload'; tab: number }
  | { do: 'crash'; tab: number }
  | { do: 'open another tab' };

export type Fault =
  | { fault: 'cut' }
  | { fault: 'freeze'; directions: ('up' | 'down')[] }
  | { fault: 'delay'; ms: number }
  | { fault: 'truncate'; direction: 'up' | 'down'; bytes: number }
  | { fault: 'refuse' }
  | { fault: 'offline' }
  | { fault: 'kill' };

export type Step =
  | TabStep
  | { do: 'answer' }
  | { do: 'begin' | 'end'; what: Fault }
  | { do: 'pause'; ms: number };

export interface Plan {
  seed: number;
  /** Needs a server that nobody else uses. */
  kills: boolean;
  steps: Step[];
}

/** Every fifth plan has its server killed. */
const KILL_EVERY = 5;
const FAULTS = ['cut', 'freeze', 'freeze', 'delay', 'truncate', 'truncate', 'refuse', 'offline'] as const;
/** What a person does, as often as it stands here. */
const HABITS = [
  'say',
  'say',
  'say',
  'say',
  'answer',
  'answer',
  'say and reload',
  'say and crash',
  'say and close',
  'reload',
  'crash',
  'open another tab',
] as const;
const BOTH_WAYS = ['up', 'down'] as const;

export function planOf(seed: number): Plan {
  const random = seededRandom(seed);
  const kills = seed % KILL_EVERY === 0;
  const faults = Array.from({ length: random.between(3, 4) }, () => faultNamed(random.pick(FAULTS), random));
  if (kills) faults.splice(random.between(0, faults.length), random.between(0, 1), { fault: 'kill' });

  const steps: Step[] = [];
  // Every other visitor's first message already meets a broken network.
  if (random.unit() < 0.5) steps.push({ do: 'say', tab: 0 }, { do: 'answer' });
  for (const what of faults) {
    steps.push({ do: 'begin', what });
    for (let count = random.between(1, 4); count > 0; count -= 1) {
      const tab = random.between(0, 4);
      const habit = random.pick(HABITS);
      steps.push(habit === 'answer' || habit === 'open another tab' ? { do: habit } : { do: habit, tab });
      if (random.unit() < 0.3) steps.push({ do: 'pause', ms: random.between(10, 400) });
    }
    steps.push({ do: 'pause', ms: random.between(0, 900) }, { do: 'end', what });
  }
  return { seed, kills, steps };
}

function faultNamed(fault: (typeof FAULTS)[number], random: Random): Fault {
  switch (fault) {
    case 'freeze':
      return { fault, directions: random.pick([['up'], ['down'], [...BOTH_WAYS]]) };
    case 'delay':
      return { fault, ms: random.between(50, 600) };
    case 'truncate':
      // A handshake takes a few hundred bytes, a message not much less: it breaks in the midst of either.
      return { fault, direction: random.pick(BOTH_WAYS), bytes: random.between(1, 1_200) };
    default:
      return { fault };
  }
}
