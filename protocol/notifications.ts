/**
 * How agents are called: what they want to be called for, when, and what became of each call. Rules NTF-1 to NTF-11 of
 * docs/SPEC.md.
 */
import { conversationId, deviceId } from './ids.ts';
import { LIMITS } from './limits.ts';
import {
  boolean,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  pattern,
  text,
} from './shape.ts';

export const NOTIFICATIONS = {
  ledgerCount: 100,
  ledgerMs: 7 * 24 * 60 * 60_000,
  devicesPerAgent: 10,
} as const;

const timeOfDay = pattern(/^([01]\d|2[0-3]):[0-5]\d$/);
/** As the IANA names them, like `Europe/Vienna`. */
const timeZone = pattern(/^[\w+/-]{1,64}$/);

const fields = {
  /** By the page, while it is open and nobody looks at it. */
  desktop: boolean,
  sound: boolean,
  /** `mine`: conversations of this agent, and those that nobody has. */
  about: oneOf('all', 'mine'),
  /** Also when a note mentions them. */
  mentions: boolean,
  hasQuietHours: boolean,
  /** By the clock of `timeZone`; `quietFrom` later than `quietTo` is a night. */
  quietFrom: timeOfDay,
  quietTo: timeOfDay,
  timeZone,
  /** By e-mail, where the operator has set it up: that people wait, at most so often. */
  digest: oneOf('never', 'hourly', 'daily'),
};

export const notificationPreferences = object(fields);
export type NotificationPreferences = Infer<typeof notificationPreferences>;

/** PATCH /api/workspaces/:workspace/me/notifications. Out: notificationPreferences. */
export const preferencesRequest = object(
  Object.fromEntries(Object.entries(fields).map(([name, shape]) => [name, optional(shape as never)])) as {
    [K in keyof typeof fields]: ReturnType<typeof optional<NotificationPreferences[K]>>;
  },
);
export type PreferencesChange = Infer<typeof preferencesRequest>;

/** What a browser's push service knows it by (RFC 8030), and how to write to it so that only it can read (RFC 8291). */
export const pushTarget = {
  endpoint: text(LIMITS.urlBytes, 1),
  /** base64url: a point on P-256, and 16 bytes. */
  p256dh: pattern(/^[\w-]{87}$/),
  auth: pattern(/^[\w-]{22}$/),
};
export const pushDeviceRequest = object({ name: text(LIMITS.nameBytes, 1), ...pushTarget });
export type PushDeviceRequest = Infer<typeof pushDeviceRequest>;

const pushDevice = object({ device: deviceId, name: text(LIMITS.nameBytes, 1) });
export type PushDevice = Infer<typeof pushDevice>;

/** GET …/me/notifications */
export const notificationSetting = object({
  /** Null: nothing was ever chosen. */
  preferences: nullable(notificationPreferences),
  /** Where this agent is called by push. */
  devices: list(pushDevice, NOTIFICATIONS.devicesPerAgent),
  /** What a browser subscribes with (RFC 8292): a point on P-256 as base64url. */
  pushKey: text(128, 1),
  /** Whether there is a way for e-mail. */
  hasMail: boolean,
});
/** Answer of PUT and DELETE …/me/notifications/devices/:device. */
export const pushDevices = object({ devices: list(pushDevice, NOTIFICATIONS.devicesPerAgent) });

export const OUTCOMES = [
  // By the page.
  'shown',
  'off',
  'not-allowed',
  'failed',
  // By either.
  'quiet',
  'opened',
  // By push or mail.
  'accepted',
  'refused',
  'unreachable',
  // By push.
  'waiting',
  'gone',
  'replaced',
  'read',
] as const;
const outcome = oneOf(...OUTCOMES);
export type Outcome = Infer<typeof outcome>;

const occasion = oneOf('message', 'mention', 'reminder', 'test', 'digest');
export type Occasion = Infer<typeof occasion>;

const call = {
  /** Made by whoever calls, so that the same call told twice is one. */
  id: deviceId,
  conversation: nullable(conversationId),
  visitorName: nullable(text(LIMITS.nameBytes)),
  occasion,
  outcome,
};

/** POST …/me/notifications/ledger: what the page did. */
export const ledgerRequest = object({ entries: list(object(call), 50, 1) });
export type PageCall = Infer<typeof ledgerRequest>['entries'][number];

export const ledgerEntry = object({
  ...call,
  at: integer(),
  way: oneOf('page', 'push', 'mail'),
  /** The device's name, by push. */
  device: nullable(text(LIMITS.nameBytes)),
  /** What the push service or the mail hook answered, where it did not take it. */
  detail: nullable(text(200)),
});
export type LedgerEntry = Infer<typeof ledgerEntry>;
/** GET …/me/notifications/ledger, newest first. */
export const ledger = object({ entries: list(ledgerEntry, NOTIFICATIONS.ledgerCount) });

/** POST …/me/notifications/opened: a notification was pressed. */
export const openedRequest = object({ id: deviceId });

/** POST …/me/notifications/test. Out: how many devices it was sent to. */
export const testResponse = object({ devices: integer() });

/** What a push says, encrypted. Read by console/service-worker.ts, which is one file and can't import shapes. */
export interface PushMessage {
  id: string;
  workspace: string;
  conversation: string | null;
  visitorName: string | null;
  text: string;
  occasion: Occasion;
}
