/** The files of one conversation over real SQL, with the clock and the crash in our hands. */
import { describe, expect, it } from 'vitest';
import { FILE_LIMITS } from '../../protocol/file-limits.ts';
import { CONVERSATION_MIGRATIONS } from '../../worker/conversation/conversation-migrations.ts';
import { FileShelf } from '../../worker/conversation/file-shelf.ts';
import { fileStore } from '../../worker/conversation/file-store.ts';
import { migrate } from '../../worker/durable/migrate.ts';
import { nodeSql } from './node-sql.ts';

function shelf() {
  const sql = nodeSql();
  migrate(sql, CONVERSATION_MIGRATIONS);
  const world = { now: 1_000_000 };
  const store = fileStore(sql);
  const open = () =>
    new FileShelf({
      store,
      transaction: sql.transaction,
      bucket: null,
      name: 'c',
      now: () => world.now,
      alongside() {},
    });
  const partCount = () => sql.all<{ count: number }>('SELECT COUNT(*) AS count FROM file_parts')[0]?.count;
  return { world, store, open, partCount };
}

const visitor = { role: 'visitor', id: 'v' } as const;
const upload = (id: string, bytes: number) => ({ id, name: 'a.txt', bytes });
const streamOf = (...pieces: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });

describe('[FIL-3] a file', () => {
  it('that was arriving when the server died is gone when it wakes, with all that it took', async () => {
    const { store, open, partCount } = shelf();
    const number = store.begin({ id: 'a', authorId: 'v', bytes: 9, isInBucket: false }, 0);
    store.putPart(number, 0, new Uint8Array(5));
    const woken = open();
    expect([store.totalBytes(), partCount(), woken.find('a')]).toEqual([0, 0, null]);
    expect(await woken.take(visitor, upload('a', 4), streamOf('Wo', 'rd'))).toMatchObject({ is: 'stored' });
  });

  it('that no message mentions goes after a week; one that a message mentions stays', async () => {
    const { world, store, open, partCount } = shelf();
    const opened = open();
    for (const id of ['sent', 'unsent']) await opened.take(visitor, upload(id, 4), streamOf('Word'));
    store.attach('sent', 1);
    world.now += FILE_LIMITS.unsentMs;
    await opened.take(visitor, upload('third', 4), streamOf('Word'));
    expect(opened.find('unsent')).not.toBeNull();
    world.now += 1;
    await opened.take(visitor, upload('fourth', 4), streamOf('Word'));
    expect(opened.find('unsent')).toBeNull();
    expect(opened.find('sent')).not.toBeNull();
    expect(partCount()).toBe(3);
  });

  it('that breaks off leaves nothing', async () => {
    const { store, open, partCount } = shelf();
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error('the network'));
      },
    });
    expect(await open().take(visitor, upload('a', 4), broken)).toMatchObject({ code: 'bad_frame' });
    expect([store.totalBytes(), partCount()]).toEqual([0, 0]);
  });
});
