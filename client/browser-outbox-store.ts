/** The outbox in IndexedDB, else in localStorage, else in memory only. */
import { parseJson } from '../protocol/shape.ts';
import { memoryOutboxStore, type OutboxItem, type OutboxStore, outboxItem } from './outbox.ts';

const TABLE = 'outbox';
const OPEN_MS = 3_000;

/** Tries each storage with a real write, because browsers that deny it often do so only then. */
export async function openBrowserOutboxStore(): Promise<OutboxStore> {
  for (const open of [openIndexedDb, openLocalStorage]) {
    try {
      return await open();
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

async function openIndexedDb(): Promise<OutboxStore> {
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
      const rows = await settled(database.transaction(TABLE).objectStore(TABLE).getAll(range));
      return rows.flatMap((row) => readable(() => outboxItem(row, ''))).sort(byAge);
    },
    put: (box, item) => write((table) => table.put({ box, cid: item.command.cid, ...item })),
    remove: (box, cid) => write((table) => table.delete([box, cid])),
  };
}

async function openLocalStorage(): Promise<OutboxStore> {
  const key = (box: string, cid: string) => `porchlight:outbox:${box}:${cid}`;
  const probe = key('', '');
  localStorage.setItem(probe, '1');
  localStorage.removeItem(probe);
  return {
    isLasting: true,
    async load(box) {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(key(box, '')));
      return names
        .flatMap((name) => readable(() => parseJson(outboxItem, localStorage.getItem(name) ?? '')))
        .sort(byAge);
    },
    async put(box, item) {
      localStorage.setItem(key(box, item.command.cid), JSON.stringify(item));
    },
    async remove(box, cid) {
      localStorage.removeItem(key(box, cid));
    },
  };
}

const byAge = (a: OutboxItem, b: OutboxItem) => a.createdAt - b.createdAt;

/** Rows of another build that this one cannot read are left where they are. */
function readable(read: () => OutboxItem): OutboxItem[] {
  try {
    return [read()];
  } catch {
    return [];
  }
}
