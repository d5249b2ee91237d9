/** Everything a signed-in agent works with in one workspace, made together and ended together. */
import type { Cancel, Environment } from '../../client/environment.ts';
import type { OutboxStore } from '../../client/outbox.ts';
import { randomId } from '../../client/random-id.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { Action } from '../../protocol/actions.ts';
import { type Availability, LABEL_COLORS } from '../../protocol/desk.ts';
import { ID_LENGTHS } from '../../protocol/ids.ts';
import { loadLaterWords } from '../i18n.ts';
import { type Account, createAccount } from './account.ts';
import { createDesk, type Desk } from './desk.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createInstall, type Install } from './install.ts';
import type { Notifications } from './notifications.ts';
import { createPeople, type People } from './person.ts';
import { createReminded } from './reminded.ts';
import type { Router } from './route.ts';
import { createSearch, type Search } from './search.ts';
import type { Membership, Session, SessionState } from './session.ts';
import { createSiteSettings, type SiteSettings } from './site-settings.ts';
import { createSiteWords, type SiteWords } from './site-words.ts';
import { standingOf } from './standing.ts';

/** How the last change of several went. */
export interface Arranging {
  is: 'idle' | 'busy' | 'failed';
  /** Not changed. */
  refused: number;
}

export interface Workspace {
  readonly inbox: Inbox;
  readonly desk: Desk;
  readonly account: Account;
  readonly install: Install;
  /** How the agent is called. Fetched once the list is there. */
  notifications(): Promise<Notifications>;
  readonly siteSettings: SiteSettings;
  readonly siteWords: SiteWords;
  readonly router: Router;
  readonly search: Search;
  readonly people: People;
  /** A search of its own, for people to merge. */
  readonly peopleSearch: Search;
  readonly arranging: Readable<Arranging>;
  /** Whoever has read that something failed. */
  dismissFailure(): void;
  /** Does something to conversations; what the server makes of it shows in the list by itself. */
  arrange(conversations: readonly string[], action: Action): Promise<void>;
  /** Makes a label, and puts it on these. */
  addLabel(name: string, conversations: readonly string[]): Promise<void>;
  /** Keeps the view that is shown, under this name. */
  saveView(name: string, isShared: boolean): Promise<void>;
  setAvailability(availability: Availability): Promise<void>;
  /** The row that the next key is about, though another conversation may be open; null: none. */
  aimAt(conversation: string | null): void;
  /** Those that are marked, else the one that is aimed at, else the one that is open. */
  targets(): string[];
  /** Resolves the conversation on screen, or opens it again. */
  toggleResolved(): void;
  /** The same for all targets: they are opened again when all of them are resolved. */
  toggleTargetsResolved(): void;
  /** Assigns all targets to this agent. */
  takeTargets(): void;
  start(): void;
  stop(): void;
}

