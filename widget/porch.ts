/** Porchlight on one page before anybody acts: the host element, the launcher, and the messenger once it is wanted. */
import type { Messenger, MessengerModule, Porch, PorchEvent } from './contract.ts';
import type { Catalogue } from './i18n.ts';
import { createLauncher } from './launcher.ts';
import { importMessenger } from './messenger-import.ts';
import type { Settings } from './settings.ts';
import { importPageApi, importTexts, languageOf } from './side-files.ts';
import { createSiteStorage } from './site-storage.ts';
import launcherStyles from './styles/launcher.css?inline';

declare const __MESSENGER_PATH__: string;

/** Handlers of the page that our events must not reach: its shortcuts, swipes and focus traps are not meant for us. */
const PRIVATE_EVENTS = 'keydown keypress keyup focusin wheel touchstart touchmove touchend';
/** After these, somebody else may be stored. A page that comes out of the back/forward cache was told of nothing. */
const STORAGE_EVENTS = ['storage', 'pageshow'];
/** So often the messenger comes back to a page that removes it. */
const MAX_RETURNS = 20;

export function openPorch(site: string, origin: string, initial: Settings): Porch {
  const settings = { ...initial };
  const language = () => settings.locale || document.documentElement.lang || navigator.language;
  const host = document.createElement('div');
  host.id = 'porchlight';
  // Not the page's: it decides on which side the launcher stands, and must not change when the texts arrive.
  host.dir = /^(ar|fa|he|iw|ur)/i.test(language()) ? 'rtl' : 'ltr';
  // In the top layer nothing of the page lies over it, and no transform of the root moves it.
  host.popover = 'manual';
  const root = host.attachShadow({ mode: 'open' });
  /** Constructed style sheets need no `unsafe-inline` in the page's content security policy. */
  const adoptStyles = (css: string) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets.push(sheet);
  };
  adoptStyles(launcherStyles);
  for (const type of PRIVATE_EVENTS.split(' ')) {
    root.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
  }

  const storage = createSiteStorage(site);
  const listeners = new Set<(event: PorchEvent) => void>();
  const waiting: ((messenger: Messenger) => void)[] = [];
  let unread = 0;
  let isOpen = false;
  let isFailing = false;
  let isGone = false;
  let loading: Promise<void> | undefined;
  let messenger: Messenger | undefined;
  let pageApi: ReturnType<typeof importPageApi> | undefined;
  let texts: Catalogue | null = null;

  const draw = () => launcher.draw({ isOpen, unread, isFailing, texts });
  const happened = (event: PorchEvent) => {
    for (const listener of listeners) listener(event);
  };

  const loadTexts = async () => {
    const tag = language();
    const fetched = { ...(await importTexts(origin, tag)), ...settings.texts?.[languageOf(tag)] };
    // Another was asked for meanwhile, and may be here already.
    if (tag !== language()) return texts ?? fetched;
    texts = fetched;
    host.lang = texts.lang;
    host.dir = texts.dir;
    draw();
    messenger?.speak(texts);
    return texts;
  };

  const load = () => {
    loading ??= importMessenger(
      (attempt): Promise<[MessengerModule, Catalogue]> =>
        Promise.all([
          import(/* @vite-ignore */ origin + (attempt ? `/messenger.js?${attempt}` : __MESSENGER_PATH__)),
          texts ?? loadTexts(),
        ]),
      () => {
        isFailing = true;
        draw();
      },
    ).then(([{ mountMessenger }, spoken]) => {
      if (isGone) return;
      isFailing = false;
      draw();
      const mounted = mountMessenger({
        root,
        site,
        origin,
        storage,
        texts: texts ?? spoken,
        adoptStyles,
        close: () => setOpen(false),
        unreadChanged(count: number) {
          unread = count;
          draw();
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
    if (!isOpen && !messenger) return;
    load().then(() => {
      const hadFocus = root.activeElement;
      messenger?.setOpen(isOpen);
      if (!isOpen && hadFocus) launcher.button.focus();
    });
  };

  const launcher = createLauncher({ toggled: () => setOpen(), approached: load });
  root.append(...launcher.elements);
  draw();

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

  /** An answer may be waiting for whoever has talked to us before. */
  const greetKnown = (event?: Event) => {
    if (messenger) messenger.storageChanged(!!event && storage.isFarewell(event));
    else if (storage.readVisitor()) load();
  };
  for (const type of STORAGE_EVENTS) addEventListener(type, greetKnown);
  (window.requestIdleCallback ?? setTimeout)(() => {
    if (isGone) return;
    greetKnown();
    // The launcher's name in the visitor's language; English is built in.
    if (languageOf(language()) !== 'en') loadTexts().catch(() => {});
  });

  /** What stands on the colour is black or white, whichever can be read. A browser that can't tell leaves it white. */
  const paint = (color = '') => {
    host.style.setProperty('--color', color);
    launcher.button.style.color = color && `oklch(from ${color} calc((.6 - l)*1e3) 0 0)`;
  };
  const porch: Porch = {
    setOpen,
    paint,
    settings,
    host,
    button: launcher.button,
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
      pageApi ??= importPageApi(origin);
      return pageApi.then(
        ({ answer }) => isGone || answer(porch, method, given),
        () => {
          // The next call tries again.
          pageApi = undefined;
        },
      );
    },
    visitorId: () => messenger?.visitorId() ?? /"visitor":"(\w+)/.exec(storage.readVisitor() ?? '')?.[1],
    shutdown() {
      isGone = true;
      happened('shutdown');
      messenger?.shutdown();
      for (const type of STORAGE_EVENTS) removeEventListener(type, greetKnown);
      storage.writeVisitor('');
      storage.writeDrafts('');
      sweeping.disconnect();
      host.remove();
    },
  };
  paint(settings.color);
  // What else can be set is seldom set, and read by what is fetched for it. Nobody sees the launcher jump.
  if (Object.keys(settings).some((name) => name !== 'site' && name !== 'color'))
    porch.ask('update', [settings]).then(attach);
  else attach();
  return porch;
}
