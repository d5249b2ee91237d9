import type { MessengerModule } from './contract.ts';

/**
 * Fetches the messenger, for as long as it takes. Each further attempt has an address of its own, because browsers
 * remember that a module could not be fetched.
 */
export async function importMessenger(url: string, failed: () => void): Promise<MessengerModule> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await import(/* @vite-ignore */ attempt ? `${url}?retry=${attempt}` : url);
    } catch {
      failed();
      const delayMs = Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}
