import { toJson } from './json.ts';
import type { OutboxItem, OutboxStore } from './outbox.ts';

/**
 * The outbox where IndexedDB is denied, as in some private windows.
 * @param readItems given, not imported: so that this shares no module with the other parts that can wait, and those
 * stay in one file with the messenger. @throws when this storage is denied, too.
 */
export function openLocalStorageOutbox(readItems: (found: readonly unknown[]) => OutboxItem[]): OutboxStore {
  const key = (box: string, cid: string) => `porchlight:outbox:${box}:${cid}`;
  const probe = key('', '');
  localStorage.setItem(probe, '1');
  localStorage.removeItem(probe);
  return {
    isLasting: true,
    async load(box) {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(key(box, '')));
      return readItems(names.map((name) => parsed(localStorage.getItem(name))));
    },
    async put(box, item) {
      localStorage.setItem(key(box, item.command.cid), toJson(item));
    },
    async remove(box, cid) {
      localStorage.removeItem(key(box, cid));
    },
  };
}

function parsed(json: string | null): unknown {
  try {
    return JSON.parse(json ?? '');
  } catch {
    return null;
  }
}
