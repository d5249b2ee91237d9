/**
 * Fetches what can't be done without, for as long as it takes.
 * @param attempt undefined at first, then counted from 1: browsers remember what could not be fetched, so each attempt
 *   needs an address of its own.
 */
export async function persist<T>(load: (attempt?: number) => Promise<T>, failed?: () => void): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await load(attempt || undefined);
    } catch {
      failed?.();
      const delayMs = Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}
