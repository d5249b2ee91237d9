/** The desk on disk: teams, labels, saved replies, saved views, who is there, and how work is handed out. */
import {
  type AssignmentRule,
  type Availability,
  assignmentMode,
  availability,
  type DeskPart,
  LABEL_COLORS,
  type Label,
  type SavedReply,
  type SavedView,
  type Team,
} from '../../protocol/desk.ts';
import { inboxFilter, inboxSort } from '../../protocol/inbox-view.ts';
import { oneOf, parseJson } from '../../protocol/shape.ts';
import type { Sql } from '../durable/sql.ts';

export const DESK_PARTS: readonly DeskPart[] = [
  'members',
  'teams',
  'labels',
  'replies',
  'views',
  'assignment',
];

export interface Attendance {
  availability: Availability;
  /** Null: the workspace's limit. */
  limit: number | null;
}

const HERE: Attendance = { availability: 'available', limit: null };
const labelColor = oneOf(...LABEL_COLORS);

export type DeskStore = ReturnType<typeof deskStore>;

export function deskStore(sql: Sql) {
  return {
    transaction: sql.transaction,

    /** This part is another since this revision of the inbox. */
    touch(part: DeskPart, rev: number): void {
      sql.all('INSERT INTO desk_parts VALUES (?, ?) ON CONFLICT DO UPDATE SET rev = excluded.rev', part, rev);
    },

    changedSince: (rev: number): DeskPart[] =>
      sql
        .all<{ part: DeskPart }>('SELECT part FROM desk_parts WHERE rev > ?', rev)
        .map(({ part }) => part)
        .filter((part) => DESK_PARTS.includes(part)),

    teams(): Team[] {
      const members = sql.all<{ team: string; agent: string }>('SELECT team, agent FROM team_members');
      return sql
        .all<{ id: string; name: string }>('SELECT id, name FROM teams ORDER BY name, id')
        .map(({ id, name }) => ({
          id,
          name,
          members: members.filter(({ team }) => team === id).map(({ agent }) => agent),
        }));
    },

    putTeam({ id, name, members }: Team): void {
      sql.all('INSERT INTO teams VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name', id, name);
      sql.all('DELETE FROM team_members WHERE team = ?', id);
      for (const agent of new Set(members)) sql.all('INSERT INTO team_members VALUES (?, ?)', id, agent);
    },

    removeTeam(id: string): void {
      sql.all('DELETE FROM team_members WHERE team = ?', id);
      sql.all('DELETE FROM teams WHERE id = ?', id);
    },

    labels: (): Label[] =>
      sql
        .all<{ id: string; name: string; color: string }>('SELECT * FROM labels ORDER BY name, id')
        .map((row) => ({ ...row, color: labelColor(row.color, 'color') })),

    putLabel({ id, name, color }: Label): void {
      sql.all(
        'INSERT INTO labels VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, color = excluded.color',
        id,
        name,
        color,
      );
    },

    removeLabel: (id: string) => void sql.all('DELETE FROM labels WHERE id = ?', id),

    replies: (): SavedReply[] => sql.all<SavedReply>('SELECT * FROM saved_replies ORDER BY shortcut, id'),

    putReply({ id, shortcut, title, text }: SavedReply): void {
      sql.all(
        `INSERT INTO saved_replies VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
           shortcut = excluded.shortcut, title = excluded.title, text = excluded.text`,
        id,
        shortcut,
        title,
        text,
      );
    },

    removeReply: (id: string) => void sql.all('DELETE FROM saved_replies WHERE id = ?', id),

    /** All of them; who may see which is the caller's to say. */
    views: (): SavedView[] =>
      sql
        .all<{ id: string; owner: string | null; name: string; filter: string; sort: string }>(
          'SELECT * FROM saved_views ORDER BY name, id',
        )
        .map(({ filter, sort, ...row }) => ({
          ...row,
          filter: parseJson(inboxFilter, filter),
          sort: inboxSort(sort, 'sort'),
        })),

    putView({ id, owner, name, filter, sort }: SavedView): void {
      sql.all(
        `INSERT INTO saved_views VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
           owner = excluded.owner, name = excluded.name, filter = excluded.filter, sort = excluded.sort`,
        id,
        owner,
        name,
        JSON.stringify(filter),
        sort,
      );
    },

    removeView: (id: string) => void sql.all('DELETE FROM saved_views WHERE id = ?', id),

    attendance(agent: string): Attendance {
      const [row] = sql.all<{ availability: string; max_open: number | null }>(
        'SELECT availability, max_open FROM attendance WHERE agent = ?',
        agent,
      );
      return row
        ? { availability: availability(row.availability, 'availability'), limit: row.max_open }
        : HERE;
    },

    putAttendance(agent: string, { availability, limit }: Attendance): void {
      sql.all(
        `INSERT INTO attendance VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET
           availability = excluded.availability, max_open = excluded.max_open`,
        agent,
        availability,
        limit,
      );
    },

    assignment(): AssignmentRule {
      const [row] = sql.all<{ mode: string; max_open: number | null }>(
        'SELECT mode, max_open FROM assignment_rule',
      );
      return row
        ? { mode: assignmentMode(row.mode, 'mode'), limit: row.max_open }
        : { mode: 'manual', limit: null };
    },

    putAssignment({ mode, limit }: AssignmentRule): void {
      sql.all(
        `INSERT INTO assignment_rule (only, mode, max_open) VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET
           mode = excluded.mode, max_open = excluded.max_open`,
        mode,
        limit,
      );
    },

    /** Whose turn it was last. */
    lastInTurn: (): string | null =>
      sql.all<{ last_agent: string | null }>('SELECT last_agent FROM assignment_rule')[0]?.last_agent ?? null,

    setLastInTurn: (agent: string) => void sql.all('UPDATE assignment_rule SET last_agent = ?', agent),
  };
}
