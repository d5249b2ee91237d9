/** Where the bytes of one file go while they arrive: part by part, closed when all are there, or given up. */
import type { FileStore } from './file-store.ts';

export interface FileSink {
  write(part: Uint8Array): void | Promise<void>;
  close(): Promise<void>;
  /** What was written need not be kept. Never fails. */
  abort(): Promise<void>;
}

/** As much of R2 as this needs. */
export interface Bucket {
  put(key: string, bytes: ReadableStream): Promise<unknown>;
  delete(keys: string[]): Promise<void>;
}

/** Into the conversation's own database. */
export function storeSink(store: FileStore, upload: number): FileSink {
  let position = 0;
  return {
    write(part) {
      store.putPart(upload, position, part);
      position += 1;
    },
    async close() {},
    async abort() {},
  };
}

/** A bucket wants to know the length first, and takes the bytes at its own pace. */
export function bucketSink(bucket: Bucket, key: string, bytes: number): FileSink {
  const { readable, writable } = new FixedLengthStream(bytes);
  const writer = writable.getWriter();
  const putting = bucket.put(key, readable);
  // Whoever closes hears of a failure; until then nobody listens.
  for (const ending of [putting, writer.closed]) ending.catch(() => {});
  return {
    write: (part) => writer.write(part),
    async close() {
      await writer.close();
      await putting;
    },
    async abort() {
      await writer.abort().catch(() => {});
      await putting.catch(() => {});
    },
  };
}
