import { describe, expect, it } from 'vitest';
import { createDelivery } from '../../worker/durable/delivery.ts';
import { gather } from '../../worker/durable/gather.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A subscriber that can be down, and a clock, a timer and an alarm that the test turns. */
function bench() {
  const world = {
    head: 0,
    delivered: 0,
    now: 0,
    alarmAt: 0,
    pauseMs: 100,
    lullMs: 0,
    isDown: false,
    calls: 0,
    failures: 0,
    cursorWrites: 0,
    since: [] as number[],
    release: () => {},
  };
  let gate = Promise.resolve();
  let timers: { ms: number; run: () => void }[] = [];
  const ports = {
    head: () => world.head,
    delivered: () => world.delivered,
    setDelivered(seq: number) {
      world.delivered = seq;
      world.cursorWrites += 1;
    },
    async deliver(since: number) {
      world.calls += 1;
      world.since.push(since);
      await gate;
      if (world.isDown) throw new Error('down');
      return world.pauseMs;
    },
    setAlarm(at: number) {
      world.alarmAt = at;
    },
    clearAlarm() {
      world.alarmAt = 0;
    },
    after(ms: number, run: () => void) {
      const timer = { ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    now: () => world.now,
    get lullMs() {
      return world.lullMs;
    },
    failed() {
      world.failures += 1;
    },
  };
  const delivery = createDelivery(ports);
  const hold = () => {
    gate = new Promise((resolve) => {
      world.release = resolve;
    });
  };
  const commit = () => {
    world.head += 1;
    return delivery.committed();
  };
  const ring = () => {
    world.now = world.alarmAt;
    return delivery.fire();
  };
  /** So much time passes. */
  const rest = (ms = world.pauseMs) => {
    const due = timers.filter((timer) => timer.ms <= ms);
    timers = timers.filter((timer) => timer.ms > ms);
    for (const { run } of due) run();
  };
  /** Another process over the same disk. */
  const restart = () => createDelivery(ports);
  return { world, delivery, hold, commit, ring, rest, restart };
}

describe('[INB-5] delivery to a subscriber', () => {
  it('[DSK-9] begins again when it is asked to: at once, after what is under way, or after a crash', async () => {
    const { world, delivery, hold, commit, rest, restart } = bench();
    await commit();
    rest();
    await delivery.again();
    expect(world.since).toEqual([0, 0]);
    rest();
    expect(world.delivered).toBe(1);

    hold();
    const underWay = commit();
    const asked = delivery.again();
    world.release();
    await Promise.all([underWay, asked]);
    rest();
    await settled();
    expect(world.since).toEqual([0, 0, 1, 0]);
    rest();
    expect(world.delivered).toBe(2);

    world.isDown = true;
    await delivery.again();
    expect(world.delivered).toBe(0);
    world.isDown = false;
    await restart().fire();
    expect(world.since.slice(-2)).toEqual([0, 0]);
  });

  it('happens at once, with an alarm armed in case this process dies before', async () => {
    const { world, commit } = bench();
    const done = commit();
    expect(world.alarmAt).toBeGreaterThan(0);
    await done;
    expect(world.calls).toBe(1);
  });

  it('lets those have it first who wait for it, and then tells what else was committed meanwhile', async () => {
    const { world, commit, rest } = bench();
    world.lullMs = 50;
    const done = commit();
    commit();
    await settled();
    expect(world.calls).toBe(0);
    expect(world.alarmAt).toBeGreaterThan(0);
    rest(world.lullMs);
    await done;
    rest();
    await settled();
    expect(world).toMatchObject({ calls: 1, delivered: 2 });
  });

  it('coalesces what is committed during it and during the pause that the subscriber asks for', async () => {
    const { world, commit, hold, rest } = bench();
    hold();
    const first = commit();
    commit();
    world.release();
    await first;
    await commit();
    await commit();
    expect(world.calls).toBe(1);
    rest();
    expect(world.calls).toBe(2);
  });

  it('asks for nothing more once the subscriber has everything', async () => {
    const { world, commit, rest } = bench();
    await commit();
    rest();
    expect(world.calls).toBe(1);
  });

  it('writes the cursor down and calls the alarm off after a quiet moment, once for all that was delivered', async () => {
    const { world, commit, rest } = bench();
    await commit();
    for (let count = 0; count < 4; count += 1) {
      await commit();
      rest();
      await settled();
    }
    expect(world).toMatchObject({ calls: 5, cursorWrites: 0 });
    expect(world.alarmAt).toBeGreaterThan(0);
    rest();
    expect(world).toMatchObject({ delivered: 5, calls: 5, cursorWrites: 1, alarmAt: 0 });
    await commit();
    expect(world.alarmAt).toBeGreaterThan(0);
  });

  it('does not call off an alarm that is due', async () => {
    const { world, commit } = bench();
    await commit();
    const due = world.alarmAt;
    world.now = due + 1;
    await commit();
    expect(world.alarmAt).toBe(due);
  });

  it('is tried again by alarm, ever more rarely, until the subscriber took it', async () => {
    const { world, commit, ring, rest } = bench();
    world.isDown = true;
    await commit();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      waits.push(world.alarmAt - world.now);
      await ring();
    }
    expect(waits).toEqual([2_000, 5_000, 15_000, 60_000, 300_000, 300_000]);
    expect(world).toMatchObject({ delivered: 0, failures: 7 });
    world.isDown = false;
    await ring();
    rest(10_000);
    expect(world.delivered).toBe(1);
  });

  it('is done again by the next process if this one dies before the cursor was written down', async () => {
    const { world, commit, restart } = bench();
    await commit();
    await restart().fire();
    expect(world).toMatchObject({ calls: 2, cursorWrites: 0 });
  });

  it('keeps an alarm within reach when the clock is set back by years', async () => {
    const { world, commit } = bench();
    world.now = 10_000_000_000;
    await commit();
    world.now = 0;
    await commit();
    expect(world.alarmAt).toBeLessThanOrEqual(20_000);
  });
});

describe('[INB-5] a group of callers', () => {
  it('is written at once for the first, together for those who come right after, and told when it fails', async () => {
    const timers: (() => void)[] = [];
    const written: string[][] = [];
    let isFull = false;
    const put = gather<string>(
      (_ms, run) => timers.push(run),
      (items) => {
        if (isFull) throw new Error('full');
        written.push([...items]);
      },
    );
    await put('a');
    const others = [put('b'), put('c')];
    expect(written).toEqual([['a']]);
    timers.shift()?.();
    await Promise.all(others);
    expect(written).toEqual([['a'], ['b', 'c']]);
    await put('d');
    isFull = true;
    const failing = put('e');
    timers.shift()?.();
    await expect(failing).rejects.toThrow('full');
  });
});
