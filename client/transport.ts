/** A way to exchange frames: a WebSocket, or HTTP where those are blocked. Both are used once and thrown away. */
import { CLOSE_CODES } from '../protocol/codes.ts';

export interface TransportHandlers<In, Out> {
  /** Frames can be sent now. */
  opened(transport: Transport<Out>): void;
  received(frame: In): void;
  /** Called once. Close codes of protocol/codes.ts, or the browser's own (1006: the network). */
  closed(code: number): void;
}

export interface Transport<Out> {
  send(frame: Out): void;
  /** Asks for a pong, if this transport can die without anyone noticing. */
  ping(): void;
  close(): void;
}

export const NETWORK_LOST = 1006;

/** Codes after which trying again cannot help, because it is us who are refused. */
export const isFinalClose = (code: number): boolean =>
  code === CLOSE_CODES.forbidden ||
  code === CLOSE_CODES.not_found ||
  code === CLOSE_CODES.unsupported_version;

/** `() => import('./poll-transport.ts')`: few networks need it, so nobody else has to fetch it. */
export type LoadPollTransport = () => Promise<
  Pick<typeof import('./poll-transport.ts'), 'openPollTransport'>
>;
