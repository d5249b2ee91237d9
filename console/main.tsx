/** The console starts here. */
import { render } from 'preact';
import { browserEnvironment } from '../client/browser-environment.ts';
import { openBrowserOutboxStore } from '../client/browser-outbox-store.ts';
import { workspaceOf } from '../protocol/ids.ts';
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
session.start(linkToken);
followServiceWorker(router);

const root = document.getElementById('app');
if (!root) throw new Error('console/index.html has no #app');
const outbox = await openBrowserOutboxStore();
render(<App environment={environment} session={session} router={router} outbox={outbox} />, root);
