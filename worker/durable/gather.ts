/**
 * Group commit: what comes while a write has just been made is written together a moment later, so that many callers
 * cost one wait for the disk.
 */
const GATHER_MS = 20;

/** @returns takes one item and resolves once it was written; rejects when the write failed. */
export function gather<Item>(
  after: (ms: number, run: () => void) => void,
  write: (items: readonly Item[]) => void,
): (item: Item) => Promise<void> {
  let items: Item[] = [];
  let writing: Promise<void> | null = null;

  const writeLater = () =>
    new Promise<void>((resolve, reject) =>
      after(GATHER_MS, () => {
        const gathered = items;
        items = [];
        writing = null;
        try {
          if (gathered.length > 0) write(gathered);
          resolve();
        } catch (error) {
          reject(error);
        }
      }),
    );

  return async (item) => {
    if (writing) {
      items.push(item);
      return writing;
    }
    // The first of a group need not wait for others.
    writing = writeLater();
    write([item]);
  };
}
