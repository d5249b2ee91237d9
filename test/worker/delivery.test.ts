import { describe, expect, it } from 'vitest';
import { createDelivery } from '../../worker/durable/delivery.ts';

/** A subscriber that can be down, and a clock and alarm that the test turns. */
function bench() {
  const world = {
    head: 0,
    delivered: 0,
    now: 0,
    alarmAt: 0,
    isDown: false,
    calls: 0,
    failures: 0,
    release: () => {},
  };
  let gate = Promise.resolve();
  const delivery = createDelivery({
    head: () => world.head,
    delivered: () => world.delivered,
    setDelivered: (seq) => {
      world.delivered = seq;
    },
    async deliver() {
      world.calls += 1;
      await gate;
      if (world.isDown) throw new Error('down');
    },
    setAlarm: (at) => {
      world.alarmAt = at;
    },
    now: () => world.now,
    failed: () => {
      world.failures += 1;
    },
  });
  const hold = () => {
    gate = new Promise((resolve) => {
      world.release = resolve;
    });
  };
  const commit = () => {
    world.head += 1;
    return delivery.committed();
  };
  return { world, delivery, hold, commit };
}

describe('[INB-5] delivery to a subscriber', () => {
  it('happens at once, with an alarm armed in case this process dies before', async () => {
    const { world, commit } = bench();
    const done = commit();
    expect(world.alarmAt).toBeGreaterThan(0);
    await done;
    expect(world.delivered).toBe(1);
  });

  it('coalesces what is committed meanwhile', async () => {
    const { world, commit, hold } = bench();
    hold();
    const all = [commit(), commit(), commit(), commit()];
    world.release();
    await Promise.all(all);
    expect(world.delivered).toBe(4);
    expect(world.calls).toBe(2);
  });

  it('is tried again by alarm, ever more rarely, until the subscriber took it', async () => {
    const { world, delivery, commit } = bench();
    world.isDown = true;
    await commit();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      waits.push(world.alarmAt - world.now);
      world.now = world.alarmAt;
      await delivery.fire();
    }
    expect(waits).toEqual([2_000, 5_000, 15_000, 60_000, 300_000, 300_000]);
    expect(world).toMatchObject({ delivered: 0, failures: 7 });
    world.isDown = false;
    world.now = world.alarmAt;
    await delivery.fire();
    expect(world.delivered).toBe(1);
  });

  it('leaves the cursor where it was if the process dies, so it is sent again', async () => {
    const { world, delivery } = bench();
    world.head = 3;
    await delivery.fire();
    expect(world).toMatchObject({ delivered: 3, calls: 1 });
  });
});
