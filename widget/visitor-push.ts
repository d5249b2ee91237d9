/**
 * Shows visitors the answers that are pushed, and brings them back when one is pressed. Keeps no files and answers no
 * requests. One file without imports: browsers load it as a classic script, a site's own worker by `importScripts`, and
 * so it leaves alone what is not ours. It is built as a function, so that its names are nobody else's.
 */
import type { ServiceWorkerScope } from '../client/service-worker-scope.ts';
import type { AnswerMessage } from '../protocol/visitor-push.ts';

const worker = self as unknown as ServiceWorkerScope;
/** The conversation that was pressed and that no page has shown yet. */
let wanted = '';

/** Not where it is a part of the site's own worker, whose pages may still need the version before. */
worker.addEventListener('install', (event) => {
  if (worker.registration.scope.startsWith(`${location.origin}${location.pathname}/`))
    event.waitUntil(worker.skipWaiting());
});

worker.addEventListener('push', (event) => {
  const answer = read(() => event.data?.json());
  if (answer) event.waitUntil(show(answer));
});

worker.addEventListener('notificationclick', (event) => {
  const answer = read(() => event.notification.data);
  if (!answer) return;
  event.notification.close();
  event.waitUntil(open(answer));
});

/** A page that has just been opened asks whether it is to show a conversation; each says so when it does. */
worker.addEventListener('message', ({ data, source }) => {
  if (data?.porchlight === 'ready' && wanted) source?.postMessage({ porchlight: wanted });
  if (data?.porchlight === 'shown') wanted = '';
});

/** Field by field: it has been encrypted for us, but maybe by another build, or it is not ours. */
function read(message: () => unknown): Record<keyof AnswerMessage, string> | null {
  try {
    const said = Object(message()) as Record<string, unknown>;
    const field = (name: keyof AnswerMessage) => (typeof said[name] === 'string' ? said[name] : '');
    return said.porchlight === 'answer'
      ? {
          porchlight: 'answer',
          conversation: field('conversation'),
          name: field('name'),
          text: field('text'),
          page: field('page'),
          icon: field('icon'),
        }
      : null;
  } catch {
    // No JSON.
    return null;
  }
}

async function show(answer: Record<keyof AnswerMessage, string>): Promise<void> {
  const { conversation, name, text: body, icon } = answer;
  const tag = `porchlight:${conversation}`;
  const [shown] = await worker.registration.getNotifications({ tag });
  const options = { body, tag, renotify: shown?.body !== body, data: answer, ...(icon && { icon }) };
  await worker.registration.showNotification(name || location.hostname, options);
}

async function open({
  conversation,
  page,
}: Pick<Record<keyof AnswerMessage, string>, 'conversation' | 'page'>): Promise<void> {
  const address = ownAddress(page);
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const isThere = ({ url }: { url: string }) => new URL(url).pathname === address.pathname;
  // The messenger as a page stands beside those of other sites, and the console.
  const isOneOfMany = address.pathname.startsWith('/to/');
  const there = pages.find(isThere) ?? (isOneOfMany ? undefined : pages[0]);
  wanted = conversation;
  if (there) {
    await there.focus();
    return there.postMessage({ porchlight: conversation });
  }
  await worker.clients.openWindow(address.href);
}

/** Where a push may lead: to this origin and nowhere else. */
function ownAddress(page: string): URL {
  const { origin } = location;
  const address = URL.canParse(page) ? new URL(page) : null;
  return address?.origin === origin ? address : new URL(origin);
}
