/** The pages. What each does to the messenger is done by sites that mean no harm: old libraries, resets, editors, tools. */
import { expect } from 'vitest';
import { FORGETFUL } from './documented-pages.ts';
import { askPorchlight, type HostPage } from './host-page.ts';

/** Content that is higher than the window. */
const LONG = '<p style="height:3000px">Much to read.</p>';
const PHONE = { width: 390, height: 844 };
const XHTML = 'http://www.w3.org/1999/xhtml';

const DOCUMENTS: HostPage[] = [
  { name: 'nothing special' },
  { name: 'the tag in the head', tag: 'head' },
  { name: 'the tag twice', tag: 'twice' },
  { name: 'the tag from a tag manager', tag: 'injected' },
  { name: 'quirks mode', doctype: '' },
  {
    name: 'an XHTML doctype',
    doctype:
      '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">',
  },
  {
    name: 'an XML document',
    doctype: '',
    root: `xmlns="${XHTML}"`,
    headers: { 'content-type': 'application/xhtml+xml; charset=utf-8' },
  },
  // The launcher stands where lines of its own language end.
  { name: 'right to left', root: 'dir="rtl" lang="en-EG"' },
  {
    name: 'a base address elsewhere',
    body: '<base href="https://elsewhere.invalid/deep/" target="_blank" />',
  },
  {
    name: 'elements named like what scripts look for',
    body: `<div id="porchlight">Ours</div><form id="Porchlight"><input name="title" /></form>
      <img name="title" alt="" /><img name="referrer" alt="" /><form name="body"></form>
      <img name="currentScript" alt="" /><form name="activeElement"></form>
      <a id="fetch">a</a><a id="visualViewport">a</a><a id="requestIdleCallback">a</a>`,
  },
];

const STYLES: HostPage[] = [
  {
    name: 'a reset that hides everything',
    css: 'html > *, body * { all: unset !important; display: none !important; visibility: hidden !important }',
  },
  {
    name: 'a reset of every element',
    css: `* { all: unset !important; position: static !important; overflow: hidden !important; opacity: .01 !important;
      width: 1px !important; transition: all 9s !important; animation: spin 9s infinite !important;
      pointer-events: none !important; transform: scale(.1) !important; z-index: -1 !important; color: #fff !important }
      @keyframes spin { to { transform: rotate(1turn) } }`,
  },
  { name: 'empty elements hidden', css: 'div:empty, :empty, :not(:has(*)) { display: none !important }' },
  {
    name: 'custom properties and element styles of its own',
    css: `:root { --ground: red; --soft: red; --ink: red; --own: red; --height: 1px; --top: 999px }
      button, textarea, dialog, svg, p { display: none !important } ::backdrop { display: none }`,
  },
  {
    name: 'huge letters',
    css: 'html { font-size: 80px; line-height: 5; letter-spacing: 1em; text-transform: uppercase }',
  },
  {
    name: 'a fixed body',
    css: 'html, body { height: 100%; overflow: hidden } body { position: fixed; inset: 0 }',
    body: LONG,
  },
  { name: 'a transformed root', css: 'html { transform: translate(10px, 10px) scale(.5) }', body: LONG },
  {
    name: 'a filtered root',
    css: 'html { filter: grayscale(1); backdrop-filter: blur(1px); opacity: .2 }',
    body: LONG,
  },
  {
    name: 'a contained root',
    css: 'html { contain: strict; height: 50px; width: 100px; overflow: hidden }',
    body: LONG,
  },
  {
    name: 'an invisible root',
    css: 'html { visibility: hidden; pointer-events: none; opacity: 0; cursor: none }',
  },
  {
    name: 'a root of perspective',
    css: 'html { perspective: 100px; will-change: transform; isolation: isolate }',
    body: LONG,
  },
  { name: 'everything at twice the size', css: 'html { zoom: 2 }', body: LONG, scale: 2 },
  {
    name: 'the highest layers taken',
    css: '.cover { position: fixed; inset: 0; z-index: 2147483647; background: #fff }',
    body: '<div class="cover"></div>',
  },
  { name: 'a phone', viewport: PHONE, body: LONG },
  {
    name: 'a phone and a transformed root',
    viewport: PHONE,
    body: LONG,
    css: 'html { transform: scale(.5) }',
  },
  {
    name: 'printed',
    async meanwhile({ frame, visitor }) {
      await frame.page().emulateMedia({ media: 'print' });
      await visitor.chat.waitFor({ state: 'hidden' });
      await visitor.launcher.waitFor({ state: 'hidden' });
      await frame.page().emulateMedia({ media: 'screen' });
    },
  },
];

