/**
 * A network that breaks on command: forwards TCP to a local port, and can cut, freeze one direction, delay and truncate.
 * Directions are as seen from the client: `up` goes to the server, `down` comes back.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type Direction = 'up' | 'down';

export interface TcpProxy {
  readonly port: number;
  readonly origin: string;
  /** Connections that are open now. */
  readonly connectionCount: number;
  /** Swallows one direction of all connections, present and new; nobody is told. */
  freeze(direction: Direction): void;
  /** Lets the frozen bytes through after all, and everything from now on. */
  thaw(direction: Direction): void;
  /** Holds every chunk back by so much, in order. 0 ends it. */
  delay(ms: number): void;
  /** Lets so many more bytes through in this direction, then cuts the connection in the middle of whatever it was. */
  truncateAfter(direction: Direction, bytes: number): void;
  /** Resets all connections. */
  cut(): void;
  /** Refuses new connections while true. */
  isDown: boolean;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<{ client: Socket; upstream: Socket }>();
  const frozen = { up: false, down: false };
  const held: Record<Direction, (() => void)[]> = { up: [], down: [] };
  const budget: Record<Direction, number> = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };
  let delayMs = 0;

  const pump = (from: Socket, to: Socket, direction: Direction, end: () => void) => {
    const pass = (chunk: Buffer) => {
      if (to.destroyed) return;
      if (chunk.length <= budget[direction]) {
        budget[direction] -= chunk.length;
        to.write(chunk);
        return;
      }
      to.write(chunk.subarray(0, budget[direction]));
      budget[direction] = Number.POSITIVE_INFINITY;
      end();
    };
    const arrive = (chunk: Buffer) => {
      if (frozen[direction]) held[direction].push(() => pass(chunk));
      else pass(chunk);
    };
    from.on('data', (chunk) => (delayMs > 0 ? setTimeout(arrive, delayMs, chunk) : arrive(chunk)));
  };

  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    const pair = { client, upstream };
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    if (proxy.isDown) return end();
    pairs.add(pair);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
    }
    pump(client, upstream, 'up', end);
    pump(upstream, client, 'down', end);
    // A frozen direction does not even say that the other side hung up.
    client.on('close', () => (frozen.up ? pairs.delete(pair) : end()));
    // Not before what was said last, which may be held back.
    const endDown = () => (frozen.down ? held.down.push(end) : end());
    upstream.on('close', () => (delayMs > 0 ? setTimeout(endDown, delayMs) : endDown()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  const proxy: TcpProxy = {
    port,
    origin: `http://localhost:${port}`,
    get connectionCount() {
      return pairs.size;
    },
    freeze(direction) {
      frozen[direction] = true;
    },
    thaw(direction) {
      frozen[direction] = false;
      for (const pass of held[direction].splice(0)) pass();
    },
    delay(ms) {
      delayMs = ms;
    },
    truncateAfter(direction, bytes) {
      budget[direction] = bytes;
    },
    cut() {
      for (const { client, upstream } of pairs) {
        client.resetAndDestroy();
        upstream.resetAndDestroy();
      }
      pairs.clear();
    },
    isDown: false,
    async close() {
      proxy.cut();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
