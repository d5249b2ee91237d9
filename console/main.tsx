/** The console starts here. */
import { render } from 'preact';
import { browserEnvironment } from '../client/browser-environment.ts';
import { openBrowserOutboxStore } from '../client/browser-outbox-store.ts';
import { outboxItem } from '../client/outbox.ts';
import type { command } from '../protocol/event.ts';
import { workspaceOf } from '../protocol/ids.ts';
import { teamCommand } from '../protocol/team-event.ts';
import { App } from './app.tsx';
import { createRouter } from './model/route.ts';
import { followServiceWorker } from './model/service-worker.ts';
import { createSession } from './model/session.ts';
import { takeSignInToken } from './model/sign-in-link.ts';

const linkToken = takeSignInToken(location, history);
const environment = browserEnvironment();
const router = createRouter();
const { conversation } = router.route.get();
const session = createSession(
  environment,
  location.origin,
  conversation ? workspaceOf(conversation) : undefined,
);
followServiceWorker(router, session);
session.start(linkToken);

/** Notes wait in the outbox like replies. */
const teamItem = outboxItem(teamCommand as unknown as typeof command);
const root = document.getElementById('app');
if (!root) throw new Error('console/index.html has no #app');
const outbox = await openBrowserOutboxStore(teamItem);
render(<App environment={environment} session={session} router={router} outbox={outbox} />, root);