const SCRIPTS: HostPage[] = [
  {
    name: 'arrays extended and wrapped',
    script() {
      const { map, push, forEach, filter } = Array.prototype;
      Object.assign(Array.prototype, {
        last: 'not a function',
        each(this: unknown[], run: () => void) {
          forEach.call(this, run);
        },
        map(this: unknown[], ...args: Parameters<typeof map>) {
          return map.apply(this, args);
        },
        push(this: unknown[], ...args: unknown[]) {
          return push.apply(this, args);
        },
        forEach(this: unknown[], ...args: Parameters<typeof forEach>) {
          forEach.apply(this, args);
        },
        filter(this: unknown[], ...args: Parameters<typeof forEach>) {
          return filter.apply(this, args);
        },
      });
    },
  },
  {
    name: 'every object extended',
    script() {
      Object.assign(Object.prototype, {
        extend(this: object, more: object) {
          return Object.assign(this, more);
        },
        size: 7,
        title: 'inherited',
        key: 'inherited',
        on() {},
        onclick: 'inherited',
        kind: 'inherited',
        t: 'inherited',
        context: { page: 'inherited' },
        refusedAs: 'inherited',
      });
    },
  },
  {
    name: 'JSON of its own making (Prototype 1.6)',
    script() {
      const asJson = (value: unknown) => JSON.stringify(value);
      Object.assign(Array.prototype, {
        toJSON(this: unknown[]) {
          return `[${this.map(asJson).join(', ')}]`;
        },
      });
      Object.assign(Object.prototype, {
        toJSON() {
          return 'an object';
        },
      });
      Object.assign(String.prototype, { toJSON: () => '"text"' });
      Object.assign(Number.prototype, { toJSON: () => 'a number' });
      Object.assign(Date.prototype, { toJSON: () => 'a date' });
    },
  },
  {
    name: 'JSON wrapped',
    script() {
      const { parse, stringify } = JSON;
      JSON.parse = (text, reviver) => {
        const value = parse(text, reviver);
        return typeof value === 'object' && value ? Object.freeze(value) : value;
      };
      JSON.stringify = (value: unknown, replacer?: never, space?: never) =>
        stringify(value, replacer, space ?? 2);
    },
  },
  {
    name: 'native methods replaced (Prototype)',
    body: LONG,
    script() {
      const own = Array.prototype.slice;
      const toArray = (list?: ArrayLike<unknown> | null) => (list ? own.call(list) : []);
      Object.assign(window, { $: (id: string) => document.getElementById(id), $A: toArray, $$: toArray });
      Object.assign(Array, { from: toArray });
      Object.assign(Array.prototype, {
        entries(this: unknown[]) {
          return toArray(this);
        },
        clone(this: unknown[]) {
          return toArray(this);
        },
        without(this: unknown[], ...values: unknown[]) {
          return this.filter((value) => !values.includes(value));
        },
        reduce(this: unknown[]) {
          return this.length > 1 ? this : this[0];
        },
        include(this: unknown[], value: unknown) {
          return this.indexOf(value) !== -1;
        },
      });
      Object.assign(Function.prototype, {
        bind(this: (...args: unknown[]) => unknown, self: unknown, ...first: unknown[]) {
          return (...rest: unknown[]) => this.apply(self, [...first, ...rest]);
        },
        wrap() {},
        defer() {},
      });
      Object.assign(HTMLElement.prototype, {
        scrollTo(this: HTMLElement) {
          window.scrollTo(0, this.offsetTop);
          return this;
        },
        update(this: HTMLElement, html: string) {
          this.innerHTML = html;
          return this;
        },
        visible: () => true,
        select: () => [],
        replace() {},
        insert() {},
      });
      Object.assign(Event.prototype, {
        stop(this: Event) {
          this.preventDefault();
          this.stopPropagation();
        },
      });
    },
  },
  { name: 'MooTools', libraries: ['mootools/lib/mootools-core-1.5.2-server.js'] },
  {
    name: 'elements extended (MooTools)',
    script() {
      Object.assign(Element.prototype, {
        get: () => 'nothing',
        set(this: Element) {
          return this;
        },
        addEvent() {},
        dispose(this: Element) {
          this.parentNode?.removeChild(this);
        },
        getElement: () => null,
        empty(this: Element) {
          this.textContent = '';
        },
        toElement(this: Element) {
          return this;
        },
        value: '',
        data: {},
      });
      Object.assign(String.prototype, { contains: () => true, clean: () => '' });
    },
  },
  { name: 'zone.js', libraries: ['zone.js/bundles/zone.umd.js'] },
  {
    name: 'RequireJS',
    libraries: ['requirejs/require.js'],
    script() {
      Object.assign(window, { jQuery: undefined });
    },
  },
  {
    name: 'CommonJS left lying about',
    script() {
      const module = { exports: {} };
      const require = () => {
        throw new Error('no such module');
      };
      const process = { env: {}, browser: true, nextTick: setTimeout, versions: { node: '0' } };
      Object.assign(window, { module, exports: module.exports, require, process, global: window });
    },
  },
  {
    name: 'promises and timers of its own',
    script() {
      const Native = Promise;
      class Promised<T> extends Native<T> {}
      Object.assign(Promised.prototype, { finally: undefined, done() {} });
      Object.assign(window, { Promise: Promised });
      const { setTimeout: set, clearTimeout: clear } = window;
      Object.assign(window, {
        setTimeout: (...args: Parameters<typeof set>) => ({ id: set(...args), ref() {} }),
        clearTimeout: (timer?: { id: number }) => clear(timer?.id),
        requestIdleCallback: undefined,
        queueMicrotask: (run: () => void) => void Native.resolve().then(run),
      });
    },
  },
  {
    name: 'requests wrapped with a header more',
    script() {
      const { fetch: native } = window;
      window.fetch = (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('x-csrf-token', '12345');
        headers.set('x-requested-with', 'XMLHttpRequest');
        return native(input, { ...init, headers });
      };
    },
  },
  {
    name: 'built-ins frozen',
    script() {
      for (const it of [
        Object,
        Array,
        Function,
        String,
        Number,
        Promise,
        Error,
        Map,
        Set,
        RegExp,
        Date,
        EventTarget,
        Node,
      ]) {
        Object.freeze(it.prototype);
        Object.freeze(it);
      }
      Object.freeze(JSON);
      Object.freeze(Math);
    },
  },
  {
    name: 'no storage at all',
    told: FORGETFUL,
    script() {
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('Access is denied.', 'SecurityError');
          },
        });
    },
  },
  {
    name: 'an older browser',
    script() {
      Object.assign(crypto, { randomUUID: undefined });
      for (const name of [
        'structuredClone',
        'requestIdleCallback',
        'visualViewport',
        'BroadcastChannel',
        'ResizeObserver',
      ])
        Object.defineProperty(window, name, { value: undefined, configurable: true });
      Object.assign(HTMLElement.prototype, { showPopover: undefined });
    },
  },
];

