/** Draws the whole console against the fake backend. */
import { render } from '@testing-library/preact';
import type { OutboxItem, OutboxStore } from '../../client/outbox.ts';
import { App } from '../../console/app.tsx';
import { createRouter } from '../../console/model/route.ts';
import { createSession } from '../../console/model/session.ts';
import { preloadScreens } from '../../console/ui/later-screens.ts';
import { createFakeBackend, type FakeBackend } from './console-backend.ts';

/** Once, as for an agent whose list is there: else the first test of each file waits for them. */
await preloadScreens();

export const ORIGIN = 'http://console.test';

/** Lasts as long as the test, as a browser's would over a reload. */
export function lastingOutbox(): OutboxStore {
  const boxes = new Map<string, OutboxItem[]>();
  const itemsOf = (box: string) => boxes.get(box) ?? [];
  return {
    isLasting: true,
    load: async (box) => [...itemsOf(box)],
    put: async (box, item) => void boxes.set(box, [...itemsOf(box), item]),
    remove: async (box, cid) =>
      void boxes.set(
        box,
        itemsOf(box).filter(({ command }) => command.cid !== cid),
      ),
  };
}

interface Start {
  backend?: FakeBackend;
  outbox?: OutboxStore;
  path?: string;
  linkToken?: string;
}

export function openConsole({
  backend = createFakeBackend(),
  outbox = lastingOutbox(),
  path = '/console',
  linkToken,
}: Start = {}) {
  history.replaceState(null, '', path);
  const session = createSession(backend.environment, ORIGIN);
  session.start(linkToken ?? null);
  const router = createRouter();
  const drawn = render(
    <App environment={backend.environment} session={session} router={router} outbox={outbox} />,
  );
  return {
    backend,
    outbox,
    session,
    router,
    close() {
      drawn.unmount();
      router.stop();
    },
  };
}
