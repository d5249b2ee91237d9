/** Where each row of the inbox stands: its short name, and its places in the buckets. */
import type { Sql } from '../durable/sql.ts';
import type { BucketStore } from './bucket-store.ts';
import { PLACING_COLUMNS, type PlacingRow, placedRow, type StoredRow } from './inbox-rows.ts';
import { type KeptView, PLACING, type Placed } from './places.ts';

/** All rows are placed anew in steps, so that memory holds few of them at a time. */
const PLACED_AT_ONCE = 500;

export type PlacingStore = ReturnType<typeof placingStore>;

export function placingStore(sql: Sql, buckets: BucketStore) {
  const stored = (conversation: string): StoredRow | undefined =>
    sql.all<StoredRow>('SELECT * FROM conversations WHERE conversation = ?', conversation)[0];

  const refOf = (conversation: string): number | null =>
    sql.all<{ ref: number }>('SELECT ref FROM refs WHERE conversation = ?', conversation)[0]?.ref ?? null;

  const internRef = (conversation: string): number => {
    sql.all('INSERT INTO refs (conversation) VALUES (?) ON CONFLICT DO NOTHING', conversation);
    return refOf(conversation) as number;
  };

  const placed = (row: PlacingRow): Placed => {
    const { conversation, assignee_id: assignee } = row;
    const readCount =
      assignee === null
        ? 0
        : (sql.all<{ count: number }>(
            'SELECT visitor_message_count AS count FROM reads WHERE conversation = ? AND agent = ?',
            conversation,
            assignee,
          )[0]?.count ?? 0);
    // A reminder that is due calls its agent as a new mention does; the later of the two counts.
    const mentions = sql.all<{ agent: string; is_new: number }>(
      `SELECT agent, is_new FROM mentions WHERE conversation = ?1
       UNION ALL SELECT agent, 1 FROM reminders WHERE conversation = ?1 AND is_due = 1`,
      conversation,
    );
    return placedRow(row, readCount, new Map(mentions.map(({ agent, is_new }) => [agent, is_new === 1])));
  };

  const rowsToPlace = (after: number) =>
    sql.all<PlacingRow & { row_id: number }>(
      `SELECT rowid AS row_id, ${PLACING_COLUMNS.join(', ')} FROM conversations
       WHERE rowid > ? ORDER BY rowid LIMIT ?`,
      after,
      PLACED_AT_ONCE,
    );

  /** Writes a row by `write`, and moves it to where it belongs now. */
  const replace = (
    before: StoredRow | undefined,
    conversation: string,
    views: readonly KeptView[],
    write: () => void,
  ): string[] => {
    const was = before ? placed(before) : null;
    write();
    const after = stored(conversation);
    return after ? buckets.move(internRef(conversation), was, placed(after), views) : [];
  };

  return {
    stored,
    refOf,
    replace,

    /** Places all rows anew if the rules by which they are placed are others now. */
    placeAll(keptViews: () => readonly KeptView[]): void {
      const [known] = sql.all<{ version: number }>('SELECT version FROM placing');
      if (known?.version === PLACING) return;
      sql.transaction(() => {
        buckets.clear();
        const views = keptViews();
        for (let rows = rowsToPlace(0); rows.length > 0; rows = rowsToPlace(rows.at(-1)?.row_id ?? 0))
          for (const row of rows) buckets.move(internRef(row.conversation), null, placed(row), views);
        sql.all(
          'INSERT INTO placing VALUES (1, ?) ON CONFLICT DO UPDATE SET version = excluded.version',
          PLACING,
        );
      });
    },
  };
}
