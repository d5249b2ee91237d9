import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { StartError } from './start-error.ts';

export interface Addresses {
  /** What to listen on. */
  listen: string[];
  /** Where this machine itself reaches the server. */
  own: string;
  /** What people see. */
  shown: string;
}

/**
 * By default both loopbacks, so that `localhost` works for clients that try IPv6 first and for those that
 * never do, and nobody on the network reaches the server unasked. HOST opens it.
 */
export function addressesFor(host: string | undefined): Addresses {
  const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some((it) => it.address === '::1'));
  if (host === undefined || host === 'localhost') {
    return { listen: hasIPv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'], own: '127.0.0.1', shown: 'localhost' };
  }
  if (host === '*' || host === '::' || host === '0.0.0.0') {
    // `::` takes IPv4 along.
    return { listen: [hasIPv6 ? '::' : '0.0.0.0'], own: '127.0.0.1', shown: 'localhost' };
  }
  return { listen: [host], own: bracketed(host), shown: bracketed(host) };
}

export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Asks before starting, because workerd's own answer to a taken port is a stack trace. */
export async function assertPortFree(port: number, hosts: string[], purpose: string): Promise<void> {
  for (const host of hosts) {
    const probe = createServer();
    try {
      probe.listen({ port, host });
      await once(probe, 'listening');
    } catch (error) {
      throw new StartError(portProblem(error, port, host, purpose));
    }
    await new Promise((closed) => probe.close(closed));
  }
}

function portProblem(error: unknown, port: number, host: string, purpose: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : String(error);
  if (code === 'EADDRINUSE')
    return `Port ${port} (for ${purpose}) is already in use. Stop the program that uses it, or set PORT to another number.`;
  if (code === 'EACCES')
    return `Port ${port} (for ${purpose}) needs more rights than this user has. Set PORT to a number above 1023.`;
  return `Cannot listen on ${host}, port ${port} (${code}). Set HOST to an address of this machine.`;
}
