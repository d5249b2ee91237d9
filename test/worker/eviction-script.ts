/** What people say in one run, made from a seed: everything a connection can carry, some of it refused. */

import { STAND_INS } from '../golden/stand-ins.ts';
import { CONTEXT } from './front-door.ts';

export type Speaker = 'visitor' | 'ada' | `ada's inbox`;

export type Act =
  | { is: 'connect'; who: Speaker }
  | { is: 'say'; who: Speaker; frame: { t: string }; isHello?: true }
  | { is: 'leave'; who: Speaker };

/** Beyond this, a person's messages are refused for a while (LIM-3), and an evicted object counts anew. */
const COMMANDS_AT_MOST = 18;

/** Chance that is the same for the same seed. */
export function seededRandom(seed: number) {
  let state = seed >>> 0;
  /** Tommy Ettinger's Mulberry32. */
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    unit,
    chance: (probability: number): boolean => unit() < probability,
    integer: (min: number, max: number): number => min + Math.floor(unit() * (max - min + 1)),
    pick: <T>(from: readonly T[]): T => from[Math.floor(unit() * from.length)] as T,
  };
}

export function makeScript(seed: number, length: number): Act[] {
  const random = seededRandom(seed);
  const said: Record<'visitor' | 'ada', object[]> = { visitor: [], ada: [] };
  let cidCount = 0;
  const cid = () => {
    cidCount += 1;
    return `c${String(cidCount).padStart(25, '0')}`;
  };

  const bodies = {
    message: () => ({ kind: 'message', text: `Lamp ${random.integer(1, 999)}` }),
    edit: () => ({ kind: 'edit', target: random.integer(1, 8), text: `Lantern ${random.integer(1, 999)}` }),
    redact: () => ({ kind: 'redact', target: random.integer(1, 8) }),
    read: () => ({ kind: 'read', upTo: random.integer(1, 7) }),
    status: () => ({ kind: 'status', status: random.pick(['open', 'resolved']) }),
    assignment: () => ({
      kind: 'assignment',
      assignee: random.pick([
        null,
        { id: STAND_INS.ada, name: 'Ada' },
        { id: STAND_INS.grace, name: 'Grace' },
      ]),
    }),
    note: () => ({ kind: 'note', text: 'Between us', mentions: [STAND_INS.grace] }),
    snooze: () => ({ kind: 'snooze', until: random.pick([0, null]) }),
    priority: () => ({ kind: 'priority', priority: random.pick(['normal', 'urgent']) }),
    nonsense: () => ({ kind: 'dance' }),
  };
  const kinds = [
    'message',
    'message',
    'message',
    'edit',
    'redact',
    'read',
    'read',
    'read',
    'status',
    'assignment',
    'note',
    'snooze',
    'priority',
    'nonsense',
  ] as const;

  const item = (who: 'visitor' | 'ada') => {
    const earlier = said[who].length > 0 && random.chance(0.2) ? random.pick(said[who]) : null;
    // Sent again, as it was or with other words.
    const made = earlier ? (random.chance(0.5) ? earlier : { ...earlier, text: 'Other words' }) : null;
    const fresh = made ?? { cid: cid(), ...bodies[random.pick(kinds)]() };
    said[who].push(fresh);
    return fresh;
  };

  const hello = (who: Speaker, since = 0): Act => {
    const epoch = since === 0 ? null : who === "ada's inbox" ? STAND_INS.inboxEpoch : STAND_INS.epoch;
    const frame = {
      t: 'hello',
      v: 1,
      since,
      epoch,
      ...(who !== "ada's inbox" && { device: 'd'.repeat(26) }),
    };
    return { is: 'say', who, frame, isHello: true };
  };

  const turn = (): Act[] => {
    const who = random.pick(['visitor', 'ada'] as const);
    const chance = random.unit();
    if (chance < 0.66 && said[who].length < COMMANDS_AT_MOST) {
      const items = Array.from({ length: random.integer(1, 2) }, () => item(who));
      return [{ is: 'say', who, frame: { t: 'send', items } as { t: string } }];
    }
    if (chance < 0.74)
      return [{ is: 'say', who, frame: { t: 'typing', on: random.chance(0.5) } as { t: string } }];
    if (chance < 0.8) {
      const context = { ...CONTEXT, page: `http://shop.example/${random.integer(1, 9)}` };
      return [{ is: 'say', who, frame: { t: 'page', context } as { t: string } }];
    }
    if (chance < 0.86) {
      const sync = { t: 'sync', since: random.integer(0, 5), limit: random.integer(1, 4) };
      return [{ is: 'say', who, frame: sync }];
    }
    if (chance < 0.9)
      return [
        { is: 'say', who: "ada's inbox", frame: { t: 'sync', since: random.integer(0, 6) } as { t: string } },
      ];
    const comesBack = random.pick(['visitor', 'ada', "ada's inbox"] as const);
    return [
      { is: 'leave', who: comesBack },
      { is: 'connect', who: comesBack },
      hello(comesBack, random.integer(0, 6)),
    ];
  };

  const everybody = ['visitor', 'ada', "ada's inbox"] as const;
  return [
    ...everybody.flatMap((who): Act[] => [{ is: 'connect', who }, hello(who)]),
    ...Array.from({ length }, turn).flat(),
  ];
}
