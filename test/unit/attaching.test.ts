/** Files beside the composer: what becomes of each on its way, with the network in our hands. */
import { describe, expect, it } from 'vitest';
import { createAttaching, type Prepare, type SendFile } from '../../client/attaching.ts';
import { createFileLinks } from '../../client/file-links.ts';
import { ApiError } from '../../client/http.ts';
import { FILE_LIMITS } from '../../protocol/file-limits.ts';
import type { Attachment } from '../../protocol/files.ts';

const random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)), unit: () => 0.5 };
const file = (name: string, size = 3) => new File([new Uint8Array(size)], name);
const asIs: Prepare = async (chosen) => ({ name: chosen.name, blob: chosen });
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** An upload that waits to be told how it ends. */
function desk(prepare = asIs) {
  const underWay: {
    id: string;
    name: string;
    signal: AbortSignal;
    progress(share: number): void;
    arrive(): void;
    fail(code: string): void;
  }[] = [];
  const send: SendFile = ({ id, name }, progress, signal) =>
    new Promise<Attachment>((resolve, reject) => {
      const arrive = () => resolve({ id, name, type: 'application/octet-stream', bytes: 3 });
      underWay.push({ id, name, signal, progress, arrive, fail: (code) => reject(new ApiError(code, '')) });
    });
  const attaching = createAttaching(random, prepare, () => send);
  const states = () => attaching.state.get().files.map(({ name, state }) => [name, state.is]);
  return { attaching, underWay, states };
}

describe('[FIL-9] files on their way', () => {
  it('come back with a message that was taken back, before those added since', async () => {
    const { attaching, underWay, states } = desk();
    attaching.add([file('a')]);
    await turn();
    underWay[0]?.arrive();
    await attaching.settled();
    let taken: Attachment[] = [];
    attaching.take((attachments) => {
      taken = attachments;
      return true;
    });
    attaching.add(Array.from({ length: FILE_LIMITS.perMessage }, () => file('b')));
    attaching.giveBack(taken);
    expect(states()[0]).toEqual(['a', 'ready']);
    // One too many: somebody has to choose.
    expect(attaching.state.get().isFull).toBe(true);
    attaching.take((attachments) => {
      expect(attachments).toEqual(taken);
      return true;
    });
  });

  it('go to a message once all have arrived, and leave the list only if it was taken', async () => {
    const { attaching, underWay, states } = desk();
    attaching.add([file('a'), file('b')]);
    await turn();
    underWay[0]?.progress(0.5);
    expect(attaching.state.get().files[0]?.state).toEqual({ is: 'sending', share: 0.5 });
    let outcome: boolean | undefined;
    const settled = attaching.settled().then((all) => {
      outcome = all;
    });
    underWay[0]?.arrive();
    await turn();
    expect(outcome).toBeUndefined();
    underWay[1]?.arrive();
    await settled;
    expect(outcome).toBe(true);
    attaching.take(() => false);
    expect(states()).toEqual([
      ['a', 'ready'],
      ['b', 'ready'],
    ]);
    let names: string[] = [];
    attaching.take((attachments) => {
      names = attachments.map(({ name }) => name);
      return true;
    });
    expect(names).toEqual(['a', 'b']);
    expect(states()).toEqual([]);
  });

  it('one that failed is tried again under the same id, so that it can’t be there twice', async () => {
    const { attaching, underWay, states } = desk();
    attaching.add([file('a')]);
    await turn();
    underWay[0]?.fail('unreachable');
    expect(await attaching.settled()).toBe(false);
    expect(states()).toEqual([['a', 'failed']]);
    attaching.retry(underWay[0]?.id ?? '');
    await turn();
    expect(underWay[1]?.id).toBe(underWay[0]?.id);
    underWay[1]?.arrive();
    expect(await attaching.settled()).toBe(true);
  });

  it('one that is removed is stopped', async () => {
    const { attaching, underWay, states } = desk();
    attaching.add([file('a'), file('b')]);
    await turn();
    attaching.remove(underWay[0]?.id ?? '');
    expect(underWay[0]?.signal.aborted).toBe(true);
    underWay[0]?.arrive();
    await turn();
    expect(states()).toEqual([['b', 'sending']]);
  });

  it('removed while it is made ready, it is never sent', async () => {
    let ready = () => {};
    const { attaching, underWay } = desk(async (chosen) => {
      await new Promise<void>((resolve) => {
        ready = resolve;
      });
      return asIs(chosen);
    });
    attaching.add([file('a')]);
    attaching.remove(attaching.state.get().files[0]?.id ?? '');
    ready();
    await turn();
    expect(underWay).toEqual([]);
  });

  it('too large is found out before anything is sent, and is not worth another try', async () => {
    const { attaching, underWay } = desk();
    attaching.add([file('a', FILE_LIMITS.fileBytes + 1)]);
    expect(await attaching.settled()).toBe(false);
    expect(attaching.state.get().files[0]?.state).toEqual({
      is: 'failed',
      code: 'too_large',
      mayRetry: false,
    });
    expect(underWay).toEqual([]);
  });

  it('a message takes ten, and says so', () => {
    const { attaching } = desk();
    attaching.add(Array.from({ length: 11 }, (_, index) => file(`${index}`)));
    expect(attaching.state.get()).toMatchObject({ files: { length: 10 }, isFull: true });
  });
});

describe('[FIL-7] addresses of files', () => {
  function book() {
    const world = { now: 1_000_000, timers: [] as (() => void)[], asked: [] as string[][], changes: 0 };
    const clock = {
      now: () => world.now,
      after(_ms: number, run: () => void) {
        world.timers.push(run);
        return () => {};
      },
    };
    const links = createFileLinks(
      clock,
      'http://porch.test',
      async (files) => {
        world.asked.push(files);
        const there = files.filter((id) => id !== 'gone');
        const links = there.map((id) => ({ file: id, path: `/${id}?${world.now}` }));
        return { links, expiresAt: world.now + 3_600_000 };
      },
      () => {
        world.changes += 1;
      },
    );
    return { world, links };
  }

  it('are asked for together, kept while they work, and asked for anew when they end', async () => {
    const { world, links } = book();
    expect([links.get('a'), links.get('b')]).toEqual([null, null]);
    await turn();
    expect(world.asked).toEqual([['a', 'b']]);
    expect(world.changes).toBe(1);
    expect(links.get('a')).toBe('http://porch.test/a?1000000');
    world.now += 3_599_000;
    // The old one until the new one is here.
    expect(links.get('a')).toBe('http://porch.test/a?1000000');
    await turn();
    expect(links.get('a')).toBe('http://porch.test/a?4599000');
    expect(world.asked).toHaveLength(2);
  });

  it('of what is not there, and of what did not load, are not asked for again at once', async () => {
    const { world, links } = book();
    links.get('gone');
    links.get('a');
    await turn();
    expect(links.get('gone')).toBeNull();
    links.renew('a');
    expect(links.get('a')).toBeNull();
    await turn();
    expect(world.asked).toHaveLength(1);
    world.now += 10_000;
    links.get('gone');
    links.get('a');
    await turn();
    expect(world.asked).toHaveLength(2);
    expect(links.get('a')).not.toBeNull();
  });
});
