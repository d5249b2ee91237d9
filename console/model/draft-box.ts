/**
 * The drafts of one open conversation, in step with the agent's other devices. What was typed here and is not kept by the
 * server yet counts for more than what the server has, and is sent up; else the server's is taken. Rule CNV-19 of
 * docs/SPEC.md.
 */
import type { Cancel, Environment } from '../../client/environment.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { ClientFrame } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { utf8ByteCount } from '../../protocol/shape.ts';
import type { KeptDraft } from '../../protocol/team-frames.ts';
import { type Draft, type Mode, readDraft, writeDraft } from './drafts.ts';

export interface DraftBox {
  readonly state: Readable<Record<Mode, Draft>>;
  write(mode: Mode, text: string, since: number | null): void;
  /** Sends up what has changed, now. */
  flush(): void;
  /** What the server keeps. */
  heard(kept: readonly KeptDraft[]): void;
}

/** While somebody types, the server hears of it this often, and nothing is put in the place of what they write. */
export const SAVE_MS = 1_000;
export const TYPING_MS = 3_000;

const MODES: readonly Mode[] = ['reply', 'note'];

/** @param say tells the server, if it can. */
export function createDraftBox(
  { clock }: Environment,
  agent: string,
  conversation: string,
  say: (frame: Extract<ClientFrame, { t: 'draft' }>) => void,
): DraftBox {
  const state = writable<Record<Mode, Draft>>({
    reply: readDraft(agent, conversation, 'reply'),
    note: readDraft(agent, conversation, 'note'),
  });
  let kept: readonly KeptDraft[] | null = null;
  let cancelSave: Cancel | null = null;
  let cancelTyping: Cancel | null = null;

  const set = (mode: Mode, draft: Draft) => {
    writeDraft(agent, conversation, mode, draft);
    state.patch({ [mode]: draft });
  };

  const flush = () => {
    cancelSave?.();
    cancelSave = null;
    for (const mode of MODES) {
      const { text, since, isKept } = state.get()[mode];
      // What is too long for a message stays on this device, until it is shortened.
      if (!isKept && utf8ByteCount(text) <= LIMITS.textBytes) say({ t: 'draft', mode, text, since });
    }
  };

  const settle = () => {
    let isBehind = false;
    for (const mode of MODES) {
      const { text, since } = kept?.find((draft) => draft.mode === mode) ?? { text: '', since: null };
      const ours = state.get()[mode];
      if (text === ours.text) {
        if (!ours.isKept) set(mode, { ...ours, isKept: true });
      } else if (!ours.isKept) isBehind = true;
      else if (!cancelTyping) set(mode, { text, since, isKept: true });
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
      set(mode, { text, since, isKept: false });
      typed();
      if (text === '') flush();
      else cancelSave ??= clock.after(SAVE_MS, flush);
    },
    flush,
    heard(drafts) {
      kept = drafts;
      settle();
    },
  };
}

/** Half a character becomes the sign for one, as it does on the server: else what is kept would never be what was typed. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
