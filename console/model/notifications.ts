/**
 * Calls the agent while the page is open: on the desktop, and by a sound. What they prefer and the ledger are the
 * server's, the same on every device; when no page is visible the server calls by push. Fetched once the list is there.
 */
import type { Cancel, Environment } from '../../client/environment.ts';
import { randomId } from '../../client/random-id.ts';
import { type Readable, writable } from '../../client/store.ts';
import { ID_LENGTHS } from '../../protocol/ids.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import { DEFAULT_PREFERENCES, occasionOf, reasonNotToCall } from '../../protocol/notification-rules.ts';
import {
  type LedgerEntry,
  NOTIFICATIONS,
  type NotificationPreferences,
  type Occasion,
  type PageCall,
  type PreferencesChange,
  type PushDevice,
} from '../../protocol/notifications.ts';
import { t } from '../i18n.ts';
import { callTitle } from './call-title.ts';
import type { CallsBackend } from './calls-backend.ts';
import type { Inbox } from './inbox.ts';
import { visitorName } from './people.ts';
import { createPushSwitch, type PushPlatform, type PushState } from './push-switch.ts';
import type { Membership } from './session.ts';

export type Permission = 'granted' | 'denied' | 'default' | 'unsupported';

/** What a notification is about, for when it is pressed. */
export interface Called {
  /** Of the ledger's entry. */
  id: string;
  workspace: string;
  conversation: string | null;
}

/** What the browser has for it, so that tests can stand in for the desktop. */
export interface Desktop {
  permission(): Permission;
  ask(): Promise<unknown>;
  /**
   * A newer one about the same conversation takes its place.
   * @throws when it can't be shown.
   */
  show(title: string, body: string, call: Called, clicked: () => void): Promise<void>;
  chime(): void;
}

/** What the agent has before them. */
export interface Screen {
  opened(): string | null;
  go(conversation: string | null): void;
}

export interface NotificationsState {
  preferences: NotificationPreferences;
  permission: Permission;
  /** Of this browser. */
  push: PushState;
  /** All on which this agent is called by push. */
  devices: readonly PushDevice[];
  /** Whether the server can write e-mails. */
  hasMail: boolean;
  /** Newest first. Null until it has come. */
  ledger: readonly LedgerEntry[] | null;
  /** What was asked of the server last and did not work. */
  failed: 'load' | 'save' | null;
}

export interface Notifications {
  readonly state: Readable<NotificationsState>;
  /** Asks for what other devices changed meanwhile, and for the ledger. */
  load(): Promise<void>;
  prefer(change: PreferencesChange): Promise<void>;
  setPush(isOn: boolean): Promise<void>;
  /** Shows one now and sends one to every device, whatever the rules say. */
  test(): Promise<void>;
  start(): void;
  stop(): void;
}

/** So often at most is the server told of calls. */
const TELL_MS = 1_000;
/** A request takes so many. */
const CALLS_AT_ONCE = 50;

