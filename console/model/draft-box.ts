/**
 * The drafts of one open conversation, in step with the agent's other devices. What was typed here and is not kept by the
 * server yet counts for more than what the server has, and is sent up; else the server's is taken. That nothing is left counts
 * for more only where no other device has written since. Rule CNV-19 of docs/SPEC.md.
 */
import type { Cancel, Environment } from '../../client/environment.ts';
import { randomId } from '../../client/random-id.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { ClientFrame } from '../../protocol/frames.ts';
import { ID_LENGTHS } from '../../protocol/ids.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { utf8ByteCount } from '../../protocol/shape.ts';
import type { KeptDraft } from '../../protocol/team-frames.ts';
import { type Draft, type Mode, readDraft, writeDraft } from './drafts.ts';

export interface DraftBox {
  readonly state: Readable<Record<Mode, Draft>>;
  write(mode: Mode, text: string, since: number | null): void;
  /** Sends up what has changed, now. */
  flush(): void;
  /** Whether the server has said that it keeps all that it can. */
  isSettled(): boolean;
  /** What the server keeps. */
  heard(kept: readonly KeptDraft[]): void;
}

/** While somebody types, the server hears of it this often, and nothing is put in the place of what they write. */
export const SAVE_MS = 1_000;
export const TYPING_MS = 3_000;

const MODES: readonly Mode[] = ['reply', 'note'];
const NONE = { text: '', since: null, rev: 0, writer: '' };

/** @param say tells the server, if it can. */
export function createDraftBox(
  { clock, random }: Environment,
  agent: string,
  conversation: string,
  say: (frame: Extract<ClientFrame, { t: 'draft' }>) => void,
): DraftBox {
  const self = randomId(random, ID_LENGTHS.device);
  const read = (mode: Mode): Draft => {
    const draft = readDraft(agent, conversation, mode);
    return { ...draft, writer: draft.writer || self };
  };
  const state = writable<Record<Mode, Draft>>({ reply: read('reply'), note: read('note') });
  let kept: readonly KeptDraft[] | null = null;
  let cancelSave: Cancel | null = null;
  let cancelTyping: Cancel | null = null;

  const set = (mode: Mode, draft: Draft) => {
    writeDraft(agent, conversation, mode, draft);
    state.patch({ [mode]: draft });
  };

  const keptOf = (mode: Mode) => kept?.find((draft) => draft.mode === mode);

  // What is too long for a message stays on this device, until it is shortened.
  const isWaiting = (mode: Mode): boolean => {
    const { text, isKept } = state.get()[mode];
    return !isKept && utf8ByteCount(text) <= LIMITS.textBytes;
  };

  const flush = () => {
    cancelSave?.();
    cancelSave = null;
    for (const mode of MODES) {
      if (!isWaiting(mode)) continue;
      const { text, since, base, writer } = state.get()[mode];
      // Words follow whatever is there; that there are none follows only what this device has shown.
      const newest = text ? (keptOf(mode)?.rev ?? base) : base;
      say({ t: 'draft', mode, text, since, base: newest, writer });
    }
  };

  const settle = () => {
    let isBehind = false;
    for (const mode of MODES) {
      const { text, since, rev, writer } = keptOf(mode) ?? NONE;
      const ours = state.get()[mode];
      const isNewer = rev > ours.base && writer !== ours.writer;
      if (text === ours.text) {
        if (!ours.isKept || ours.base !== rev) set(mode, { ...ours, isKept: true, base: rev, writer: self });
      } else if (!ours.isKept && (ours.text || !isNewer)) isBehind = true;
      else if (!cancelTyping || !ours.text) set(mode, { text, since, isKept: true, base: rev, writer: self });
    }
    if (isBehind && !cancelSave) flush();
  };

  const typed = () => {
    cancelTyping?.();
    cancelTyping = clock.after(TYPING_MS, () => {
      cancelTyping = null;
      if (kept) settle();
    });
  };

  return {
    state,
    write(mode, written, since) {
      const text = wellFormed(written);
      set(mode, { ...state.get()[mode], text, since, isKept: false });
      typed();
      if (text === '') flush();
      else cancelSave ??= clock.after(SAVE_MS, flush);
    },
    flush,
    isSettled: () => !MODES.some(isWaiting),
    heard(drafts) {
      kept = drafts;
      settle();
    },
  };
}

/** Half a character becomes the sign for one, as it does on the server: else what is kept would never be what was typed. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
