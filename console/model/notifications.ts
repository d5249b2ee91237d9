/**
 * Calls the agent when a visitor writes or a reminder is due: on the desktop, and by a sound. Each message that could have called is in the
 * ledger with what became of it, so that nobody has to wonder why it stayed quiet.
 */
import type { Cancel, Environment } from '../../client/environment.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import { t } from '../i18n.ts';
import type { Inbox } from './inbox.ts';
import {
  type Circumstances,
  type Fate,
  type NotificationPreferences,
  parsePreferences,
  reasonNotToShow,
} from './notification-rules.ts';
import { visitorName } from './people.ts';

/** What the browser has for it, so that tests can stand in for the desktop. */
export interface Desktop {
  permission(): Circumstances['permission'];
  ask(): Promise<unknown>;
  /**
   * @param conversation that it is about, if it is: a newer one about the same takes its place.
   * @throws when it can't be shown.
   */
  show(title: string, body: string, conversation: string | null, clicked: () => void): Promise<void>;
  chime(): void;
}

export interface LedgerEntry {
  at: number;
  conversation: string | null;
  title: string;
  fate: Fate;
}

export interface NotificationsState {
  preferences: NotificationPreferences;
  permission: Circumstances['permission'];
  /** Newest first. */
  ledger: readonly LedgerEntry[];
}

export interface Notifications {
  readonly state: Readable<NotificationsState>;
  prefer(change: Partial<NotificationPreferences>): void;
  /** Shows one now, whatever the rules say. */
  test(title: string, body: string): Promise<void>;
  start(): void;
  stop(): void;
}

const LEDGER_LENGTH = 50;

export function createNotifications(
  { clock, isVisible }: Environment,
  desktop: Desktop,
  inbox: Inbox,
  agent: string,
  { opened, go }: { opened(): string | null; go(conversation: string | null): void },
): Notifications {
  const key = `porchlight:notifications:${agent}`;
  const stored = attempt(() => localStorage.getItem(key));
  const state = writable<NotificationsState>({
    preferences: parsePreferences(stored ?? null),
    permission: desktop.permission(),
    ledger: [],
  });
  /** By conversation, how much was unread. Null until the list is there: nobody is called for what is old. */
  let known: Map<string, number> | null = null;
  /** Conversations whose reminders have called. */
  let due: ReadonlySet<string> = new Set();
  let unfollow: Cancel = () => {};

  const note = (conversation: string | null, title: string, fate: Fate) => {
    const entry = { at: clock.now(), conversation, title, fate };
    state.patch({ ledger: [entry, ...state.get().ledger].slice(0, LEDGER_LENGTH) });
  };

  const show = async (conversation: string | null, title: string, body: string) => {
    try {
      await desktop.show(title, body, conversation, () => go(conversation));
      note(conversation, title, 'shown');
    } catch {
      note(conversation, title, 'failed');
    }
  };

  /** @param words what it is about. */
  const call = async (row: InboxRow, words: string, isMine: boolean) => {
    const { preferences } = state.get();
    const title = visitorName(row.conversation, row);
    const reason = reasonNotToShow({
      preferences,
      permission: desktop.permission(),
      isMine,
      isSeen: opened() === row.conversation && isVisible(),
      timeOfDay: timeOfDay(clock.now()),
    });
    if (preferences.sound && (reason === null || reason === 'off' || reason === 'not-allowed'))
      desktop.chime();
    if (reason) note(row.conversation, title, reason);
    else await show(row.conversation, title, words);
  };

  const follow = () => {
    const { all, isLoaded } = inbox.state.get();
    if (!isLoaded) return;
    const before = known;
    known = new Map(all.map(({ conversation, unread }) => [conversation, unread]));
    const reminded = due;
    due = new Set(all.flatMap((row) => (row.reminder?.isDue ? row.conversation : [])));
    if (!before) return;
    for (const row of all) {
      const isMore = row.unread > (before.get(row.conversation) ?? 0);
      // A page of older conversations is no news.
      const isNews = before.has(row.conversation) || row.activeAt > startedAt;
      if (isMore && isNews && row.status === 'open')
        void call(row, row.preview, row.assignee === null || row.assignee.id === agent);
      // Whosever it is: this agent asked for it.
      if (row.reminder?.isDue && !reminded.has(row.conversation))
        void call(row, `${t('reminder')}: ${row.preview}`, true);
    }
  };
  let startedAt = 0;

  return {
    state,
    prefer(change) {
      const preferences = { ...state.get().preferences, ...change };
      state.patch({ preferences });
      attempt(() => localStorage.setItem(key, JSON.stringify(preferences)));
      if (change.desktop && desktop.permission() === 'default')
        void desktop.ask().then(() => state.patch({ permission: desktop.permission() }));
    },
    async test(title, body) {
      if (desktop.permission() === 'default') await desktop.ask();
      state.patch({ permission: desktop.permission() });
      if (state.get().preferences.sound) desktop.chime();
      if (desktop.permission() === 'granted') await show(null, title, body);
      else note(null, title, 'not-allowed');
    },
    start() {
      startedAt = clock.now();
      unfollow = inbox.state.subscribe(follow);
    },
    stop: () => unfollow(),
  };
}

const timeOfDay = (at: number): string => {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => `${part}`.padStart(2, '0')).join(':');
};

/** Storage may be denied. */
function attempt<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch {
    return undefined;
  }
}
