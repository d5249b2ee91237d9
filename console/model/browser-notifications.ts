/** Notifications with the desktop and the push of this browser: what the console fetches once the list is there. */
import type { Environment } from '../../client/environment.ts';
import type { Backend } from './backend.ts';
import { browserDesktop } from './browser-desktop.ts';
import { browserPush } from './browser-push.ts';
import { createCallsBackend } from './calls-backend.ts';
import type { Inbox } from './inbox.ts';
import { createNotifications, type Notifications, type Screen } from './notifications.ts';
import type { Membership } from './session.ts';

export const browserNotifications = (
  environment: Environment,
  backend: Backend,
  inbox: Inbox,
  membership: Membership,
  screen: Screen,
): Notifications =>
  createNotifications(
    environment,
    {
      desktop: browserDesktop(),
      push: browserPush(),
      backend: createCallsBackend(backend, membership.workspace),
    },
    inbox,
    membership,
    screen,
  );
