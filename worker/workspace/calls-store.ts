/** How agents are called, on disk: what they want, where they can be reached, what waits to be sent, and the ledger. */
import { DEFAULT_PREFERENCES } from '../../protocol/notification-rules.ts';
import {
  type LedgerEntry,
  NOTIFICATIONS,
  type NotificationPreferences,
  type Outcome,
  type PushDevice,
  preferencesRequest,
} from '../../protocol/notifications.ts';
import { parseJson } from '../../protocol/shape.ts';
import type { Sql } from '../durable/sql.ts';
import type { PushTarget } from '../push/encrypt-push.ts';

export interface Device extends PushTarget, PushDevice {
  agent: string;
  /** Whom a push service can turn to. */
  contact: string | null;
  /** Hash of the session's secret, and when that ends, in milliseconds since 1970. */
  session: string;
  expiresAt: number;
}

/** One message that is to reach one device. */
export interface Push {
  /** Also of its entry in the ledger. */
  id: string;
  agent: string;
  device: string;
  /** Empty for a test. */
  conversation: string;
  message: string;
  attempts: number;
  /** When it is not worth sending any more. */
  until: number;
}

type DeviceRow = Omit<Device, 'expiresAt'> & { expires_at: number };
type CallRow = Omit<LedgerEntry, 'visitorName'> & { visitor_name: string | null };

const DEVICE_COLUMNS = [
  'd.agent',
  'd.device',
  'd.name',
  'd.endpoint',
  'd.p256dh',
  'd.auth',
  'd.contact',
  'd.session',
  'd.expires_at',
];
/** Who is not a member any more is not called, and nobody is after their session has ended. */
const SELECT_DEVICES = `
  SELECT ${DEVICE_COLUMNS} FROM push_devices d JOIN members m ON m.agent = d.agent WHERE d.expires_at > ?1`;

export type CallsStore = ReturnType<typeof callsStore>;

