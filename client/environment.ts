/**
 * Everything the client needs from outside, as narrow interfaces: the browser implements them in
 * browser-environment.ts, the simulation in test/sim. No other file here touches a global that acts.
 */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since 1970. May jump; nothing but labels and deadlines depends on it. */
  now(): number;
  after(ms: number, run: () => void): Cancel;
}

export interface Random {
  bytes(count: number): Uint8Array;
  /** A number in [0, 1). */
  unit(): number;
}

export interface SocketHandlers {
  opened(): void;
  received(data: string): void;
  /** Also when the socket never opened. The first call counts: an error may be followed by a close. */
  closed(code: number): void;
}

export interface Socket {
  send(data: string): void;
  close(): void;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  bearer?: string;
  /** Sent as JSON. */
  body?: unknown;
  timeoutMs?: number;
}

export interface HttpResponse {
  status: number;
  text: string;
}

export interface Environment {
  clock: Clock;
  random: Random;
  /** @throws when the browser refuses to open it, for example by a content security policy. */
  openSocket(url: string, protocols: string[], handlers: SocketHandlers): Socket;
  /** Rejects only when there was no answer. */
  request(request: HttpRequest): Promise<HttpResponse>;
  isVisible(): boolean;
  /** Calls back when the person or the network may have come back: online, page shown, focus. */
  onWake(run: () => void): Cancel;
}
