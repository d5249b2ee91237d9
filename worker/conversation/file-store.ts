/** Files of one conversation on disk: what is known of each, and, where there is no bucket, its bytes in parts. */
import type { Attachment } from '../../protocol/files.ts';
import type { Sql } from '../durable/sql.ts';

/** A file that has begun to arrive. */
export interface Arrival {
  id: string;
  authorId: string;
  bytes: number;
  isInBucket: boolean;
}

export interface StoredFile {
  upload: number;
  authorId: string;
  attachment: Attachment;
  /** Of the bytes; tells whether a second upload is the same file. */
  hash: string;
  /** The message that mentions it; null before there is one. */
  message: number | null;
  isInBucket: boolean;
}

type FileRow = {
  upload: number;
  id: string;
  author_id: string;
  name: string;
  type: string;
  bytes: number;
  width: number | null;
  height: number | null;
  hash: string;
  message: number | null;
  is_in_bucket: number;
};

export type FileStore = ReturnType<typeof fileStore>;

export function fileStore(sql: Sql) {
  /** The bytes go now, or, from a bucket, as soon as it has confirmed that. */
  const erase = (condition: string, ...values: (string | number)[]) => {
    const parts = `DELETE FROM file_parts WHERE upload IN (SELECT upload FROM files WHERE ${condition})`;
    sql.all(parts, ...values);
    sql.all(`DELETE FROM files WHERE is_in_bucket = 0 AND ${condition}`, ...values);
    sql.all(`UPDATE files SET state = 'erased', message = NULL, name = '' WHERE ${condition}`, ...values);
  };

  return {
    /** How much there is in all, with what is arriving. Bytes. */
    totalBytes(): number {
      const [row] = sql.all<{ bytes: number }>('SELECT COALESCE(SUM(bytes), 0) AS bytes FROM files');
      return row?.bytes ?? 0;
    },

    arrivalCount(authorId: string): number {
      const query = `SELECT COUNT(*) AS count FROM files WHERE state = 'arriving' AND author_id = ?`;
      return sql.all<{ count: number }>(query, authorId)[0]?.count ?? 0;
    },

    /** @returns the number of this upload, which names its bytes. */
    begin({ id, authorId, bytes, isInBucket }: Arrival, now: number): number {
      const [row] = sql.all<{ upload: number }>(
        `INSERT INTO files (id, state, author_id, name, type, bytes, created_at, is_in_bucket)
         VALUES (?, 'arriving', ?, '', '', ?, ?, ?) RETURNING upload`,
        id,
        authorId,
        bytes,
        now,
        isInBucket ? 1 : 0,
      );
      if (!row) throw new Error('the upload was not noted');
      return row.upload;
    },

    putPart(upload: number, position: number, bytes: Uint8Array): void {
      sql.all('INSERT INTO file_parts VALUES (?, ?, ?)', upload, position, bytes);
    },

    part(upload: number, position: number): ArrayBuffer | Uint8Array | null {
      const query = 'SELECT bytes FROM file_parts WHERE upload = ? AND position = ?';
      return sql.all<{ bytes: ArrayBuffer | Uint8Array }>(query, upload, position)[0]?.bytes ?? null;
    },

    finish(upload: number, { name, type, width, height }: Attachment, hash: string): void {
      sql.all(
        `UPDATE files SET state = 'stored', name = ?, type = ?, width = ?, height = ?, hash = ? WHERE upload = ?`,
        name,
        type,
        width ?? null,
        height ?? null,
        hash,
        upload,
      );
    },

    find(id: string): StoredFile | null {
      const [row] = sql.all<FileRow>(`SELECT * FROM files WHERE id = ? AND state = 'stored'`, id);
      return row ? toFile(row) : null;
    },

    /** From now on it is that message's. */
    attach(id: string, message: number): void {
      sql.all(`UPDATE files SET message = ? WHERE id = ? AND state = 'stored'`, message, id);
    },

    /** Their message does not come: they can go with another of this author's, as if they had just arrived. */
    handOver: (message: number, authorId: string, now: number): void =>
      void sql.all(
        'UPDATE files SET message = NULL, author_id = ?, created_at = ? WHERE message = ?',
        authorId,
        now,
        message,
      ),

    drop: (upload: number): void => erase('upload = ?', upload),
    eraseOf: (message: number): void => erase('message = ?', message),
    eraseUnsent: (before: number): void =>
      erase(`message IS NULL AND state = 'stored' AND created_at < ?`, before),
    /** What was arriving when this object died. */
    eraseArriving: (): void => erase(`state = 'arriving'`),

    /** What has to be removed from the bucket. */
    erased(): number[] {
      const rows = sql.all<{ upload: number }>(`SELECT upload FROM files WHERE state = 'erased' LIMIT 1000`);
      return rows.map(({ upload }) => upload);
    },

    forget(uploads: readonly number[]): void {
      sql.all('DELETE FROM files WHERE upload IN (SELECT value FROM json_each(?))', JSON.stringify(uploads));
    },
  };
}

function toFile(row: FileRow): StoredFile {
  const { upload, id, author_id: authorId, name, type, bytes, width, height, hash, message } = row;
  const size = width !== null && height !== null ? { width, height } : {};
  const attachment = { id, name, type, bytes, ...size };
  return { upload, authorId, attachment, hash, message, isInBucket: row.is_in_bucket === 1 };
}
