/** Shows notifications where pages may not, as on phones, and opens the conversation when one is pressed. Keeps no files. */

/** What of a worker's globals is used: TypeScript has them only in place of a page's. */
interface Worker {
  clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<Client[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(type: 'notificationclick', listener: (event: NotificationClick) => void): void;
}
interface Client {
  url: string;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}
interface NotificationClick extends Event {
  notification: Notification;
  waitUntil(done: Promise<unknown>): void;
}

const worker = self as unknown as Worker;

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data || null));
});

async function open(conversation: string | null): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ url }) => new URL(url).pathname.startsWith('/console'));
  if (!page)
    return void (await worker.clients.openWindow(`/console${conversation ? `/c/${conversation}` : ''}`));
  await page.focus();
  page.postMessage({ go: conversation });
}
