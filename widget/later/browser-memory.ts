/** Small things that this browser keeps for whoever writes here; gone when they are forgotten. Any access may throw. */
export interface Remembered {
  /** `1`: no sound. */
  quiet: string;
  /** The emoji used last, newest first, parted by spaces. */
  emoji: string;
}

const keyOf = (name: keyof Remembered) => `porchlight:${name}`;

export function recall(name: keyof Remembered): string {
  try {
    return localStorage.getItem(keyOf(name)) ?? '';
  } catch {
    return '';
  }
}

/** Nothing is kept of an empty text. */
export function remember(name: keyof Remembered, text: string): void {
  try {
    if (text) localStorage.setItem(keyOf(name), text);
    else localStorage.removeItem(keyOf(name));
  } catch {
    // Then it is as it was at the next visit.
  }
}
