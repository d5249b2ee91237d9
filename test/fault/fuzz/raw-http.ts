/** HTTP as bytes: what no HTTP library would send. One connection for each request. */
import { connect } from 'node:net';

export interface RawResponse {
  /** 0 when the server hung up without a word. */
  status: number;
  /** Names in lower case. */
  headers: Map<string, string>;
  body: Buffer;
}

const HUNG_MS = 20_000;

/**
 * @param isHalfClosed whether we say that nothing more will come, as somebody who goes away in the middle of a body.
 * @returns null when there was neither an answer nor an end in time.
 */
export function exchange(port: number, bytes: Buffer, isHalfClosed = false): Promise<RawResponse | null> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const finish = (response: RawResponse | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(response);
    };
    const timer = setTimeout(() => finish(null), HUNG_MS);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const response = parseResponse(Buffer.concat(chunks));
      if (response && isComplete(response)) finish(response);
    });
    // A server that has said all it wants to may reset while we still send.
    socket.on('error', () => {});
    socket.on('close', () =>
      finish(
        parseResponse(Buffer.concat(chunks)) ?? {
          status: 0,
          headers: new Map(),
          body: Buffer.concat(chunks),
        },
      ),
    );
    socket.write(bytes);
    if (isHalfClosed) socket.end();
  });
}

/** Null as long as the head is not complete. An interim `100 Continue` is passed over. */
export function parseResponse(bytes: Buffer): RawResponse | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? 0);
  const body = bytes.subarray(end + 4);
  if (status === 100) return parseResponse(body);
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status, headers, body };
}

/** Else the end of the connection tells. */
function isComplete({ status, headers, body }: RawResponse): boolean {
  // A refused upgrade ends in a close frame (RFC 6455: its first byte is 0x88).
  if (status === 101) return serverMessages(body).isClosed;
  const length = headers.get('content-length');
  return length !== undefined && body.length >= Number(length);
}

/** A server's unmasked WebSocket frames, of at most 64 KiB each. */
export function serverMessages(bytes: Buffer): { texts: string[]; isClosed: boolean; closeCode: number } {
  const texts: string[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    const short = bytes[at + 1] ?? 0;
    if (short === 126 && at + 4 > bytes.length) break;
    const [start, length] = short === 126 ? [at + 4, bytes.readUInt16BE(at + 2)] : [at + 2, short];
    if (start + length > bytes.length) break;
    const content = bytes.subarray(start, start + length);
    if (opcode === 8)
      return { texts, isClosed: true, closeCode: length >= 2 ? content.readUInt16BE(0) : 1005 };
    texts.push(content.toString());
    at = start + length;
  }
  return { texts, isClosed: false, closeCode: 1006 };
}
