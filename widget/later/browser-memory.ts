/** Small things that this browser keeps for whoever writes here; gone when they are forgotten. Any access may throw. */
export interface Remembered {
  /** `1`: no sound. */
  quiet: string;
  /** The emoji used last, newest first, parted by spaces. */
  emoji: string;
  /** By site: the visitor who has chosen, and the device that is told of answers, if any. widget/porch.ts removes it, too. */
  [push: `push:${string}`]: string;
}

const read = (name: string): string => {
  try {
    return localStorage.getItem(`porchlight:${name}`) ?? '';
  } catch {
    return '';
  }
};

export const recall = (name: keyof Remembered): string => read(name);

/** Who the visitor of a site is, as widget/site-storage.ts keeps it. */
export const recallVisitor = (site: string): string => read(site);

/** Nothing is kept of an empty text. */
export function remember(name: keyof Remembered, text: string): void {
  try {
    if (text) localStorage.setItem(`porchlight:${name}`, text);
    else localStorage.removeItem(`porchlight:${name}`);
  } catch {
    // Then it is as it was at the next visit.
  }
}
