/** A socket for frames of any kind: what is sent goes out as it is, what comes in is kept in order. */
import { WebSocket } from 'ws';

/** What a frame brought about, up to the answer of the ping behind it or the end of the connection. */
export interface Seen {
  frames: string[];
  close: { code: number; reason: string } | null;
  /** Neither an answer nor an end within the time allowed. */
  isHung: boolean;
}

export interface FuzzSocket {
  /** Takes what came until so many frames of this kind have come or the connection has ended. */
  settle(kind: 'pong' | 'welcome', count: number): Promise<Seen>;
  send(payload: Buffer | string, isBinary?: boolean): void;
  readonly isOpen: boolean;
  close(): void;
}

/** Not the heartbeat byte for byte: that one would be answered by the platform, perhaps before the object has its say. */
export const BARRIER = '{"t":"ping" }';

const HUNG_MS = 20_000;

/**
 * @param path of the WebSocket, such as `/api/conversations/ID/socket`.
 * @param listen hears every frame as it comes, and then none is kept for `settle`.
 */
export async function openFuzzSocket(
  origin: string,
  path: string,
  ticket: string,
  listen?: (text: string) => void,
): Promise<FuzzSocket> {
  const socket = new WebSocket(origin.replace('http', 'ws') + path, ['chat.v1', `ticket.${ticket}`], {
    perMessageDeflate: false,
  });
  let frames: string[] = [];
  let close: Seen['close'] = null;
  let look = () => {};
  socket.on('message', (data) => {
    const text = String(data);
    if (listen) return listen(text);
    frames.push(text);
    look();
  });
  socket.on('close', (code, reason) => {
    close = { code, reason: String(reason) };
    look();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  // An error after that ends in a close, which is what is judged.
  socket.on('error', () => {});

  return {
    send: (payload, isBinary = false) => socket.send(payload, { binary: isBinary }),
    settle: (kind, count) =>
      new Promise((resolve) => {
        const finish = (isHung: boolean) => {
          clearTimeout(timer);
          look = () => {};
          const seen = { frames, close, isHung };
          frames = [];
          resolve(seen);
        };
        const timer = setTimeout(() => finish(true), HUNG_MS);
        const came = () => frames.filter((text) => text.startsWith(`{"t":"${kind}"`)).length;
        look = () => (close !== null || came() >= count) && finish(false);
        look();
      }),
    get isOpen() {
      return socket.readyState === WebSocket.OPEN && close === null;
    },
    close: () => socket.terminate(),
  };
}
