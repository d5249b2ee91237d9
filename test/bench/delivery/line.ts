/**
 * A line with a length, to a local TCP port: bytes and goodbyes take their time. A reset breaks it at once, and what was
 * on it is gone.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Line {
  readonly origin: string;
  /** Resolves once nothing uses it any more. */
  close(): Promise<void>;
}

/** @param delayMs each way */
export async function openLine(targetPort: number, delayMs: number): Promise<Line> {
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    carry(near, far, delayMs);
    carry(far, near, delayMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    origin: `http://localhost:${typeof address === 'object' && address ? address.port : 0}`,
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** Timers of one length fire in the order in which they were set, so nothing overtakes. */
function carry(from: Socket, to: Socket, delayMs: number): void {
  from.setNoDelay(true);
  from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), delayMs));
  from.on('end', () => setTimeout(() => to.writable && to.end(), delayMs));
  from.on('error', () => to.destroyed || to.resetAndDestroy());
}
