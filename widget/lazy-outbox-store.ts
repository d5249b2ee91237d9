import type { OutboxStore } from '../client/outbox.ts';

/** An outbox store that is opened at its first use, because opening one writes, and nobody has acted yet. */
export function lazyOutboxStore(open: () => Promise<OutboxStore>): OutboxStore {
  let opening: Promise<OutboxStore> | undefined;
  const store = () => {
    opening ??= open();
    return opening;
  };
  return {
    isLasting: true,
    load: async (box) => (await store()).load(box),
    async put(box, item) {
      const opened = await store();
      await opened.put(box, item);
      // The client learns in this way that the item is not safe; it is sent all the same.
      if (!opened.isLasting) throw new Error('This browser keeps nothing.');
    },
    remove: async (box, cid) => (await store()).remove(box, cid),
  };
}
