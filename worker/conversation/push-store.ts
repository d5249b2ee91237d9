/** Where the visitor wants to be told of answers, and what is to be sent there, on disk. */
import { VISITOR_PUSH, type VisitorPushRequest } from '../../protocol/visitor-push.ts';
import type { Sql } from '../durable/sql.ts';

export interface VisitorDevice extends VisitorPushRequest {
  device: string;
  /** Whom a push service can turn to. */
  contact: string | null;
}

/** That a device is to be told of the newest answer. */
export interface AnswerPush {
  device: string;
  /** The newest event when it was put down: another one is another push. */
  seq: number;
  attempts: number;
  /** When it is not worth sending any more. */
  until: number;
}

/** The newest answer that the visitor has not seen, as it reads now. */
export interface UnseenAnswer {
  /** Of whoever wrote it. */
  name: string | null;
  text: string;
  /** A list of files as JSON, where there are some. */
  attachments: string | null;
}

const DEVICE_FIELDS = ['endpoint', 'p256dh', 'auth', 'page', 'icon', 'contact'] as const;

export function pushStore(sql: Sql) {
  const remove = (where: string, ...parameters: string[]): void => {
    sql.all(
      `DELETE FROM pushes WHERE device IN (SELECT device FROM push_devices WHERE ${where})`,
      ...parameters,
    );
    sql.all(`DELETE FROM push_devices WHERE ${where}`, ...parameters);
  };

  const find = (device: string): VisitorDevice | null =>
    sql.all<VisitorDevice & Record<string, string | null>>(
      'SELECT device, endpoint, p256dh, auth, page, icon, contact FROM push_devices WHERE device = ?',
      device,
    )[0] ?? null;

  return {
    /** The oldest go when there are too many. Nothing is written that is there already. */
    put(wanted: VisitorDevice): void {
      const { device, endpoint, p256dh, auth, page, icon, contact } = wanted;
      const known = find(device);
      if (known && DEVICE_FIELDS.every((name) => known[name] === wanted[name])) return;
      remove('endpoint = ? AND device <> ?', endpoint, device);
      sql.all(
        `INSERT INTO push_devices (device, endpoint, p256dh, auth, page, icon, contact) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (device) DO UPDATE SET endpoint = excluded.endpoint, p256dh = excluded.p256dh,
           auth = excluded.auth, page = excluded.page, icon = excluded.icon, contact = excluded.contact`,
        device,
        endpoint,
        p256dh,
        auth,
        page,
        icon,
        contact,
      );
      remove(
        `number NOT IN (SELECT number FROM push_devices ORDER BY number DESC LIMIT ${VISITOR_PUSH.devicesPerConversation})`,
      );
    },

    remove: (device: string): void => remove('device = ?', device),

    /** The subscription that is gone; not the one that took its place. */
    removeEndpoint: (endpoint: string): void => remove('endpoint = ?', endpoint),

    find,

    /** Every device is to be told. One that was to be told already is not told twice. @returns whether there is any. */
    add: (seq: number, now: number, nextAt: number, until: number): boolean =>
      sql.all(
        `INSERT INTO pushes (device, seq, since, attempts, next_at, until)
           SELECT device, ?1, ?2, 0, ?3, ?4 FROM push_devices WHERE true
         ON CONFLICT (device) DO UPDATE SET
           seq = excluded.seq, attempts = 0, next_at = MIN(next_at, excluded.next_at), until = excluded.until
         RETURNING device`,
        seq,
        now,
        nextAt,
        until,
      ).length > 0,

    isDue: (now: number): boolean =>
      sql.all('SELECT 1 AS found FROM pushes WHERE next_at <= ? LIMIT 1', now).length > 0,

    /** None is due before so long after its answer. */
    hold: (ms: number): void => void sql.all('UPDATE pushes SET next_at = MAX(next_at, since + ?)', ms),

    /** Those whose time has come. They are not due again before `nextAt`, whatever becomes of whoever takes them. */
    take: (now: number, nextAt: number): AnswerPush[] =>
      sql.all<{ device: string; seq: number; attempts: number; until: number }>(
        `UPDATE pushes SET attempts = attempts + 1, next_at = ? WHERE next_at <= ?
         RETURNING device, seq, attempts, until`,
        nextAt,
        now,
      ),

    delay: ({ device, seq }: AnswerPush, nextAt: number): void =>
      void sql.all('UPDATE pushes SET next_at = ? WHERE device = ? AND seq = ?', nextAt, device, seq),

    end: ({ device, seq }: AnswerPush): void =>
      void sql.all('DELETE FROM pushes WHERE device = ? AND seq = ?', device, seq),

    endAll: (): void => void sql.all('DELETE FROM pushes'),

    nextAt: (): number | null =>
      sql.all<{ at: number | null }>('SELECT MIN(next_at) AS at FROM pushes')[0]?.at ?? null,

    /** @param readUpTo how far the visitor has read. What they have written after, they have seen. */
    unseenAnswer: (readUpTo: number): UnseenAnswer | null =>
      sql.all<{ name: string | null; text: string; attachments: string | null }>(
        `SELECT author_name AS name, body ->> '$.attachments' AS attachments,
           COALESCE((SELECT e.body ->> '$.text' FROM events e WHERE e.kind <> 'message' AND e.kind = 'edit'
             AND e.body ->> '$.target' = m.seq ORDER BY e.seq DESC LIMIT 1), m.body ->> '$.text') AS text
         FROM events m WHERE kind = 'message' AND author_role = 'agent' AND is_erased = 0 AND seq > MAX(?,
           COALESCE((SELECT MAX(seq) FROM events WHERE kind = 'message' AND author_role = 'visitor'), 0))
         ORDER BY seq DESC LIMIT 1`,
        readUpTo,
      )[0] ?? null,
  };
}
