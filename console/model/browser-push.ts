/** Push as this browser has it, by the console's service worker. */
import { subscribeToPush } from '../../client/push-subscription.ts';
import type { PushPlatform } from './push-switch.ts';
import { parseUserAgent } from './user-agent.ts';

export const browserPush = (): PushPlatform => ({
  isSupported: () => 'PushManager' in globalThis && 'serviceWorker' in navigator,

  name() {
    const { browser, system } = parseUserAgent(navigator.userAgent);
    return [browser, system].filter(Boolean).join(' · ') || navigator.platform || '?';
  },

  subscribe: async (key) => subscribeToPush(await navigator.serviceWorker.ready, key),

  async unsubscribe() {
    const { pushManager } = await navigator.serviceWorker.ready;
    await (await pushManager.getSubscription())?.unsubscribe();
  },
});
