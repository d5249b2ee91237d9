import type { MessengerModule } from './contract.ts';

/**
 * Fetches the messenger, for as long as it takes. A deploy may have removed the one that this loader knows, so further
 * attempts ask for the newest; each by an address of its own, because browsers remember what could not be fetched.
 */
export async function importMessenger(
  origin: string,
  path: string,
  failed: () => void,
): Promise<MessengerModule> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await import(/* @vite-ignore */ origin + (attempt ? `/messenger.js?${attempt}` : path));
    } catch {
      failed();
      const delayMs = Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}
