/** A browser's push subscription, as the server wants to be told of it. */
import type { PushDeviceRequest } from '../protocol/notifications.ts';

/** A subscription as the push service gave it. */
export type Subscription = Omit<PushDeviceRequest, 'name'>;

/**
 * Subscribes, or returns the subscription that is there. The browser asks its user if that was not done.
 * @param key of the installation. @throws when the push service says no.
 */
export async function subscribeToPush(
  { pushManager }: Pick<ServiceWorkerRegistration, 'pushManager'>,
  key: string,
): Promise<Subscription> {
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
}

function told(subscription: PushSubscription): Subscription {
  const { endpoint = '', keys } = subscription.toJSON();
  return { endpoint, p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' };
}