const BEHAVIOUR: HostPage[] = [
  {
    name: 'a service worker that caches everything',
    tag: 'injected',
    async prepare(frame) {
      await frame.evaluate(async () => {
        await navigator.serviceWorker.register('/service-worker.js');
        await new Promise((resolve) => {
          if (navigator.serviceWorker.controller) resolve(null);
          else navigator.serviceWorker.oncontrollerchange = resolve;
        });
      });
      await frame.page().reload({ waitUntil: 'domcontentloaded' });
    },
  },
  {
    // The messenger's own handlers never see a key here: Enter does not send, Escape does not close. Typing and the
    // button do work, because what a key does by itself is not stopped.
    name: 'all keys stopped before anybody else',
    script() {
      for (const type of ['keydown', 'keypress', 'keyup', 'beforeinput'])
        addEventListener(type, (event) => event.stopImmediatePropagation(), true);
    },
  },
  {
    name: 'shortcuts on single letters',
    script() {
      for (const type of ['keydown', 'keypress', 'keyup'])
        document.addEventListener(type, (event) => event.preventDefault());
    },
  },
  {
    // A trap that listens while the event is still on its way down (`true`) can't be escaped: see docs/CSP.md.
    name: 'a dialog that takes the focus back',
    body: '<div role="dialog" id="modal" tabindex="-1"><input /></div>',
    script() {
      document.addEventListener('focusin', (event) => {
        const modal = document.getElementById('modal');
        if (!modal?.contains(event.target as Node)) modal?.querySelector('input')?.focus();
      });
    },
  },
  {
    name: 'a modal dialog, closed again',
    body: '<dialog id="modal"><button>OK</button></dialog>',
    async meanwhile({ frame }) {
      await frame.evaluate(() => document.querySelector<HTMLDialogElement>('#modal')?.showModal());
      await frame.getByRole('button', { name: 'OK' }).press('Escape');
    },
  },
  {
    name: 'gestures taken by the page',
    script() {
      for (const type of ['wheel', 'touchstart', 'touchmove', 'touchend'])
        document.addEventListener(type, (event) => event.preventDefault(), { passive: false });
    },
  },
  {
    name: 'a body that is replaced',
    async meanwhile({ frame }) {
      await frame.evaluate(() => document.body.replaceWith(document.body.cloneNode(true)));
    },
  },
  {
    name: 'a root that is replaced, by way of none',
    async meanwhile({ frame }) {
      await frame.evaluate(async () => {
        const root = document.documentElement;
        const fresh = root.cloneNode(true) as Element;
        fresh.querySelector('[popover]')?.remove();
        root.remove();
        await Promise.resolve();
        document.append(fresh);
      });
    },
  },
  {
    name: 'Turbo',
    libraries: ['@hotwired/turbo/dist/turbo.es2017-umd.js'],
    // It begins to listen for some clicks at the first of all.
    prepare: (frame) => frame.locator('h1').click(),
    async meanwhile({ frame }) {
      await frame.evaluate(() => {
        const { Turbo } = window as unknown as { Turbo: { visit(url: string): void } };
        const loaded = new Promise((resolve) =>
          document.addEventListener('turbo:load', resolve, { once: true }),
        );
        Turbo.visit(`${location.pathname}/next`);
        return loaded;
      });
    },
    changed: (before) => ({
      address: `${before.address}/next`,
      historyLength: before.historyLength + 1,
      historyState: expect.stringContaining('"restorationIndex":1'),
    }),
  },
  {
    name: 'a single-page application',
    async meanwhile({ frame }) {
      await frame.evaluate(() => {
        history.pushState({ page: 2 }, '', `${location.pathname}/two`);
        document.title = 'Two';
      });
      await askPorchlight(frame, 'update');
    },
    changed: (before) => ({
      address: `${before.address}/two`,
      historyLength: before.historyLength + 1,
      historyState: '{"page":2}',
      title: 'Two',
      dom: before.dom.replace(/<title>.*<\/title>/, '<title>Two</title>'),
    }),
  },
  {
    name: 'what is unknown is swept away, now and then',
    async meanwhile({ frame, visitor }) {
      for (let time = 0; time < 3; time++) {
        await frame.evaluate(() => {
          for (const it of [...document.documentElement.children])
            if (!/^(HEAD|BODY)$/.test(it.tagName)) it.remove();
        });
        await visitor.composer.waitFor();
      }
      expect(await visitor.launcher.count()).toBe(1);
    },
  },
];

