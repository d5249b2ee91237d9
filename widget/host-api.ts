/**
 * `window.Porchlight(method, ...args)`: what the page may ask for. Calls made before the script arrived wait in the
 * stub's `q` (README). Nothing here throws into the page.
 */
import type { Porch } from './porch.ts';

type HostFunction = ((method?: unknown, ...args: unknown[]) => unknown) & {
  isLoaded?: true;
  q?: Iterable<Iterable<unknown>>;
};

declare global {
  interface Window {
    Porchlight?: HostFunction | undefined;
  }
}

export function installHostApi(open: () => Porch): void {
  let porch: Porch | undefined = open();
  const methods: Record<string, (argument: unknown) => unknown> = {
    boot: () => {
      porch ??= open();
    },
    update: () => porch?.pageChanged(),
    shutdown: () => {
      porch?.shutdown();
      porch = undefined;
    },
    show: () => porch?.setOpen(true),
    hide: () => porch?.setOpen(false),
    showNewMessage: (text) => porch?.setOpen(true, String(text ?? '')),
    onUnreadCountChange: (listener) => {
      if (typeof listener === 'function') porch?.onUnread((count) => listener(count));
    },
    getVisitorId: () => porch?.visitorId(),
  };

  const names = Object.keys(methods).join(', ');
  // A map, because a page may ask for anything: `constructor`, a number, a symbol.
  const known = new Map<unknown, (argument: unknown) => unknown>(Object.entries(methods));

  const call: HostFunction = (name, argument) => {
    if (!known.has(name)) {
      console.warn(`Porchlight: there is no method "${String(name)}". There are: ${names}.`);
      // Once is enough.
      known.set(name, () => {});
    }
    return known.get(name)?.(argument);
  };

  const waiting = window.Porchlight?.q ?? [];
  call.isLoaded = true;
  window.Porchlight = call;
  for (const waitingCall of waiting) call(...waitingCall);
}
