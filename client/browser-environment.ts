/** The environment of a real page. */
import type { Environment, HttpResponse } from './environment.ts';
import { toJson } from './json.ts';
import { NETWORK_LOST } from './transport.ts';

export function browserEnvironment(): Environment {
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
      socket.onopen = () => handlers.opened();
      socket.onmessage = ({ data }) => handlers.received(String(data));
      socket.onclose = ({ code }) => handlers.closed(code);
      // Chromium does not close what a content security policy refused: the error is all there is.
      socket.onerror = () => handlers.closed(NETWORK_LOST);
      return socket;
    },

    async request({ method, url, bearer, body, timeoutMs = 15_000 }): Promise<HttpResponse> {
      const headers: Record<string, string> = {};
      if (bearer !== undefined) headers.authorization = `Bearer ${bearer}`;
      if (body !== undefined) headers['content-type'] = 'application/json';
      const response = await fetch(url, {
        method,
        headers,
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body: toJson(body) }),
      });
      return { status: response.status, text: await response.text() };
    },

    isVisible: () => document.visibilityState === 'visible',

    onWake(run) {
      const whenVisible = () => document.visibilityState === 'visible' && run();
      // Also what the browser says is no network: then it is soon known whether that is so.
      const windowEvents = ['online', 'offline', 'pageshow', 'focus'] as const;
      for (const name of windowEvents) addEventListener(name, run);
      document.addEventListener('visibilitychange', whenVisible);
      return () => {
        for (const name of windowEvents) removeEventListener(name, run);
        document.removeEventListener('visibilitychange', whenVisible);
      };
    },
  };
}
