/**
 * Shows notifications where pages may not, as on phones; shows what is pushed; opens the conversation when one is pressed.
 * Keeps no files. One file without imports: browsers load it as a classic script, so its few words stand here.
 */
import type { ServiceWorkerScope, WindowOfWorker } from '../client/service-worker-scope.ts';
import type { PushMessage } from '../protocol/notifications.ts';

const worker = self as unknown as ServiceWorkerScope;

worker.addEventListener('push', (event) => {
  event.waitUntil(show(read(event.data?.json())));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { id, workspace, conversation } = read(event.notification.data);
  event.waitUntil(Promise.all([open(conversation || null), noteOpened(workspace, id)]));
});

/** Field by field: it has been encrypted for us, but maybe by another build. */
function read(message: unknown): Record<keyof PushMessage, string> {
  const said = Object(message) as Record<string, unknown>;
  const field = (name: keyof PushMessage) => (typeof said[name] === 'string' ? said[name] : '');
  return {
    id: field('id'),
    workspace: field('workspace'),
    conversation: field('conversation'),
    visitorName: field('visitorName'),
    text: field('text'),
    occasion: field('occasion'),
  };
}

/** What is not here, is titled by who it is. */
const TITLES: Record<string, (who: string) => string> = {
  test: () => 'Push works',
  mention: (who) => `You are mentioned: ${who}`,
  reminder: (who) => `Reminder: ${who}`,
};

async function show(call: Record<keyof PushMessage, string>): Promise<void> {
  const isTest = call.occasion === 'test';
  // A page that is looked at calls by itself. The server knew of none, or not yet.
  if (!isTest && (await pages()).some(({ visibilityState }) => visibilityState === 'visible')) return;
  const who = call.visitorName || 'Visitor';
  const title = TITLES[call.occasion]?.(who) ?? who;
  const body = isTest ? 'This device is called also while the console is closed.' : call.text;
  const tag = call.conversation || 'push-test';
  const [shown] = await worker.registration.getNotifications({ tag });
  // A page in the background may have come first: then it is not told twice.
  const options = { body, tag, icon: '/console/icon.svg', renotify: shown?.body !== body, data: call };
  await worker.registration.showNotification(title, options);
}

async function open(conversation: string | null): Promise<void> {
  const [page] = await pages();
  if (!page)
    return void (await worker.clients.openWindow(`/console${conversation ? `/c/${conversation}` : ''}`));
  await page.focus();
  page.postMessage({ go: conversation });
}

/** For the ledger. Somebody else may be signed in by now: then the server says no. */
async function noteOpened(workspace: string, id: string): Promise<void> {
  if (!id) return;
  const path = `/api/workspaces/${workspace}/me/notifications/opened`;
  await fetch(path, { method: 'POST', body: JSON.stringify({ id }) }).catch(() => {});
}

/** Of the console. */
const pages = async (): Promise<WindowOfWorker[]> =>
  (await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })).filter(({ url }) =>
    new URL(url).pathname.startsWith('/console'),
  );
