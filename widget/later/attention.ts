/** Calls the visitor back when an answer has come and they look elsewhere: by a sound, and by the title of the tab. */
import type { Cancel, Environment } from '../../client/environment.ts';
import type { MessengerModel } from '../model.ts';
import { recall } from './browser-memory.ts';

const FLASH_MS = 1_000;
/** So long no other tab of this browser sounds for the same answer. */
const HUSH_MS = 2_000;

export interface Attention {
  /** An answer has come. */
  call(): void;
}

export function createAttention({ clock, isVisible }: Environment, model: MessengerModel): Attention {
  const title = flashingTitle();
  let cancelFlash: Cancel | undefined;

  const unread = () => model.state.get().talks.reduce((sum, { state }) => sum + state.unread, 0);
  const stop = () => {
    cancelFlash?.();
    cancelFlash = undefined;
    document.removeEventListener('visibilitychange', flash);
    title.restore();
  };
  /** Turns the title over, until somebody looks, or all is read, or nobody is here to be told. */
  const flash = () => {
    cancelFlash?.();
    if (isVisible() || !unread()) return stop();
    title.turn(unread());
    cancelFlash = clock.after(FLASH_MS, flash);
  };
  model.state.subscribe(() => {
    if (cancelFlash && !unread()) stop();
  });

  return {
    call() {
      void chimeOnce();
      if (cancelFlash || isVisible()) return;
      document.addEventListener('visibilitychange', flash);
      flash();
    },
  };
}

/** The page's title, and ours in its place for a moment. What the page says meanwhile is what comes back. */
function flashingTitle() {
  let own: string | null = null;
  let shown: string | null = null;
  const element = () => document.querySelector('head > title');
  const restore = () => {
    const title = element();
    if (title && shown !== null && title.textContent === shown) title.textContent = own;
    shown = null;
  };
  return {
    restore,
    turn(count: number) {
      const title = element();
      if (shown !== null && title?.textContent === shown) return restore();
      if (!title) return;
      own = title.textContent;
      shown = `(${count}) ${own}`;
      title.textContent = shown;
    },
  };
}

/** In one of this browser's tabs. */
async function chimeOnce(): Promise<void> {
  // Browsers let nothing be heard on a page that nobody has touched.
  if (recall('quiet') || navigator.userActivation?.hasBeenActive === false) return;
  const ring = async () => {
    await chime();
    await new Promise((resolve) => setTimeout(resolve, HUSH_MS));
  };
  if (!navigator.locks) return ring();
  await navigator.locks.request('porchlight:sound', { ifAvailable: true }, (lock) => lock && ring());
}

/** Two soft notes, the second higher. */
async function chime(): Promise<void> {
  try {
    const context = new AudioContext();
    const begin = context.currentTime + 0.02;
    const notes = [660, 880].map((frequency, index) => {
      const at = begin + index * 0.12;
      const note = new OscillatorNode(context, { frequency });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.08, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.35);
      note.connect(volume).connect(context.destination);
      note.start(at);
      note.stop(at + 0.36);
      return note;
    });
    const last = notes.at(-1);
    if (last) last.onended = () => void context.close();
    await context.resume();
  } catch {
    // No sound, then.
  }
}
