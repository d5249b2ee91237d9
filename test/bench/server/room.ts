/** A room of either contender, seen alike: the same sockets, the same frames out. */
import { WebSocket } from 'ws';
import { newId } from '../../../worker/new-id.ts';

/** A server under load. */
export interface Contender {
  /** workerd's. */
  readonly pid: number;
  /** A new room with a receiver and so many senders, connected and used once. */
  openRoom(senderCount: number): Promise<Room>;
  stop(): Promise<void>;
}

export interface Room {
  senders: Connection[];
  receiver: Connection;
  close(): void;
}

export interface Listener {
  /** To a sender: these are stored. To a receiver: these have arrived. */
  heard(cids: string[]): void;
  lost(error: Error): void;
}

export interface Connection {
  send(frame: string): void;
  /** The newest listener hears. */
  listen(listener: Listener): void;
  close(): void;
}

/** Understands what a server says. @returns the cids that a listener is to hear of. */
export type Reader = (frame: string, send: (frame: string) => void) => string[];

/** Sixty characters, as a person might write. */
const TEXT = 'Does the harbour lamp also come in green, and by Thursday? 👋';

/** The same bytes for both contenders. */
export const sendFrame = (cids: string[]): string =>
  JSON.stringify({ t: 'send', items: cids.map((cid) => ({ cid, kind: 'message', text: TEXT })) });

/** @param greeting sent first, if any; then something must come back before the connection counts as open. */
export async function connect(
  url: string,
  protocols: string[],
  read: Reader,
  greeting?: string,
): Promise<Connection> {
  // Without compression: our Worker declines it, and the bare one would pay for it.
  const socket = new WebSocket(url, protocols, { perMessageDeflate: false });
  const send = (frame: string) => socket.send(frame);
  let listener: Listener = { heard() {}, lost() {} };
  let isOpen = true;
  socket.on('message', (data) => {
    try {
      const cids = read(String(data), send);
      if (cids.length > 0) listener.heard(cids);
    } catch (error) {
      listener.lost(error instanceof Error ? error : new Error(String(error)));
    }
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Error(`${url} closed with ${code}`)));
    if (greeting === undefined) socket.once('open', resolve);
    else socket.once('open', () => send(greeting)).once('message', () => resolve());
  });
  socket.on('error', (error) => listener.lost(error));
  socket.on('close', (code) => isOpen && listener.lost(new Error(`${url} closed with ${code}`)));
  return {
    send,
    listen(next) {
      listener = next;
    },
    close() {
      isOpen = false;
      socket.terminate();
    },
  };
}

/** What happens only at the first message has happened when this resolves. */
export async function usedOnce(
  receiver: Connection,
  senderCount: number,
  enter: () => Promise<Connection>,
): Promise<Room> {
  const senders = await Promise.all(Array.from({ length: senderCount }, enter));
  for (const sender of senders) await exchange(sender, receiver);
  return {
    senders,
    receiver,
    close() {
      for (const connection of [receiver, ...senders]) connection.close();
    },
  };
}

function exchange(sender: Connection, receiver: Connection): Promise<unknown> {
  const cid = newId(26);
  const heardBy = (connection: Connection) =>
    new Promise<void>((resolve, lost) =>
      connection.listen({ heard: (cids) => cids.includes(cid) && resolve(), lost }),
    );
  const both = Promise.all([heardBy(sender), heardBy(receiver)]);
  sender.send(sendFrame([cid]));
  return both;
}

/** So many at a time: a server that opens hundreds at once answers none of them soon. */
const OPENED_AT_ONCE = 10;

export async function openRooms(contender: Contender, count: number, senderCount: number): Promise<Room[]> {
  const rooms: Room[] = [];
  while (rooms.length < count) {
    const next = Math.min(OPENED_AT_ONCE, count - rooms.length);
    const opened = Array.from({ length: next }, () => contender.openRoom(senderCount));
    rooms.push(...(await Promise.all(opened)));
  }
  return rooms;
}

export function closeRooms(rooms: Room[]): void {
  for (const room of rooms) room.close();
}