/** Without requests there is no conversation; the page has decided so. */
export const REFUSING_PAGES: HostPage[] = [
  {
    name: 'a policy without connect-src',
    headers: { 'Content-Security-Policy': "default-src 'none'; script-src https://chat.example.com" },
    changed: () => ({ refused: expect.arrayContaining(['connect-src http:']) }),
  },
  {
    name: 'requests to other origins refused',
    script() {
      const { fetch: native } = window;
      window.fetch = (input, init) => {
        if (new URL(String(input), location.href).origin !== location.origin) throw new Error('not ours');
        return native(input, init);
      };
    },
  },
];

/** Counts on `main` how often it has removed something. */
export const SWEEPING_PAGE: HostPage = {
  name: 'what is unknown is swept away each time',
  script() {
    const sweep = () => {
      for (const it of [...document.documentElement.children]) {
        if (/^(HEAD|BODY)$/.test(it.tagName)) continue;
        it.remove();
        const main = document.querySelector('main');
        if (main) main.dataset.swept = `${Number(main.dataset.swept ?? 0) + 1}`;
      }
    };
    new MutationObserver(sweep).observe(document.documentElement, { childList: true });
  },
};

export const HOST_PAGES: HostPage[] = [...DOCUMENTS, ...STYLES, ...SCRIPTS, ...BEHAVIOUR];
