/** The outbox in IndexedDB, else in localStorage, else in memory only. */
import type { Shape } from '../protocol/shape.ts';
import { memoryOutboxStore, type OutboxItem, type OutboxStore, readItems } from './outbox.ts';

const TABLE = 'outbox';
const OPEN_MS = 3_000;

/** Few browsers need the second storage, so it is fetched by those only. */
const openLocalStorage = async (read: ReadItems) =>
  (await import('./local-storage-outbox.ts')).openLocalStorageOutbox(read);

type ReadItems = (found: readonly unknown[]) => OutboxItem[];

/**
 * Tries each storage with a real write, because browsers that deny it often do so only then.
 * @param item what may be in it; what visitors send, without it.
 */
export async function openBrowserOutboxStore(item?: Shape<OutboxItem>): Promise<OutboxStore> {
  const read: ReadItems = (found) => readItems(found, item);
  for (const open of [openIndexedDb, openLocalStorage]) {
    try {
      return await open(read);
    } catch {
      // Denied or broken: the next kind is tried, and the last one says that it does not last.
    }
  }
  return memoryOutboxStore();
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function openIndexedDb(read: ReadItems): Promise<OutboxStore> {
  const opening = indexedDB.open('porchlight', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE, { keyPath: ['box', 'cid'] });
  // Some browsers leave this unanswered for ever after a crash; nobody's message should wait for that.
  const tooLate = new Promise<never>((_, reject) => setTimeout(reject, OPEN_MS));
  const database = await Promise.race([settled(opening), tooLate]);

  const write = (change: (table: IDBObjectStore) => void) =>
    new Promise<void>((resolve, reject) => {
      // Strict: the promise means "on the disk", not "in the system's cache".
      const transaction = database.transaction(TABLE, 'readwrite', { durability: 'strict' });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      change(transaction.objectStore(TABLE));
    });

  await write((table) => table.delete(['', '']));
  return {
    isLasting: true,
    async load(box) {
      const range = IDBKeyRange.bound([box], [box, []]);
      return read(await settled(database.transaction(TABLE).objectStore(TABLE).getAll(range)));
    },
    put: (box, item) => write((table) => table.put({ box, cid: item.command.cid, ...item })),
    remove: (box, cid) => write((table) => table.delete([box, cid])),
  };
}
