/**
 * `window.Porchlight(method, ...args)`: what the page may ask for. Calls made before the script arrived wait in the
 * stub's `q` (README). Nothing here throws into the page. docs/API.md
 */
import type { Porch } from './contract.ts';
import type { Settings } from './settings.ts';

type HostFunction = ((method?: unknown, ...args: unknown[]) => unknown) & {
  isLoaded?: true;
  q?: Iterable<Iterable<unknown>>;
};

declare global {
  interface Window {
    Porchlight?: HostFunction | undefined;
  }
}

/** @param tag its `data-` attributes. */
export function installHostApi(open: (settings: Settings) => Porch, tag: DOMStringMap): void {
  let porch: Porch | undefined = open(tag);
  // What must work at once, and also without a network.
  const methods: Record<string, (argument: unknown) => unknown> = {
    boot(settings) {
      if (porch) porch.ask('update', [settings]);
      else porch = open({ ...tag, ...(settings as Settings) });
    },
    shutdown() {
      porch?.shutdown();
      porch = undefined;
    },
    show: () => porch?.setOpen(true),
    hide: () => porch?.setOpen(false),
    toggle: () => porch?.setOpen(),
    getVisitorId: () => porch?.visitorId(),
  };

  const call: HostFunction = (name, ...args) =>
    Object.hasOwn(methods, name as string) ? methods[name as string]?.(args[0]) : void porch?.ask(name, args);
  call.isLoaded = true;

  const stub = window.Porchlight;
  // Whoever kept the stub, as under another name, goes on being heard, whether it looks for `q` on itself or on us.
  call.q = { push: (args: Iterable<unknown>) => call(...args) } as never;
  window.Porchlight = call;
  for (const waitingCall of stub?.q ?? []) call(...waitingCall);
  if (stub) stub.q = call.q;
  dispatchEvent(new Event('porchlight:ready'));
}
