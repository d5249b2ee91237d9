/** What of a service worker's globals is used: TypeScript has them only in place of a page's. */
export interface ServiceWorkerScope {
  clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<WindowOfWorker[]>;
    openWindow(url: string): Promise<unknown>;
  };
  registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install', listener: (event: Lasting) => void): void;
  addEventListener(type: 'push', listener: (event: Push) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: NotificationClick) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

export interface WindowOfWorker {
  url: string;
  visibilityState: DocumentVisibilityState;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}

interface Lasting extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Push extends Lasting {
  data: { json(): unknown } | null;
}
interface NotificationClick extends Lasting {
  notification: Notification;
}
