/** Events as rows of the log, and back. */
import { type TeamEvent, teamEvent } from '../../protocol/team-event.ts';
import type { SqlValue } from '../durable/sql.ts';

export type EventRow = {
  seq: number;
  ts: number;
  author_role: string;
  author_id: string;
  author_name: string | null;
  cid: string | null;
  kind: string;
  body: string;
};

export const rowOf = ({ seq, ts, author, cid, kind, ...body }: TeamEvent): SqlValue[] => [
  seq,
  ts,
  author.role,
  author.id,
  author.name,
  cid ?? null,
  kind,
  JSON.stringify(body),
];

export function toEvent(row: EventRow): TeamEvent {
  const author = { role: row.author_role, id: row.author_id, name: row.author_name };
  const event = {
    seq: row.seq,
    ts: row.ts,
    author,
    cid: row.cid ?? undefined,
    kind: row.kind,
    ...JSON.parse(row.body),
  };
  return teamEvent(event, `event ${row.seq}`);
}
