/** The connection's decisions, with time and transport in our hands. */
import { describe, expect, it } from 'vitest';
import { type ConnectionStatus, createConnection, reconnectDelayMs } from '../../client/connection.ts';
import type { Environment } from '../../client/environment.ts';
import { NETWORK_LOST, type Transport, type TransportHandlers } from '../../client/transport.ts';
import { CLOSE_CODES } from '../../protocol/codes.ts';
import { createWorld } from './world.ts';

interface Frame {
  t: string;
  jitterMs?: number;
}

function connected({ hasUnsent = false } = {}) {
  const world = createWorld(1);
  const environment: Environment = {
    clock: { now: () => world.now, after: world.after },
    random: world.random,
    openSocket() {
      throw new Error('not used');
    },
    request: () => Promise.reject(new Error('not used')),
    isVisible: () => true,
    onWake: () => () => {},
  };
  const attempts: TransportHandlers<Frame, Frame>[] = [];
  const statuses: ConnectionStatus[] = [];
  const connection = createConnection<Frame, Frame>(environment, {
    getTicket: async () => 'ticket',
    async openTransport(_via, _ticket, handlers) {
      attempts.push(handlers);
      const transport: Transport<Frame> = {
        send() {},
        ping: () => handlers.received({ t: 'pong' }),
        close() {},
      };
      handlers.opened(transport);
      return transport;
    },
    canPoll: false,
    hello: () => ({ t: 'hello' }),
    received() {},
    statusChanged: (status) => statuses.push(status),
    hasUnsent: () => hasUnsent,
  });
  const welcome = () => attempts.at(-1)?.received({ t: 'welcome', jitterMs: 5_000 });
  return { world, connection, attempts, welcome, status: () => statuses.at(-1) };
}

describe('[CON-5] the first reconnect', () => {
  it('is spread over what the server asked for, hurries when something is unsent, then backs off', () => {
    expect(reconnectDelayMs(0, 5_000, false, 0.999)).toBeCloseTo(4_995);
    expect(reconnectDelayMs(0, 5_000, true, 0.999)).toBeCloseTo(999);
    expect(reconnectDelayMs(3, 5_000, true, 1)).toBe(8_000);
    expect(reconnectDelayMs(2, 5_000, false, 1)).toBe(20_000);
    expect(reconnectDelayMs(40, 5_000, true, 1)).toBe(30_000);
  });
});

describe('[AUT-13] a connection whose time is over', () => {
  it('comes back at once, but not in a loop', async () => {
    const { world, connection, attempts, welcome, status } = connected();
    connection.start();
    await world.advance(0);
    welcome();
    // The first heartbeat shows that it works.
    await world.advance(30_000);
    attempts.at(-1)?.closed(CLOSE_CODES.unauthenticated);
    await world.advance(0);
    expect(attempts).toHaveLength(2);
    welcome();
    attempts.at(-1)?.closed(CLOSE_CODES.unauthenticated);
    await world.advance(0);
    expect(attempts).toHaveLength(2);
    expect(status()?.is).toBe('waiting');
    connection.stop();
  });
});

describe('[ERR-6] a server that fails on what it is told', () => {
  it('is tried less and less often, although it welcomes each time; and soon once an answer came', async () => {
    const { world, connection, attempts, welcome } = connected({ hasUnsent: true });
    connection.start();
    const start = world.now;
    const nextAttempt = async () => {
      const seen = attempts.length;
      while (attempts.length === seen) await world.advance(50);
    };
    for (await world.advance(0); world.now < start + 600_000; await nextAttempt()) {
      welcome();
      attempts.at(-1)?.closed(CLOSE_CODES.overloaded);
    }
    // With half of 30 s between them, about 45.
    expect(attempts.length).toBeGreaterThan(20);
    expect(attempts.length).toBeLessThan(80);

    welcome();
    attempts.at(-1)?.received({ t: 'ack' });
    const answered = world.now;
    attempts.at(-1)?.closed(CLOSE_CODES.overloaded);
    await nextAttempt();
    expect(world.now - answered).toBeLessThanOrEqual(1_050);
    connection.stop();
  });

  it('[CON-5] is not what a lost network is: after a welcome that one is tried again within two seconds', async () => {
    const { world, connection, attempts, welcome } = connected({ hasUnsent: true });
    connection.start();
    await world.advance(0);
    for (let count = 1; count < 10; count += 1) {
      welcome();
      attempts.at(-1)?.closed(NETWORK_LOST);
      await world.advance(2_000);
      expect(attempts).toHaveLength(count + 1);
    }
    connection.stop();
  });
});

describe('[CON-9] a final refusal', () => {
  it('is not tried again', async () => {
    const { world, connection, attempts, welcome, status } = connected();
    connection.start();
    await world.advance(0);
    welcome();
    attempts.at(-1)?.closed(CLOSE_CODES.forbidden);
    await world.advance(600_000);
    expect(attempts).toHaveLength(1);
    expect(status()).toEqual({ is: 'refused', code: 'forbidden' });
  });
});