export function createNotifications(
  { clock, random, isVisible }: Environment,
  { desktop, push, backend }: { desktop: Desktop; push: PushPlatform; backend: CallsBackend },
  inbox: Inbox,
  { workspace, agent }: Membership,
  { opened, go }: Screen,
): Notifications {
  const state = writable<NotificationsState>({
    preferences: DEFAULT_PREFERENCES,
    permission: desktop.permission(),
    push: 'off',
    devices: [],
    hasMail: false,
    ledger: null,
    failed: null,
  });
  const pushSwitch = createPushSwitch(push, backend, random, agent, (change) => state.patch(change));
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  /** By conversation, as it was. Null until the list is there: nobody is called for what is old. */
  let known: Map<string, InboxRow> | null = null;
  /** Calls of this page that the server does not know yet, newest first. */
  let untold: LedgerEntry[] = [];
  let cancelTelling: Cancel | null = null;
  let unfollow: Cancel = () => {};
  let startedAt = 0;
  let preferring: Promise<void> | null = null;

  /** Counts when a change begins and ends: an answer from before it is out of date. */
  let changes = 0;

  const ask = async (): Promise<void> => {
    const asked = changes;
    const { preferences, devices, pushKey, hasMail } = await backend.setting();
    state.patch({ devices, hasMail });
    if (asked === changes)
      state.patch({ preferences: preferences ?? { ...DEFAULT_PREFERENCES, timeZone: zone } });
    await pushSwitch.found(pushKey, desktop.permission());
  };
  /** Nobody is called before it is known what they want; what could not be asked is asked again. */
  const asked = (): Promise<void> => {
    preferring ??= ask().catch((error) => {
      preferring = null;
      throw error;
    });
    return preferring;
  };

  let toldAt = 0;
  const tell = async () => {
    toldAt = clock.now();
    const telling = untold.slice(-CALLS_AT_ONCE);
    try {
      await backend.note(telling.toReversed());
      untold = untold.filter((call) => !telling.includes(call));
    } catch {
      // They are told with the next, or then.
    }
    cancelTelling = null;
    if (untold.length > 0) tellSoon();
  };
  /** The first at once: the page may be closed. */
  const tellSoon = () => {
    cancelTelling ??= clock.after(Math.max(0, toldAt + TELL_MS - clock.now()), () => void tell());
  };

  const note = (call: PageCall) => {
    const entry: LedgerEntry = { ...call, at: clock.now(), way: 'page', device: null, detail: null };
    untold = [entry, ...untold].slice(0, NOTIFICATIONS.ledgerCount);
    tellSoon();
    const { ledger } = state.get();
    if (ledger) state.patch({ ledger: [entry, ...ledger].slice(0, NOTIFICATIONS.ledgerCount) });
  };

  const showLedger = (entries: readonly LedgerEntry[]) => {
    const told = new Set(entries.map(({ id }) => id));
    state.patch({ ledger: [...untold.filter(({ id }) => !told.has(id)), ...entries] });
  };

  const show = async (call: Omit<PageCall, 'outcome'>, title: string, body: string) => {
    const clicked = () => {
      go(call.conversation);
      backend.noteOpened(call.id).catch(() => {});
    };
    try {
      await desktop.show(title, body, { ...call, workspace }, clicked);
      note({ ...call, outcome: 'shown' });
    } catch {
      note({ ...call, outcome: 'failed' });
    }
  };

  const callOf = (occasion: Occasion, row?: InboxRow): Omit<PageCall, 'outcome'> => ({
    id: randomId(random, ID_LENGTHS.device),
    conversation: row?.conversation ?? null,
    visitorName: row?.visitorName ?? null,
    occasion,
  });

  const call = async (occasion: Exclude<Occasion, 'test' | 'digest'>, row: InboxRow) => {
    await asked().catch(() => {});
    const { preferences } = state.get();
    const { members = [] } = inbox.state.get().desk;
    const reason = reasonNotToCall({
      preferences,
      availability: members.find((member) => member.agent === agent)?.availability ?? 'available',
      occasion,
      isMine: row.assignee === null || row.assignee.id === agent,
      isSeen: opened() === row.conversation && isVisible(),
      at: clock.now(),
    });
    if (reason === 'seen' || reason === 'unwanted') return;
    const about = callOf(occasion, row);
    if (reason === 'quiet') return note({ ...about, outcome: 'quiet' });
    if (preferences.sound) desktop.chime();
    if (!preferences.desktop) return note({ ...about, outcome: 'off' });
    if (desktop.permission() !== 'granted') return note({ ...about, outcome: 'not-allowed' });
    const name = visitorName(row.conversation, row);
    await show(about, callTitle(occasion, name), row.preview);
  };

  const follow = () => {
    const { all, isLoaded } = inbox.state.get();
    if (!isLoaded) return;
    const before = known;
    known = new Map(all.map((row) => [row.conversation, row]));
    if (!before) return;
    for (const row of all) {
      const occasion = occasionOf(before.get(row.conversation), row);
      // A page of older conversations is no news.
      const isNews = before.has(row.conversation) || row.activeAt > startedAt;
      if (occasion && isNews) void call(occasion, row);
    }
  };

  const attempt = async (failed: 'load' | 'save', run: () => Promise<unknown>): Promise<void> => {
    try {
      await run();
      state.patch({ failed: null });
    } catch {
      state.patch({ failed });
    }
  };

  return {
    state,
    load: () =>
      attempt('load', async () => {
        preferring = null;
        const [entries] = await Promise.all([backend.ledger(), asked()]);
        showLedger(entries);
      }),
    prefer: (change) =>
      attempt('save', async () => {
        const { preferences } = state.get();
        // Quiet hours are those of where they were set.
        const isAboutTime = 'hasQuietHours' in change || 'quietFrom' in change || 'quietTo' in change;
        const wanted = { ...change, ...(isAboutTime && { timeZone: zone }) };
        state.patch({ preferences: { ...preferences, ...wanted } });
        if (change.desktop && desktop.permission() === 'default') {
          await desktop.ask();
          state.patch({ permission: desktop.permission() });
        }
        changes += 1;
        const mine = changes;
        try {
          const kept = await backend.prefer(wanted);
          // A later change shows already.
          if (mine === changes) state.patch({ preferences: kept });
        } catch (error) {
          state.patch({ preferences });
          throw error;
        } finally {
          changes += 1;
        }
      }),
    async setPush(isOn) {
      if (isOn && desktop.permission() === 'default') await desktop.ask();
      state.patch({ permission: desktop.permission() });
      await pushSwitch.set(isOn, desktop.permission());
    },
    async test() {
      if (desktop.permission() === 'default') await desktop.ask();
      state.patch({ permission: desktop.permission() });
      if (state.get().preferences.sound) desktop.chime();
      const about = callOf('test');
      if (desktop.permission() === 'granted') await show(about, t('notifyTestTitle'), t('notifyTestBody'));
      else note({ ...about, outcome: 'not-allowed' });
      if (state.get().devices.length > 0)
        await attempt('load', async () => {
          await backend.test();
          showLedger(await backend.ledger());
        });
    },
    start() {
      startedAt = clock.now();
      unfollow = inbox.state.subscribe(follow);
      follow();
      asked().catch(() => {});
    },
    stop() {
      unfollow();
      cancelTelling?.();
    },
  };
}