export function createWorkspace(
  environment: Environment,
  session: Session,
  router: Router,
  outbox: OutboxStore,
  signedIn: Extract<SessionState, { is: 'signed-in' }>,
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
  let calling: Promise<Notifications> | null = null;
  const notifications = (): Promise<Notifications> => {
    calling ??= startCalling().catch((error) => {
      calling = null;
      throw error;
    });
    return calling;
  };
  const startCalling = async (): Promise<Notifications> => {
    const [{ browserNotifications }] = await Promise.all([
      import('./browser-notifications.ts'),
      loadLaterWords(),
    ]);
    const started = browserNotifications(environment, backend, inbox, membership, {
      opened: () => desk.state.get().open?.id ?? null,
      go: router.go,
    });
    if (isStarted) started.start();
    return started;
  };
  let isStarted = false;
  const account = createAccount(session, signedIn);
  const arranging = writable<Arranging>({ is: 'idle', refused: 0 });
  const attempt = async (run: () => Promise<unknown>): Promise<void> => {
    arranging.set({ is: 'busy', refused: 0 });
    try {
      await run();
      if (arranging.get().is === 'busy') arranging.set({ is: 'idle', refused: 0 });
    } catch {
      arranging.set({ is: 'failed', refused: 0 });
    }
  };
  /** A request takes so many. */
  const AT_ONCE = 100;
  const arrange = (conversations: readonly string[], action: Action) =>
    attempt(async () => {
      await desk.letGo(conversations);
      let refused = 0;
      for (let from = 0; from < conversations.length; from += AT_ONCE) {
        const { results } = await backend.act(membership.workspace, {
          conversations: conversations.slice(from, from + AT_ONCE),
          cid: randomId(environment.random, ID_LENGTHS.cid),
          action,
        });
        refused += results.filter(({ outcome }) => outcome === 'refused').length;
      }
      if (refused > 0) arranging.set({ is: 'failed', refused });
    });
  const reminded = createReminded(inbox, (conversation) => {
    const cid = randomId(environment.random, ID_LENGTHS.cid);
    const action = { do: 'remind', at: null } as const;
    backend.act(membership.workspace, { conversations: [conversation], cid, action }).catch(() => {});
  });
  let aim: string | null = null;
  const targets = () => {
    const { selected } = inbox.state.get();
    const about = aim ?? desk.state.get().open?.id;
    return selected.size > 0 ? [...selected] : about ? [about] : [];
  };
  /** Then it is done where it is: at once, and also without a network. */
  const isOnlyOpen = () => {
    const about = targets();
    return about.length === 1 && about[0] === desk.state.get().open?.id;
  };
  const toggleResolved = () => {
    const { open } = desk.state.get();
    if (!open) return;
    const row = inbox.state.get().all.find(({ conversation }) => conversation === open.id);
    const { status } = standingOf(open.state.get(), row);
    open.setStatus(status === 'open' ? 'resolved' : 'open');
  };
  let unfollow: Cancel = () => {};

  /** Who is in the team, and as what. */
  let team = '';
  const followTeam = () => {
    const { members } = inbox.state.get().desk;
    if (!members) return;
    const own = members.find(({ agent }) => agent === membership.agent);
    if (own && own.role !== self().role) session.gotRole(own.role);
    const next = members.map(({ agent, name, role }) => `${agent} ${role} ${name}`).join();
    // The first time it is loaded with the list anyway.
    if (team && next !== team) void account.loadTeam();
    team = next;
  };

  const follow = () => {
    const { conversation } = router.route.get();
    // Of another workspace: its address means nothing here.
    const isHere = conversation?.startsWith(`${membership.workspace}-`) ?? false;
    const open = isHere ? conversation : null;
    inbox.opened(open);
    reminded.opened(open);
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
    search: createSearch(environment.clock, backend, membership.workspace),
    people: createPeople(environment.clock, backend, membership.workspace),
    peopleSearch: createSearch(environment.clock, backend, membership.workspace),
    arranging,
    dismissFailure: () => arranging.set({ is: 'idle', refused: 0 }),
    arrange,
    async addLabel(name, conversations) {
      await attempt(async () => {
        const { labels = [] } = inbox.state.get().desk;
        const color = LABEL_COLORS[(labels.length % (LABEL_COLORS.length - 1)) + 1] ?? 'grey';
        const made = await backend.putDeskItem(membership.workspace, 'labels', null, { name, color });
        await arrange(conversations, { do: 'labels', add: [made.id], remove: [] });
      });
    },
    saveView: (name, isShared) =>
      attempt(async () => {
        const { view } = inbox.state.get();
        const { filter, sort } = view;
        const saved = await backend.putDeskItem(membership.workspace, 'views', null, {
          name,
          filter,
          sort,
          isShared,
        });
        inbox.choose({ filter, sort, saved: saved.id });
      }),
    setAvailability: (availability) =>
      attempt(() => backend.setAvailability(membership.workspace, availability)),
    aimAt(conversation) {
      aim = conversation;
    },
    targets,
    toggleResolved,
    toggleTargetsResolved() {
      if (isOnlyOpen()) return toggleResolved();
      const about = targets();
      const rows = inbox.state.get().all.filter(({ conversation }) => about.includes(conversation));
      const isOver = rows.length > 0 && rows.every(({ status }) => status === 'resolved');
      void arrange(about, { do: 'status', status: isOver ? 'open' : 'resolved' }).then(inbox.clearSelection);
    },
    takeTargets() {
      if (isOnlyOpen()) desk.state.get().open?.assignToMe();
      else void arrange(targets(), { do: 'assign', assignee: membership.agent }).then(inbox.clearSelection);
    },
    start() {
      isStarted = true;
      inbox.start();
      desk.start();
      const stopKeeping = session.beforeSignOut(desk.keepDrafts);
      const stopFollowing = router.route.subscribe(follow);
      // Faces are seen everywhere, but the list comes first.
      const stopWaiting = inbox.state.subscribe(() => {
        if (!inbox.state.get().isLoaded) return;
        stopWaiting();
        void account.loadTeam();
        notifications().catch(() => {});
      });
      const stopReminding = reminded.start();
      const stopKnowing = inbox.state.subscribe(followTeam);
      unfollow = () => {
        stopReminding();
        stopKnowing();
        stopKeeping();
        stopFollowing();
        stopWaiting();
      };
      follow();
    },
    stop() {
      unfollow();
      isStarted = false;
      calling?.then((started) => started.stop()).catch(() => {});
      inbox.stop();
      desk.stop();
    },
  };
}
