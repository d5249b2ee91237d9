/** Everything a signed-in agent works with in one workspace, made together and ended together. */
import type { Cancel, Environment } from '../../client/environment.ts';
import type { OutboxStore } from '../../client/outbox.ts';
import { type Account, createAccount } from './account.ts';
import { createDesk, type Desk } from './desk.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createInstall, type Install } from './install.ts';
import { createNotifications, type Desktop, type Notifications } from './notifications.ts';
import type { Router } from './route.ts';
import type { Membership, Session, SessionState } from './session.ts';
import { createSiteSettings, type SiteSettings } from './site-settings.ts';
import { createSiteWords, type SiteWords } from './site-words.ts';
import { standingOf } from './standing.ts';

export interface Workspace {
  readonly inbox: Inbox;
  readonly desk: Desk;
  readonly account: Account;
  readonly install: Install;
  readonly notifications: Notifications;
  readonly siteSettings: SiteSettings;
  readonly siteWords: SiteWords;
  readonly router: Router;
  /** Resolves the conversation on screen, or opens it again. */
  toggleResolved(): void;
  start(): void;
  stop(): void;
}

export function createWorkspace(
  environment: Environment,
  session: Session,
  router: Router,
  outbox: OutboxStore,
  signedIn: Extract<SessionState, { is: 'signed-in' }>,
  desktop: Desktop,
): Workspace {
  const { backend } = session;
  let membership: Membership = signedIn.membership;
  const self = () => {
    const current = session.state.get();
    // After signing out the last known name still signs what is under way.
    if (current.is === 'signed-in' && current.membership.agent === membership.agent)
      membership = current.membership;
    return membership;
  };
  const inbox = createInbox(environment, backend, membership);
  const desk = createDesk(environment, backend, outbox, self);
  const notifications = createNotifications(environment, desktop, inbox, membership.agent, {
    opened: () => desk.state.get().open?.id ?? null,
    go: router.go,
  });
  const account = createAccount(session, signedIn);
  let unfollow: Cancel = () => {};

  const follow = () => {
    const { conversation } = router.route.get();
    // Of another workspace: its address means nothing here.
    const isHere = conversation?.startsWith(`${membership.workspace}-`) ?? false;
    const open = isHere ? conversation : null;
    inbox.opened(open);
    desk.open(open);
  };

  return {
    inbox,
    desk,
    account,
    install: createInstall(backend, membership.workspace),
    notifications,
    siteSettings: createSiteSettings(backend, membership.workspace),
    siteWords: createSiteWords(backend),
    router,
    toggleResolved() {
      const { open } = desk.state.get();
      if (!open) return;
      const row = inbox.state.get().all.find(({ conversation }) => conversation === open.id);
      const { status } = standingOf(open.state.get(), row);
      open.setStatus(status === 'open' ? 'resolved' : 'open');
    },
    start() {
      notifications.start();
      inbox.start();
      desk.start();
      // Its faces are seen everywhere.
      void account.loadTeam();
      unfollow = router.route.subscribe(follow);
      follow();
    },
    stop() {
      unfollow();
      notifications.stop();
      inbox.stop();
      desk.stop();
    },
  };
}
