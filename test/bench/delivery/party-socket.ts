/** partysocket with its default options, on a plain Durable Object that runs on the workerd of `npm start`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket as PartySocket } from 'partysocket';
import { WebSocket } from 'ws';
import { readWorkerDescription } from '../../../selfhost/config.ts';
import { findWorkerd, untilHealthy } from '../../../selfhost/workerd.ts';
import { freePortPair } from '../../support/server.ts';
import type { Contender } from './contender.ts';
import { type Network, openNetworks } from './network.ts';

export async function startPartySocket(): Promise<Contender> {
  const port = await freePortPair();
  const relay = startRelay(port);
  await untilHealthy(`http://127.0.0.1:${port}`);
  const networks = await openNetworks(port);

  // In Node, as its README says, with the ws package.
  const open = ({ origin }: Network) => new PartySocket(origin.replace('http', 'ws'), [], { WebSocket });
  const sender = open(networks.sender);
  const receiver = open(networks.receiver);
  const received: number[] = [];
  receiver.addEventListener('message', ({ data }) => received.push(Number(data)));
  await Promise.all([once(sender, 'open'), once(receiver, 'open')]);

  return {
    name: 'partysocket, plain Durable Object',
    networks,
    send: (number) => void sender.send(String(number)),
    received: () => received,
    async close() {
      sender.close();
      receiver.close();
      await Promise.all([networks.sender.close(), networks.receiver.close()]);
      await relay.stop();
    },
  };
}

function startRelay(port: number) {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-relay-'));
  copyFileSync(fileURLToPath(new URL('relay-object.js', import.meta.url)), join(folder, 'relay-object.js'));
  writeFileSync(join(folder, 'relay.capnp'), relayConfig(port));
  const workerd = spawn(findWorkerd(process.env.PORCHLIGHT_WORKERD), ['serve', join(folder, 'relay.capnp')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const end = () => {
    workerd.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  // However the bench ends, workerd ends with it.
  process.once('exit', end);
  return {
    async stop() {
      process.removeListener('exit', end);
      const exited = exitOf(workerd);
      end();
      await exited;
    },
  };
}

const relayConfig = (port: number) => `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "relay", worker = (
      modules = [(name = "relay-object.js", esModule = embed "relay-object.js")],
      compatibilityDate = "${readWorkerDescription().compatibilityDate}",
      bindings = [(name = "ROOMS", durableObjectNamespace = "Room")],
      durableObjectNamespaces = [(className = "Room", uniqueKey = "room")],
      durableObjectStorage = (inMemory = void),
    )),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "relay")],
);
`;

async function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
