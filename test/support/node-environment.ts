/** What client/browser-environment.ts is to a page: the client core's outside, made of Node's fetch and the ws package. */
import { WebSocket } from 'ws';
import type { Environment, HttpResponse } from '../../client/environment.ts';

/** @param cookie sent along with every request, as a browser does by itself */
export function nodeEnvironment(cookie?: string): Environment {
  return {
    clock: {
      now: () => Date.now(),
      after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },

    random: {
      bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
      unit: () => Math.random(),
    },

    openSocket(url, protocols, handlers) {
      const socket = new WebSocket(url, protocols);
      socket.on('open', () => handlers.opened());
      socket.on('message', (data) => handlers.received(String(data)));
      socket.on('close', (code) => handlers.closed(code));
      // A close follows each error; without a listener the process would end.
      socket.on('error', () => {});
      return socket;
    },

    async request({ method, url, bearer, body, timeoutMs = 15_000 }): Promise<HttpResponse> {
      const headers: Record<string, string> = {};
      if (cookie !== undefined) headers.cookie = cookie;
      if (bearer !== undefined) headers.authorization = `Bearer ${bearer}`;
      if (body !== undefined) headers['content-type'] = 'application/json';
      const response = await fetch(url, {
        method,
        headers,
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, text: await response.text() };
    },

    isVisible: () => true,
    // Node is not told when the network comes back: the client has to find out by itself.
    onWake: () => () => {},
  };
}
