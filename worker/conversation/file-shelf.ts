/**
 * Takes and gives the files of one conversation. Bytes pass by in parts, so that no file is ever whole in memory; they
 * end up in the conversation's own database, or in a bucket where the deployment has one. Rules FIL-2 to FIL-7 of
 * docs/SPEC.md.
 */
import { createHash, type Hash } from 'node:crypto';
import type { ErrorCode } from '../../protocol/codes.ts';
import type { Author } from '../../protocol/event.ts';
import { FILE_LIMITS } from '../../protocol/file-limits.ts';
import type { Attachment } from '../../protocol/files.ts';
import { RATES } from '../../protocol/limits.ts';
import { tokenBuckets } from '../durable/token-bucket.ts';
import { safeFileName } from '../files/file-name.ts';
import { type Inspection, inspectFile, UNNAMED_TYPE } from '../files/inspect-file.ts';
import { type Bucket, bucketSink, type FileSink, storeSink } from './file-sink.ts';
import type { FileStore } from './file-store.ts';
import { inParts } from './in-parts.ts';

/** What the client says of a file that it is about to send. */
export interface Upload {
  id: string;
  name: string;
  /** How many it is going to send. */
  bytes: number;
}

export type UploadOutcome =
  | { is: 'stored'; attachment: Attachment }
  | { is: 'refused'; code: ErrorCode; message: string; retryAfterMs?: number };
type Refusal = Extract<UploadOutcome, { is: 'refused' }>;

export interface FoundFile {
  attachment: Attachment;
  /** Null: it is in the bucket, under this key. */
  body: ReadableStream<Uint8Array> | null;
  key: string;
}

export interface ShelfPorts {
  store: FileStore;
  transaction<T>(run: () => T): T;
  bucket: Bucket | null;
  /** The conversation's id. */
  name: string;
  now(): number;
  /** Work that goes on after the answer. */
  alongside(work: Promise<void>): void;
}

/** A value of an object's SQLite has at most 2 MB. */
const PART_BYTES = 1024 * 1024;
const BUSY_RETRY_MS = 1_000;

export class FileShelf {
  readonly #ports: ShelfPorts;
  readonly #rate = tokenBuckets(RATES.visitorFiles);

  constructor(ports: ShelfPorts) {
    this.#ports = ports;
    // Nothing arrives at an object that has just woken.
    ports.store.eraseArriving();
    this.sweep();
  }

