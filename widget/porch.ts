/** Porchlight on one page before anybody acts: the host element, the launcher, and the messenger once it is wanted. */
import type { Messenger, MessengerModule, Porch, PorchEvent } from './contract.ts';
import type { Catalogue } from './i18n.ts';
import { persist } from './persist.ts';
import type { Settings } from './settings.ts';
import { importLook, importPageApi } from './side-files.ts';
import launcherStyles from './styles/launcher.css?inline';

declare const __MESSENGER_PATH__: string;

/** After these, somebody may be stored. A page that comes out of the back/forward cache was told of nothing. */
const STORAGE_EVENTS = ['storage', 'pageshow'];
/** So often the messenger comes back to a page that removes it. */
const MAX_RETURNS = 20;

/** The page comes first. */
const idle = () =>
  new Promise<unknown>((resolve) =>
    (window.requestIdleCallback ?? setTimeout)(resolve, { timeout: 2_000 } as never),
  );

export function openPorch(site: string, origin: string, initial: Settings): Porch {
  const settings = { ...initial };
  const language = () => settings.locale || document.documentElement.lang || navigator.language;
  const host = document.createElement('div');
  host.id = 'porchlight';
  // In the top layer nothing of the page lies over it, and no transform of the root moves it.
  host.popover = 'manual';
  const shadow = host.attachShadow({ mode: 'open' });
  /** Constructed style sheets need no `unsafe-inline` in the page's content security policy. */
  const adoptStyles = (css: string) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets.push(sheet);
  };
  adoptStyles(launcherStyles);
  const button = document.createElement('button');
  button.className = 'launcher';
  button.type = 'button';
  const note = document.createElement('p');
  note.className = 'note';
  note.ariaLive = 'polite';
  shadow.append(button, note);

  const listeners = new Set<(event: PorchEvent) => void>();
  const waiting: ((messenger: Messenger) => void)[] = [];
  let unread = 0;
  let isOpen = false;
  let isFailing = false;
  let isGone = false;
  let loading: Promise<void> | undefined;
  let messenger: Messenger | undefined;
  let pageApi: ReturnType<typeof importPageApi> | undefined;
  let texts: Catalogue | undefined;

  const draw = () => {
    button.ariaLabel = isOpen ? (texts?.close ?? 'Close chat') : (texts?.open ?? 'Open chat');
    button.ariaExpanded = `${isOpen}`;
    note.textContent = isOpen && isFailing ? (texts?.offline ?? "Can't connect. Retrying…") : '';
  };
  const happened = (event: PorchEvent) => {
    for (const listener of listeners) listener(event);
  };

  /** @returns what the owner has set in the console. */
  const loadTexts = async (attempt?: number) => {
    const tag = language();
    const { default: fetched, look } = await importLook(origin, site, tag, attempt);
    // Unless another was asked for meanwhile.
    if (tag === language()) {
      texts = { ...fetched, ...settings.texts?.[tag.slice(0, 2)] };
      host.lang = texts.lang;
      host.dir = texts.dir;
      draw();
      messenger?.speak(texts);
    }
    return look;
  };

  const load = () => {
    loading ??= ready
      .then(() =>
        persist(
          (attempt): Promise<[MessengerModule, unknown]> =>
            Promise.all([
              // A deploy may have removed the messenger that this loader knows: then the newest.
              import(/* @vite-ignore */ origin + (attempt ? `/messenger.js?${attempt}` : __MESSENGER_PATH__)),
              texts ?? loadTexts(attempt),
            ]),
          () => {
            isFailing = true;
            draw();
          },
        ),
      )
      .then(([{ mountMessenger }]) => {
        if (isGone) return;
        isFailing = false;
        draw();
        const mounted = mountMessenger({
          shadow,
          site,
          origin,
          button,
          texts: texts as Catalogue,
          adoptStyles,
          close: () => setOpen(false),
          unreadChanged(count: number) {
            unread = count;
            happened('unread');
          },
        });
        messenger = mounted;
        for (const run of waiting) run(mounted);
      });
    return loading;
  };

  const setOpen = (wanted = !isOpen) => {
    if (wanted !== isOpen) happened(wanted ? 'show' : 'hide');
    isOpen = wanted;
    draw();
    if (isOpen || messenger) load().then(() => messenger?.setOpen(isOpen));
  };
  button.onclick = () => setOpen();
  button.onpointerenter = button.onfocus = load;

  /** Some pages sweep away what they don't know, once or at every change; with one that insists nobody fights. */
  let returnCount = 0;
  const attach = () => {
    if (isGone) return;
    document.documentElement.append(host);
    host.showPopover?.();
    for (const parent of [document, document.documentElement]) sweeping.observe(parent, { childList: true });
  };
  const sweeping = new MutationObserver(() => {
    if (document.documentElement && !host.isConnected && returnCount++ < MAX_RETURNS) attach();
  });

  const key = `porchlight:${site}`;
  const stored = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      // Denied by settings, or a sandboxed frame.
      return null;
    }
  };
  /** An answer may be waiting for whoever has talked to us before. */
  const greetKnown = () => {
    if (stored()) load();
  };

  /** What stands on the colour is black or white, whichever can be read. A browser that can't tell leaves it white. */
  const paint = (color = '') => {
    host.style.setProperty('--color', color);
    button.style.color = color && `oklch(from ${color} calc((.6 - l)*1e3) 0 0)`;
  };
  const porch: Porch = {
    setOpen,
    paint,
    settings,
    host,
    button,
    adoptStyles,
    loadTexts,
    listeners,
    unread: () => unread,
    withMessenger(run) {
      if (messenger) run(messenger);
      else waiting.push(run);
    },
    ask(method, given) {
      // One promise for all calls keeps their order.
      pageApi ??= persist((attempt) => importPageApi(origin, attempt));
      return pageApi.then(({ answer }) => isGone || answer(porch, method, given));
    },
    visitorId: () => messenger?.visitorId() ?? /"visitor":"(\w+)/.exec(stored() ?? '')?.[1],
    shutdown() {
      isGone = true;
      happened('shutdown');
      messenger?.shutdown();
      for (const type of STORAGE_EVENTS) removeEventListener(type, greetKnown);
      try {
        localStorage.removeItem(key);
        localStorage.removeItem(`porchlight:push:${site}`);
        sessionStorage.removeItem(key);
        // Ends a subscription also where nothing is there yet that would: the next person here is somebody else.
        navigator.serviceWorker.getRegistrations().then(
          (all) => all.map((it) => it.scope.endsWith(site) && it.unregister()),
          () => {},
        );
      } catch {}
      sweeping.disconnect();
      host.remove();
    },
  };

  /** Nobody sees the launcher before it is as the owner wants it, nor jump. */
  const ready = idle()
    .then(() => loadTexts())
    .then(
      (look) => Object.assign(settings, { ...look, ...settings }),
      // Without an answer the launcher is there all the same, as the tag wants it.
      () => {},
    )
    .then(() => {
      draw();
      paint(settings.color);
      // What else can be set is seldom set, and read by what is fetched for it.
      if (Object.keys(settings).some((name) => !/^(site|color|texts)$/.test(name)))
        return porch.ask('update', [{}]);
    })
    .then(idle)
    .then(attach);
  idle().then(() => {
    if (isGone) return;
    for (const type of STORAGE_EVENTS) addEventListener(type, greetKnown);
    greetKnown();
  });
  return porch;
}
