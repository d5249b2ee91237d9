/** Notifications of answers after the page is closed: fetched where they are possible, by whoever waits for one or has chosen. */
import type { Environment } from '../../client/environment.ts';
import type { MessengerHost } from '../contract.ts';
import type { MessengerState } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { recall } from './browser-memory.ts';
import { settingsOf } from './owner-settings.ts';
import type { Push } from './push.tsx';

/** Once it is there. */
export let push: Push | undefined;

/** The last word is the visitor's. */
export const isWaiting = ({ conversation }: MessengerState): boolean => {
  const last = conversation?.timeline.entries.findLast(({ is }) => is === 'message');
  return last?.author.role === 'visitor' && conversation?.timeline.status === 'open';
};

export function followPush(host: MessengerHost, environment: Environment, model: MessengerModel): void {
  let isFetched = false;
  push = undefined;
  model.state.subscribe(() => {
    const { pushWorker } = settingsOf(model);
    const isPossible =
      'PushManager' in window &&
      // Some browsers have none in private windows.
      'serviceWorker' in navigator &&
      globalThis.Notification?.permission !== 'denied';
    if (isFetched || !pushWorker || !isPossible) return;
    if (!isWaiting(model.state.get()) && !recall(`push:${host.site}`)) return;
    isFetched = true;
    import('./push.tsx').then(
      ({ createPush }) => {
        push = createPush(host, environment, model, pushWorker);
        model.patch({});
      },
      () => {
        isFetched = false;
      },
    );
  });
}
