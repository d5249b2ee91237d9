/** One object's hibernating sockets, as the platform holds them: they outlive the object's memory, and answer pings. */
import { PING } from '../../protocol/frames.ts';
import type { Peer } from '../../worker/durable/sockets.ts';
import { createLink, type Link } from './link.ts';
import type { World } from './world.ts';

const LATENCY_MS = 40;

export interface SocketClient {
  opened(): void;
  received(data: string): void;
  closed(code: number): void;
}

export interface SimSockets<Identity> {
  connect(identity: Identity, client: SocketClient): Link;
  readonly peers: Peer<Identity>[];
  readonly links: Link[];
  /** What the platform answers to pings, set by the object. */
  pong: string;
  cutAll(): void;
}

interface SocketPorts<Identity> {
  /** Whether an upgrade gets through right now. */
  isOpenTo(): boolean;
  /** Dies before anything leaves. */
  isSilent(): boolean;
  received(peer: Peer<Identity>, data: string): void;
}

export function createSimSockets<Identity>(world: World, ports: SocketPorts<Identity>): SimSockets<Identity> {
  const sockets = new Set<{ link: Link; peer: Peer<Identity>; isOpen: boolean }>();

  const simSockets: SimSockets<Identity> = {
    pong: '',
    get peers() {
      return [...sockets].filter(({ isOpen }) => isOpen).map(({ peer }) => peer);
    },
    get links() {
      return [...sockets].map(({ link }) => link).filter((link) => !link.isCut);
    },
    connect(who, client) {
      let identity = who;
      const socket = {
        isOpen: false,
        peer: {
          get identity() {
            return identity;
          },
          become(next: Identity) {
            identity = next;
          },
          send(frame: string) {
            if (socket.isOpen && !ports.isSilent()) socket.link.send('down', frame);
          },
          close(code: number) {
            socket.isOpen = false;
            socket.link.cut(code);
          },
        },
        link: createLink(world, LATENCY_MS, {
          arrived(direction, data) {
            if (direction === 'down') client.received(data);
            else if (!socket.isOpen) return;
            else if (data === PING) socket.link.send('down', simSockets.pong);
            else ports.received(socket.peer, data);
          },
          closed(direction, code) {
            sockets.delete(socket);
            if (direction === 'down') client.closed(code);
            else socket.isOpen = false;
          },
        }),
      };
      sockets.add(socket);
      world.after(LATENCY_MS, () => {
        if (socket.link.isCut) return;
        if (!ports.isOpenTo()) return socket.link.cut(1006);
        socket.isOpen = true;
        client.opened();
      });
      return socket.link;
    },
    cutAll() {
      for (const { link } of sockets) link.cut(1006);
      sockets.clear();
    },
  };
  return simSockets;
}
