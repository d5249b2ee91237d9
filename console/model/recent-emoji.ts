/** The emoji that were chosen lately in this browser, the last one first. */
const KEY = 'porchlight:emoji';
const MOST = 16;

export function recentEmoji(): string[] {
  try {
    return (localStorage.getItem(KEY) ?? '').split(' ').filter(Boolean);
  } catch {
    return [];
  }
}

export function rememberEmoji(emoji: string): void {
  const before = recentEmoji().filter((other) => other !== emoji);
  try {
    localStorage.setItem(KEY, [emoji, ...before].slice(0, MOST).join(' '));
  } catch {
    // Denied: they are found in their groups all the same.
  }
}