export function callsStore(sql: Sql) {
  const removeDevices = (where: string, ...parameters: string[]): void => {
    const theirs = `(agent, device) IN (SELECT agent, device FROM push_devices WHERE ${where})`;
    sql.all(
      `UPDATE calls SET outcome = 'gone' WHERE (agent, id) IN (SELECT agent, id FROM pushes WHERE ${theirs})`,
      ...parameters,
    );
    sql.all(`DELETE FROM pushes WHERE ${theirs}`, ...parameters);
    sql.all(`DELETE FROM push_devices WHERE ${where}`, ...parameters);
  };

  return {
    transaction: sql.transaction,

    /** Null when they never chose. */
    preferences(agent: string): NotificationPreferences | null {
      const [row] = sql.all<{ preferences: string }>(
        'SELECT preferences FROM notification_preferences WHERE agent = ?',
        agent,
      );
      return row ? parsePreferences(row.preferences) : null;
    },

    setPreferences(agent: string, preferences: NotificationPreferences): void {
      sql.all(
        `INSERT INTO notification_preferences VALUES (?, ?)
         ON CONFLICT DO UPDATE SET preferences = excluded.preferences`,
        agent,
        JSON.stringify(preferences),
      );
    },

    /** Everybody's who may be called now. */
    devices: (now: number): Device[] =>
      sql.all<DeviceRow>(`${SELECT_DEVICES} ORDER BY d.rowid`, now).map(toDevice),

    device: (agent: string, device: string, now: number): Device | null =>
      sql
        .all<DeviceRow>(`${SELECT_DEVICES} AND d.agent = ?2 AND d.device = ?3`, now, agent, device)
        .map(toDevice)[0] ?? null,

    devicesOf: (agent: string, now: number): Device[] =>
      sql.all<DeviceRow>(`${SELECT_DEVICES} AND d.agent = ?2 ORDER BY d.rowid`, now, agent).map(toDevice),

    /** A browser is one person's: whoever used it before is not called there any more. The oldest go when there are too many. */
    putDevice({ agent, device, name, endpoint, p256dh, auth, contact, session, expiresAt }: Device): void {
      removeDevices('endpoint = ? AND NOT (agent = ? AND device = ?)', endpoint, agent, device);
      const values = [agent, device, name, endpoint, p256dh, auth, contact, session, expiresAt];
      sql.all(
        `INSERT INTO push_devices VALUES (${values.map(() => '?')}) ON CONFLICT (agent, device) DO UPDATE SET
           name = excluded.name, endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth,
           contact = excluded.contact, session = excluded.session, expires_at = excluded.expires_at`,
        ...values,
      );
      removeDevices(
        `agent = ? AND rowid NOT IN (SELECT rowid FROM push_devices WHERE agent = ? ORDER BY rowid DESC
         LIMIT ${NOTIFICATIONS.devicesPerAgent})`,
        agent,
        agent,
      );
    },

    removeDevice: (agent: string, device: string): void =>
      removeDevices('agent = ? AND device = ?', agent, device),

    /** Those of one session; or of all the others. */
    removeSession: (agent: string, session: string): void =>
      removeDevices('agent = ? AND session = ?', agent, session),
    removeOtherSessions: (agent: string, session: string): void =>
      removeDevices('agent = ? AND session <> ?', agent, session),

    /** @returns the one about the same conversation that had not left, whose place it takes. */
    addPush({ id, agent, device, conversation, message, until }: Push, now: number): string | null {
      const [before] = sql.all<{ id: string }>(
        'DELETE FROM pushes WHERE agent = ? AND device = ? AND conversation = ? RETURNING id',
        agent,
        device,
        conversation,
      );
      sql.all(
        'INSERT INTO pushes VALUES (?, ?, ?, ?, ?, 0, ?, ?)',
        id,
        agent,
        device,
        conversation,
        message,
        now,
        until,
      );
      return before?.id ?? null;
    },

    /** Those whose time has come. They are not due again before `nextAt`, whatever becomes of whoever takes them. */
    takePushes: (now: number, nextAt: number, limit: number): Push[] =>
      sql.all<{
        id: string;
        agent: string;
        device: string;
        conversation: string;
        message: string;
        attempts: number;
        until: number;
      }>(
        `UPDATE pushes SET attempts = attempts + 1, next_at = ?2
         WHERE id IN (SELECT id FROM pushes WHERE next_at <= ?1 ORDER BY next_at LIMIT ?3)
         RETURNING id, agent, device, conversation, message, attempts, until`,
        now,
        nextAt,
        limit,
      ),

    delayPush: (id: string, nextAt: number): void =>
      void sql.all('UPDATE pushes SET next_at = ? WHERE id = ?', nextAt, id),

    removePush: (id: string): void => void sql.all('DELETE FROM pushes WHERE id = ?', id),

    nextPushAt: (): number | null =>
      sql.all<{ at: number | null }>('SELECT MIN(next_at) AS at FROM pushes')[0]?.at ?? null,

    /** One that is there already stays as it is. */
    addCall(agent: string, entry: LedgerEntry): void {
      const { id, at, conversation, visitorName, occasion, way, device, outcome, detail } = entry;
      sql.all(
        `INSERT INTO calls (agent, id, at, conversation, visitor_name, occasion, way, device, outcome, detail)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        agent,
        id,
        at,
        conversation,
        visitorName,
        occasion,
        way,
        device,
        outcome,
        detail,
      );
      sql.all(
        `DELETE FROM calls WHERE agent = ?1 AND (at <= ?2 OR number <= (
           SELECT number FROM calls WHERE agent = ?1 ORDER BY number DESC LIMIT 1 OFFSET ${NOTIFICATIONS.ledgerCount}))`,
        agent,
        at - NOTIFICATIONS.ledgerMs,
      );
    },

    /** What was opened stays so, however late the push service says that it has it. */
    setOutcome: (agent: string, id: string, outcome: Outcome, detail: string | null = null): void =>
      void sql.all(
        `UPDATE calls SET outcome = ?, detail = ? WHERE agent = ? AND id = ? AND outcome <> 'opened'`,
        outcome,
        detail,
        agent,
        id,
      ),

    /** Newest first. */
    ledger: (agent: string, now: number): LedgerEntry[] =>
      sql
        .all<CallRow>(
          `SELECT id, at, conversation, visitor_name, occasion, way, device, outcome, detail FROM calls
           WHERE agent = ? AND at > ? ORDER BY number DESC LIMIT ${NOTIFICATIONS.ledgerCount}`,
          agent,
          now - NOTIFICATIONS.ledgerMs,
        )
        .map(({ visitor_name, ...entry }) => ({ ...entry, visitorName: visitor_name })),
  };
}

/** What was not there yet when they chose is as if they never had. */
export const parsePreferences = (stored: string): NotificationPreferences => ({
  ...DEFAULT_PREFERENCES,
  ...parseJson(preferencesRequest, stored),
});

const toDevice = ({ expires_at, ...device }: DeviceRow): Device => ({ ...device, expiresAt: expires_at });
