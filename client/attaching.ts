/**
 * Files beside the composer, on their way to the server before the message that mentions them. So the message is small
 * when it enters the outbox, and what fails is seen before it is sent. Rules FIL-8 and FIL-9 of docs/SPEC.md.
 */

import { FILE_LIMITS } from '../protocol/file-limits.ts';
import type { Attachment } from '../protocol/files.ts';
import type { Random } from './environment.ts';
import { ApiError, type ApiErrorCode } from './http.ts';
import { randomId } from './random-id.ts';
import { type Readable, writable } from './store.ts';

/** A file as it leaves. */
export interface Prepared {
  name: string;
  blob: Blob;
}
export type Prepare = (file: File) => Promise<Prepared>;
/** @param progress called with the share that has left, from 0 to 1. @throws ApiError, also when aborted. */
export type SendFile = (
  file: Prepared & { id: string },
  progress: (share: number) => void,
  signal: AbortSignal,
) => Promise<Attachment>;

export interface PendingFile {
  id: string;
  name: string;
  state:
    | { is: 'sending'; share: number }
    | { is: 'ready'; attachment: Attachment }
    | { is: 'failed'; code: ApiErrorCode; mayRetry: boolean };
}

export interface AttachingState {
  files: readonly PendingFile[];
  /** Some were not taken, because a message has only so many. */
  isFull: boolean;
}

export interface Attaching {
  readonly state: Readable<AttachingState>;
  add(files: readonly File[]): void;
  retry(id: string): void;
  /** Also stops it. */
  remove(id: string): void;
  /** Resolves once none is on its way. @returns whether all arrived. */
  settled(): Promise<boolean>;
  /** Hands out those that have arrived, to go with a message. They leave the list when `use` says that they do. */
  take(use: (attachments: Attachment[]) => boolean): void;
  /** The reverse of `take`. */
  giveBack(attachments: readonly Attachment[]): void;
  clear(): void;
}

const FILE_ID_LENGTH = 26;
/** The same file would be refused again. */
const FINAL: ReadonlySet<ApiErrorCode> = new Set(['too_large', 'unsupported_media', 'quota_exceeded']);

export function createAttaching(random: Random, prepare: Prepare, send: () => SendFile): Attaching {
  const state = writable<AttachingState>({ files: [], isFull: false });
  /** What people chose, to try it again, and how to stop it. */
  const chosen = new Map<string, { file: File; stop: AbortController }>();

  const set = (id: string, next: PendingFile['state']) => {
    const files = state.get().files.map((file) => (file.id === id ? { ...file, state: next } : file));
    state.patch({ files });
  };

  const start = async (id: string, file: File) => {
    const stop = new AbortController();
    chosen.set(id, { file, stop });
    set(id, { is: 'sending', share: 0 });
    try {
      const prepared = await prepare(file);
      if (prepared.blob.size > FILE_LIMITS.fileBytes) throw new ApiError('too_large', 'More than 10 MB.');
      if (stop.signal.aborted) return;
      const progress = (share: number) => set(id, { is: 'sending', share });
      const attachment = await send()({ ...prepared, id }, progress, stop.signal);
      set(id, { is: 'ready', attachment });
    } catch (error) {
      const code = error instanceof ApiError ? error.code : 'unreachable';
      set(id, { is: 'failed', code, mayRetry: !FINAL.has(code) });
    }
  };

  const isOnItsWay = () => state.get().files.some((file) => file.state.is === 'sending');

  return {
    state,
    add(files) {
      const room = FILE_LIMITS.perMessage - state.get().files.length;
      const added = files.slice(0, room).map((file) => ({ id: randomId(random, FILE_ID_LENGTH), file }));
      const pending = added.map(({ id, file }): PendingFile => {
        return { id, name: file.name, state: { is: 'sending', share: 0 } };
      });
      state.set({ files: [...state.get().files, ...pending], isFull: files.length > room });
      for (const { id, file } of added) void start(id, file);
    },
    retry(id) {
      const known = chosen.get(id);
      if (known) void start(id, known.file);
    },
    remove(id) {
      chosen.get(id)?.stop.abort();
      chosen.delete(id);
      state.set({ files: state.get().files.filter((file) => file.id !== id), isFull: false });
    },
    settled: () =>
      new Promise((resolve) => {
        const look = () => {
          if (isOnItsWay()) return;
          stopLooking();
          resolve(state.get().files.every((file) => file.state.is === 'ready'));
        };
        const stopLooking = state.subscribe(look);
        look();
      }),
    take(use) {
      const { files } = state.get();
      if (!use(files.flatMap((file) => (file.state.is === 'ready' ? [file.state.attachment] : [])))) return;
      state.set({ files: files.filter((file) => file.state.is !== 'ready'), isFull: false });
    },
    giveBack(attachments) {
      const back = attachments.map((attachment): PendingFile => {
        return { id: attachment.id, name: attachment.name, state: { is: 'ready', attachment } };
      });
      const files = [...back, ...state.get().files];
      state.set({ files, isFull: files.length > FILE_LIMITS.perMessage });
    },
    clear() {
      for (const { stop } of chosen.values()) stop.abort();
      chosen.clear();
      state.set({ files: [], isFull: false });
    },
  };
}
