/** Made-up conversations in any number, the same for the same seed: for benches and for a console that looks busy. */
import type { Priority } from '../../protocol/team-event.ts';

const FIRST = ['Test', 'Sample', 'Dummy', 'Mock', 'Example', 'Fixture', 'Stub', 'Specimen'];
const WORDS =
  'lamp order delivery delivered broken shade cable bulb refund invoice address parcel colour brass copper glass return exchange warranty switch dimmer plug voltage ceiling table floor garden porch light warm cold bright flicker hum missing screw late early tomorrow weekend phone mail payment card discount code gift'.split(
    ' ',
  );
const RARE = ['zirconium', 'quokka', 'xylophone'];
const CHINESE = ['我想申请退款', '什么时候发货', '灯坏了怎么办', '谢谢你的帮助'];

export interface SyntheticMessage {
  isVisitors: boolean;
  text: string;
}

export interface SyntheticConversation {
  /** Clearly nobody's. */
  visitorName: string;
  email: string;
  messages: SyntheticMessage[];
  isResolved: boolean;
  isSnoozed: boolean;
  priority: Priority;
  /** Numbers below the counts that were asked for; null: none. */
  agent: number | null;
  label: number | null;
  isVip: boolean;
}

/** Tommy Ettinger's Mulberry32. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param messageCount on average. */
export function* syntheticConversations(
  count: number,
  { seed = 1, agents = 5, labels = 8, messageCount = 10 } = {},
): Generator<SyntheticConversation> {
  const unit = mulberry32(seed);
  const below = (limit: number) => Math.floor(unit() * limit);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const sentence = (index: number) => {
    const words = Array.from({ length: 4 + below(12) }, () => pick(WORDS));
    if (unit() < 0.1) words.push(pick(CHINESE));
    if (index % 997 === 0) words.push(pick(RARE));
    return `${words.join(' ')} ${index}`;
  };
  for (let index = 0; index < count; index += 1) {
    const isResolved = unit() < 0.6;
    yield {
      visitorName: `${pick(FIRST)} Visitor ${index + 1}`,
      email: `visitor-${index + 1}@example.invalid`,
      messages: Array.from({ length: 1 + below(2 * messageCount - 1) }, (_, at) => ({
        isVisitors: at === 0 || unit() < 0.5,
        text: sentence(index * 100 + at),
      })),
      isResolved,
      isSnoozed: !isResolved && unit() < 0.15,
      priority: unit() < 0.8 ? 'normal' : pick(['low', 'high', 'urgent'] as const),
      agent: unit() < 0.3 ? null : below(agents),
      label: unit() < 0.5 ? null : below(labels),
      isVip: unit() < 0.03,
    };
  }
}
