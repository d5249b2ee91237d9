/** Which screen the address names: `/console` or `/console/c/CONVERSATION`. */
import { type Readable, writable } from '../../client/store.ts';
import { conversationId } from '../../protocol/ids.ts';

export interface Route {
  /** The conversation that is open. */
  conversation: string | null;
}

export interface Router {
  readonly route: Readable<Route>;
  go(conversation: string | null): void;
  stop(): void;
}

const ROOT = '/console';
const CONVERSATION = `${ROOT}/c/`;

export const pathOf = (conversation: string | null): string =>
  conversation ? CONVERSATION + conversation : ROOT;

export function parseRoute(path: string): Route {
  if (!path.startsWith(CONVERSATION)) return { conversation: null };
  try {
    return { conversation: conversationId(path.slice(CONVERSATION.length).replace(/\/$/, ''), 'path') };
  } catch {
    return { conversation: null };
  }
}

export function createRouter(): Router {
  const route = writable<Route>(parseRoute(location.pathname));
  const read = () => route.set(parseRoute(location.pathname));
  addEventListener('popstate', read);
  return {
    route,
    go(conversation) {
      if (conversation === route.get().conversation) return;
      history.pushState(null, '', pathOf(conversation));
      read();
    },
    stop: () => removeEventListener('popstate', read),
  };
}
