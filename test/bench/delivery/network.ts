/** One client's only way to its server: a line of some length with a proxy in it that can fail. */
import { startTcpProxy } from '../../fault/tcp-proxy.ts';
import { openLine } from './line.ts';

/** Each way. Without it nothing is ever under way when a network dies, and no acknowledgement ever gets lost. */
const DELAY_MS = 20;

/**
 * What becomes of the connections that are open when a network dies; new ones are refused in all three.
 * `cut`: reset at once. `late`: frozen, and what was under way arrives at the end after all, as after a dead spot.
 * `lost`: frozen, then reset with everything under way, as when a phone changes networks.
 */
export type DropKind = 'cut' | 'late' | 'lost';

export interface Network {
  readonly origin: string;
  fail(kind: DropKind): void;
  heal(kind: DropKind): void;
  close(): Promise<void>;
}

export interface Networks {
  sender: Network;
  receiver: Network;
}

export async function openNetworks(serverPort: number): Promise<Networks> {
  return { sender: await openNetwork(serverPort), receiver: await openNetwork(serverPort) };
}

async function openNetwork(serverPort: number): Promise<Network> {
  const proxy = await startTcpProxy(serverPort);
  const line = await openLine(proxy.port, DELAY_MS);
  return {
    origin: line.origin,
    fail(kind) {
      proxy.isDown = true;
      if (kind === 'cut') return proxy.cut();
      proxy.freeze('up');
      proxy.freeze('down');
    },
    heal(kind) {
      // Before thawing: what is still held must find nobody.
      if (kind === 'lost') proxy.cut();
      proxy.thaw('up');
      proxy.thaw('down');
      proxy.isDown = false;
    },
    async close() {
      await proxy.close();
      await line.close();
    },
  };
}
