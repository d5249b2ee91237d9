/**
 * Socket.IO, three ways that its documentation gives, none with code of the application's own for delivery:
 * as it comes (socket.io/docs/v4/delivery-guarantees, "at most once"), with connection state recovery on the server
 * (…/connection-state-recovery), and with that and `retries` on the client ("at least once").
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket as Connection } from 'node:net';
import { Server, type ServerOptions } from 'socket.io';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { Contender } from './contender.ts';
import { type Network, openNetworks } from './network.ts';

interface FromClient {
  message(number: number, taken?: () => void): void;
}
interface FromServer {
  message(number: number): void;
}
type Client = Socket<FromServer, FromClient>;

/** The values of the documentation's examples. */
const RECOVERY: Partial<ServerOptions> = { connectionStateRecovery: { maxDisconnectionDuration: 120_000 } };
const RETRIES: Partial<SocketOptions> = { retries: 3, ackTimeout: 10_000 };

export const startPlain = () => start('Socket.IO, defaults', {}, {});
export const startRecovering = () => start('Socket.IO, state recovery', RECOVERY, {});
export const startRetrying = () => start('Socket.IO, state recovery and retries', RECOVERY, RETRIES);

async function start(
  name: string,
  serverOptions: Partial<ServerOptions>,
  clientOptions: Partial<ManagerOptions & SocketOptions>,
): Promise<Contender> {
  const http = createServer();
  const connections = new Set<Connection>();
  http.on('connection', (connection) => connections.add(connection));
  const server = new Server<FromClient, FromServer>(http, serverOptions);
  server.on('connection', (socket) => {
    socket.join('room');
    socket.on('message', (number, taken) => {
      server.to('room').emit('message', number);
      taken?.();
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  const networks = await openNetworks(typeof address === 'object' && address ? address.port : 0);

  // Two clients of one process would share a connection.
  const open = ({ origin }: Network): Client => io(origin, { ...clientOptions, forceNew: true });
  const sender = open(networks.sender);
  const receiver = open(networks.receiver);
  const received: number[] = [];
  receiver.on('message', (number) => received.push(number));
  await Promise.all([untilConnected(sender), untilConnected(receiver)]);

  return {
    name,
    networks,
    send: (number) => void sender.emit('message', number),
    received: () => received,
    async close() {
      sender.disconnect();
      receiver.disconnect();
      await Promise.all([networks.sender.close(), networks.receiver.close()]);
      // Those whose other end is gone would be waited for.
      for (const connection of connections) connection.destroy();
      await server.close();
    },
  };
}

const untilConnected = (client: Client): Promise<void> =>
  new Promise((resolve) => client.once('connect', resolve));
