/**
 * Fetches what is needed to talk, for as long as it takes.
 * @param attempt by its number. A deploy may have removed the messenger that this loader knows, so further attempts ask
 *   for the newest; each by an address of its own, because browsers remember what could not be fetched.
 */
export async function importMessenger<T>(
  load: (attempt: number) => Promise<T>,
  failed: () => void,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await load(attempt);
    } catch {
      failed();
      const delayMs = Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}