  /** Reads the body to its end also where it is refused: a browser that is cut off hears no reason. */
  async take(
    author: Pick<Author, 'role' | 'id'>,
    upload: Upload,
    body: ReadableStream<Uint8Array>,
  ): Promise<UploadOutcome> {
    const { store } = this.#ports;
    store.eraseUnsent(this.#ports.now() - FILE_LIMITS.unsentMs);
    const known = store.find(upload.id);
    const refusal = this.#refusalBefore(author, upload, known !== null);
    if (refusal) {
      await drain(body);
      return refusal;
    }
    if (known) {
      const { hash } = await this.#read(upload, body, () => {});
      return this.#asKnown(author.id, upload.id, hash) ?? NOT_WHOLE;
    }
    return this.#keep(author.id, upload, body);
  }

  find(id: string): FoundFile | null {
    const file = this.#ports.store.find(id);
    if (!file) return null;
    const { attachment, upload, isInBucket } = file;
    return { attachment, body: isInBucket ? null : this.#partsOf(upload), key: this.#keyOf(upload) };
  }

  /** Removes from the bucket what was deleted here. What fails is tried again the next time. */
  sweep(): void {
    const { bucket, store } = this.#ports;
    const uploads = bucket ? store.erased() : [];
    if (!bucket || uploads.length === 0) return;
    const removing = bucket.delete(uploads.map((upload) => this.#keyOf(upload)));
    this.#ports.alongside(
      removing.then(
        () => store.forget(uploads),
        (error) => console.warn('the bucket did not delete; it is asked again', error),
      ),
    );
  }

  #refusalBefore(
    { role, id }: Pick<Author, 'role' | 'id'>,
    upload: Upload,
    isKnown: boolean,
  ): Refusal | null {
    const { store, now } = this.#ports;
    if (upload.bytes > FILE_LIMITS.fileBytes)
      return refused('too_large', `A file has at most ${FILE_LIMITS.fileBytes} bytes.`);
    if (upload.bytes === 0) return refused('bad_frame', 'This file is empty.');
    const waitMs = role === 'visitor' ? this.#rate.take(id, now()) : 0;
    if (waitMs > 0)
      return { ...refused('rate_limited', 'Too many files. Wait a moment.'), retryAfterMs: waitMs };
    if (isKnown) return null;
    if (store.arrivalCount(id) >= FILE_LIMITS.uploadsAtOnce)
      return { ...refused('rate_limited', 'Too many files at once.'), retryAfterMs: BUSY_RETRY_MS };
    if (store.totalBytes() + upload.bytes > FILE_LIMITS.conversationBytes)
      return refused(
        'quota_exceeded',
        'This conversation has no room for more files. Delete some, or send less.',
      );
    return null;
  }

  async #keep(authorId: string, upload: Upload, body: ReadableStream<Uint8Array>): Promise<UploadOutcome> {
    const { store, bucket, now, transaction } = this.#ports;
    const arrival = { id: upload.id, authorId, bytes: upload.bytes, isInBucket: bucket !== null };
    const number = store.begin(arrival, now());
    const name = safeFileName(upload.name);
    let inspection: Inspection = { is: 'file' };
    let sink: FileSink | null = null;
    let failure: unknown = null;
    const { isWhole, hash } = await this.#read(upload, body, async (part) => {
      if (inspection.is === 'refused' || failure) return;
      try {
        // The first part tells what it is.
        if (!sink) inspection = inspectFile(name, part);
        if (inspection.is === 'refused') return;
        sink ??= bucket ? bucketSink(bucket, this.#keyOf(number), upload.bytes) : storeSink(store, number);
        await sink.write(part);
      } catch (error) {
        failure = error;
      }
    }).catch(() => ({ isWhole: false, hash: '' }));

    const finish = async (judged: Inspection, kept: FileSink | null): Promise<UploadOutcome> => {
      if (failure) throw failure;
      if (!isWhole) return NOT_WHOLE;
      if (judged.is === 'refused') return judged;
      await kept?.close();
      const seen = judged.is === 'picture' ? judged.picture : { type: UNNAMED_TYPE };
      const attachment = { id: upload.id, name, bytes: upload.bytes, ...seen };
      return transaction(() => {
        // The same file may have come by another way meanwhile.
        const other = this.#asKnown(authorId, upload.id, hash);
        if (!other) store.finish(number, attachment, hash);
        return other ?? { is: 'stored', attachment };
      });
    };
    const outcome = await finish(inspection, sink).catch((error): UploadOutcome => {
      console.error('a file could not be kept', error);
      return refused('overloaded', 'This file could not be kept. Try again.');
    });
    if (store.find(upload.id)?.upload !== number) await this.#giveUp(number, sink);
    return outcome;
  }

  async #giveUp(upload: number, sink: FileSink | null): Promise<void> {
    await sink?.abort();
    this.#ports.store.drop(upload);
    this.sweep();
  }

  /** What a second upload under the same id is answered; null when there was no first. */
  #asKnown(authorId: string, id: string, hash: string): UploadOutcome | null {
    const known = this.#ports.store.find(id);
    if (!known) return null;
    return known.authorId === authorId && known.hash === hash
      ? { is: 'stored', attachment: known.attachment }
      : refused('cid_conflict', 'This id was used for another file.');
  }

  async #read(
    { bytes }: Upload,
    body: ReadableStream<Uint8Array>,
    take: (part: Uint8Array) => void | Promise<void>,
  ): Promise<{ isWhole: boolean; hash: string }> {
    const hash: Hash = createHash('sha256');
    let count = 0;
    for await (const part of inParts(body, PART_BYTES)) {
      count += part.length;
      if (count > bytes) break;
      hash.update(part);
      await take(part);
    }
    return { isWhole: count === bytes, hash: hash.digest('base64url') };
  }

  #partsOf(upload: number): ReadableStream<Uint8Array> {
    const { store } = this.#ports;
    let position = 0;
    return new ReadableStream({
      // Of bytes: only such a stream can leave an object.
      type: 'bytes',
      pull(controller) {
        const part = store.part(upload, position);
        position += 1;
        if (part) return controller.enqueue(new Uint8Array(part));
        controller.close();
        controller.byobRequest?.respond(0);
      },
    });
  }

  #keyOf = (upload: number): string => `${this.#ports.name}/${upload}`;
}

const refused = (code: ErrorCode, message: string): Refusal => ({ is: 'refused', code, message });
const NOT_WHOLE = refused('bad_frame', 'The file did not arrive whole.');

const drain = async (body: ReadableStream<Uint8Array>): Promise<void> => {
  await body.pipeTo(new WritableStream()).catch(() => {});
};
