/** Porchlight on one page before anybody acts: the host element, the launcher, and the messenger once it is wanted. */
import type { Messenger } from './contract.ts';
import { createLauncher } from './launcher.ts';
import { importMessenger } from './messenger-import.ts';
import { createSiteStorage } from './site-storage.ts';
import launcherStyles from './styles/launcher.css?inline';

declare const __MESSENGER_PATH__: string;

export interface Porch {
  setOpen(isOpen: boolean, draft?: string): void;
  pageChanged(): void;
  /** Calls back at once and at every change. */
  onUnread(listener: (count: number) => void): void;
  visitorId(): string | undefined;
  shutdown(): void;
}

/** Handlers of the page that our events must not reach: its shortcuts, swipes and focus traps are not meant for us. */
const PRIVATE_EVENTS = 'keydown keypress keyup focusin wheel touchstart touchmove touchend';
/** After these, somebody else may be stored. A page that comes out of the back/forward cache was told of nothing. */
const STORAGE_EVENTS = ['storage', 'pageshow'];
/** So often the messenger comes back to a page that removes it. */
const MAX_RETURNS = 20;

export function openPorch(site: string, origin: string): Porch {
  const host = document.createElement('div');
  host.id = 'porchlight';
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
  const listeners: ((count: number) => void)[] = [];
  let unread = 0;
  let isOpen = false;
  let isFailing = false;
  let isGone = false;
  let loading: Promise<void> | undefined;
  let messenger: Messenger | undefined;

  const draw = () => launcher.draw({ isOpen, unread, isFailing });
  // In a task of its own: what the page's listener throws is the page's.
  const tell = (listener: (count: number) => void) => queueMicrotask(() => listener(unread));

  const load = () => {
    loading ??= importMessenger(origin, __MESSENGER_PATH__, () => {
      isFailing = true;
      draw();
    }).then(({ mountMessenger }) => {
      if (isGone) return;
      isFailing = false;
      draw();
      messenger = mountMessenger({
        root,
        site,
        origin,
        storage,
        adoptStyles,
        close: () => setOpen(false),
        unreadChanged(count) {
          unread = count;
          draw();
          listeners.forEach(tell);
        },
      });
    });
    return loading;
  };

  const setOpen = (wanted: boolean, draft?: string) => {
    isOpen = wanted;
    draw();
    if (!isOpen && !messenger) return;
    load().then(() => {
      const hadFocus = root.activeElement;
      if (draft !== undefined) messenger?.setDraft(draft);
      messenger?.setOpen(isOpen);
      if (!isOpen && hadFocus) launcher.button.focus();
    });
  };

  const launcher = createLauncher({ toggled: () => setOpen(!isOpen), approached: load });
  root.append(...launcher.elements);
  draw();

  /** Some pages sweep away what they don't know, once or at every change; with one that insists nobody fights. */
  let returnCount = 0;
  const attach = () => {
    document.documentElement.append(host);
    host.showPopover?.();
    for (const parent of [document, document.documentElement]) sweeping.observe(parent, { childList: true });
  };
  const sweeping = new MutationObserver(() => {
    if (document.documentElement && !host.isConnected && returnCount++ < MAX_RETURNS) attach();
  });
  attach();

  /** An answer may be waiting for whoever has talked to us before. */
  const greetKnown = (event?: Event) => {
    if (messenger) messenger.storageChanged(!!event && storage.isFarewell(event));
    else if (storage.readVisitor()) load();
  };
  for (const type of STORAGE_EVENTS) addEventListener(type, greetKnown);
  (window.requestIdleCallback ?? setTimeout)(() => isGone || greetKnown());

  return {
    setOpen,
    pageChanged: () => messenger?.pageChanged(),
    onUnread(listener) {
      listeners.push(listener);
      tell(listener);
    },
    visitorId: () => messenger?.visitorId() ?? /"visitor":"(\w+)/.exec(storage.readVisitor() ?? '')?.[1],
    shutdown() {
      isGone = true;
      messenger?.shutdown();
      for (const type of STORAGE_EVENTS) removeEventListener(type, greetKnown);
      storage.writeVisitor('');
      storage.writeDraft('');
      sweeping.disconnect();
      host.remove();
    },
  };
}
