/** Push as this browser has it, by the console's service worker. */
import type { PushPlatform, Subscription } from './push-switch.ts';
import { parseUserAgent } from './user-agent.ts';

export const browserPush = (): PushPlatform => ({
  isSupported: () => 'PushManager' in globalThis && 'serviceWorker' in navigator,

  name() {
    const { browser, system } = parseUserAgent(navigator.userAgent);
    return [browser, system].filter(Boolean).join(' · ') || navigator.platform || '?';
  },

  async subscribe(key) {
    const { pushManager } = await navigator.serviceWorker.ready;
    const options = { userVisibleOnly: true, applicationServerKey: key };
    try {
      return told(await pushManager.subscribe(options));
    } catch (error) {
      // One for another key is in the way: the installation has moved and made new ones.
      const other = await pushManager.getSubscription();
      if (!other) throw error;
      await other.unsubscribe();
      return told(await pushManager.subscribe(options));
    }
  },

  async unsubscribe() {
    const { pushManager } = await navigator.serviceWorker.ready;
    await (await pushManager.getSubscription())?.unsubscribe();
  },
});

function told(subscription: PushSubscription): Subscription {
  const { endpoint = '', keys } = subscription.toJSON();
  return { endpoint, p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' };
}
