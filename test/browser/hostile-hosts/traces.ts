/** Everything on a page by which it could tell that somebody was there. */
import type { Frame } from 'playwright-core';

export interface Traces {
  /** The whole document, but for the tag itself. */
  dom: string;
  /** Own names of `window` (but `Porchlight`, which is meant to stay), and of what pages and libraries build on. */
  names: Record<string, string[]>;
  /** `onresize` and the like on window, document and body. */
  handlers: string[];
  /** Listeners on anything that is still part of the page. */
  listeners: string[];
  styleSheets: number[];
  address: string;
  historyLength: number;
  historyState: string;
  title: string;
  focused: string;
  scrolled: number[];
  /** Names in localStorage and sessionStorage. */
  stored: string[];
  /** What the page's content security policy has refused. */
  refused: string[];
}

/**
 * Runs in the page before its first script, and holds on to what it needs: the page may replace any of it. It leaves
 * `__traces` on the window, before the page is looked at for the first time.
 */
export function watchTraces(): void {
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const { stringify } = JSON;
  const { toString: kindOf } = Object.prototype;
  const { ownKeys } = Reflect;
  const heard = new Map<EventTarget, Map<string, Set<unknown>>>();
  const refused: string[] = [];

  const keyOf = (type: string, options?: boolean | EventListenerOptions) =>
    `${type}${(typeof options === 'object' ? options?.capture : options) ? ' (capturing)' : ''}`;

  /** Code without an address is the test's own: two frames of this file, more where it listens for its clicks. */
  const isOfTest = () => /(<anonymous>:\d[\s\S]*){3}/.test(new Error().stack ?? '');

  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    const types = heard.get(target) ?? new Map<string, Set<unknown>>();
    const key = keyOf(type, options);
    if (listener && !isOfTest())
      heard.set(target, types.set(key, (types.get(key) ?? new Set()).add(listener)));
    return add.call(target, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window;
    heard.get(target)?.get(keyOf(type, options))?.delete(listener);
    return remove.call(target, type, listener, options);
  };
  add.call(document, 'securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
    refused[refused.length] = `${effectiveDirective} ${blockedURI.split('/', 1)}`;
  });

  const nameOf = (target: EventTarget) => (target instanceof Element ? target.tagName : kindOf.call(target));

  const listeners = () => {
    const found: string[] = [];
    for (const [target, types] of heard) {
      // Things that nobody else has: zone.js turns their `onmessage` and the like into listeners.
      const isPrivate =
        /IDB|WebSocket/.test(nameOf(target)) || (target instanceof Node && !target.isConnected);
      if (isPrivate) continue;
      for (const [key, set] of types)
        if (set.size > 0) found[found.length] = `${nameOf(target)}: ${set.size} ${key}`;
    }
    return found.sort();
  };

  const handlers = () => {
    const found: string[] = [];
    for (const target of [window, document, document.documentElement, document.body])
      for (const name in target)
        if (name.startsWith('on') && (target as never)[name]) found[found.length] = name;
    return found;
  };

  const namesOf = (value: object) => {
    const names: string[] = [];
    for (const key of ownKeys(value)) {
      const name = String(key);
      // zone.js notes on everything who has ever listened there.
      if ((value === window && name === 'Porchlight') || name.startsWith('__zone_symbol__')) continue;
      names[names.length] = name;
    }
    return names.sort();
  };

  const dom = () => {
    const copy = document.documentElement.cloneNode(true) as Element;
    for (const tag of copy.querySelectorAll('script[src$="/porch.js"]')) tag.parentNode?.removeChild(tag);
    return copy.outerHTML;
  };

  const stored = () => {
    try {
      return [...ownKeys(localStorage), ...ownKeys(sessionStorage)] as string[];
    } catch {
      return ['denied'];
    }
  };

  const read = (): Traces => ({
    dom: dom(),
    names: {
      window: namesOf(window),
      document: namesOf(document),
      Array: namesOf(Array.prototype),
      Object: namesOf(Object.prototype),
      Function: namesOf(Function.prototype),
      String: namesOf(String.prototype),
      Promise: namesOf(Promise.prototype),
      Node: namesOf(Node.prototype),
      Element: namesOf(Element.prototype),
      HTMLElement: namesOf(HTMLElement.prototype),
      EventTarget: namesOf(EventTarget.prototype),
      JSON: namesOf(JSON),
    },
    handlers: handlers(),
    listeners: listeners(),
    styleSheets: [document.styleSheets.length, document.adoptedStyleSheets.length],
    address: location.href,
    historyLength: history.length,
    historyState: stringify(history.state),
    title: document.title,
    focused: document.activeElement?.tagName ?? '',
    scrolled: [scrollX, scrollY],
    stored: stored(),
    refused,
  });

  // The replacer sees each value before a `toJSON` of the page's has changed it.
  const asText = () =>
    stringify(read(), function (this: Record<string, unknown>, key) {
      return this[key];
    });
  Object.defineProperty(window, '__traces', { value: asText });
}

export const tracesOn = async (frame: Frame): Promise<Traces> =>
  JSON.parse(await frame.evaluate(() => (window as unknown as { __traces(): string }).__traces()));
