/** The methods of `window.Porchlight` that the loader does without: fetched by the first of them. docs/API.md */
import type { Porch, PorchEvent } from './contract.ts';
import type { Settings } from './settings.ts';

type Listener = (detail: number) => void;

/** Those of the loader, too. */
export const METHODS = [
  'boot',
  'update',
  'shutdown',
  'show',
  'hide',
  'toggle',
  'showHome',
  'showMessages',
  'showConversation',
  'showNewMessage',
  'identify',
  'track',
  'on',
  'off',
  'onShow',
  'onHide',
  'onUnreadCountChange',
  'getVisitorId',
  'setLocale',
  'setColorScheme',
] as const;

/** What was given to `on`, so that `off` finds it. */
const given = new WeakMap<Listener, Map<string, (event: PorchEvent) => void>>();
/** Of what only `update` can set. */
const STYLES =
  '@media(max-width:480px){.wide{display:none}}.drawn[aria-expanded=false]::before{background:currentColor;clip-path:var(--icon)}';
/** Instead of the bubble of styles/launcher.css, in the same 32 pixels. A closed hand of five fingers waves. */
const ICONS: Partial<Record<string, string>> = {
  question: 'M16 3a9 9 0 0 0-9 9h4a5 5 0 1 1 8 4c-3 2-5 3-5 7h4c0-2 1-3 3-4a9 9 0 0 0-5-16zM14 25h4v4h-4z',
  wave: 'M9 17V9a2 2 0 0 1 4 0V6a2 2 0 0 1 4 0v1a2 2 0 0 1 4 0v3a2 2 0 0 1 4 0v10a9 9 0 0 1-16 6l-5-8a2 2 0 0 1 4-2z',
};
/** Who the visitor is. */
const WHO = ['userId', 'user_id', 'name', 'email', 'phone'];
const warned = new Set<unknown>();
const followed = new WeakSet<Porch>();
const styled = new WeakSet<Porch>();

/** @param method from the page, so it may be anything. Nothing is thrown into the page. */
export function answer(porch: Porch, method: unknown, args: readonly unknown[]): void {
  const [first, second] = args;
  switch (method) {
    case 'on':
      return listen(porch, String(first), second);
    case 'off': {
      const told = given.get(second as Listener)?.get(String(first));
      if (told) porch.listeners.delete(told);
      return;
    }
    case 'onShow':
      return listen(porch, 'show', first);
    case 'onHide':
      return listen(porch, 'hide', first);
    case 'onUnreadCountChange':
      return listen(porch, 'unread', first);
    case 'update': {
      // Also the first of all: the rules for what only it can set.
      const isFirst = !styled.has(porch);
      if (isFirst) porch.adoptStyles(STYLES);
      styled.add(porch);
      update(porch, (first ?? {}) as Settings);
      // Other messengers are told here who the visitor is.
      const given = Object(isFirst ? porch.settings : first);
      if (WHO.some((field) => field in given)) answer(porch, 'identify', [given]);
      return;
    }
    case 'setLocale':
      return update(porch, { locale: String(first) });
    case 'setColorScheme':
      return update(porch, { colorScheme: first as 'light' });
    case 'showHome':
    case 'showMessages':
    case 'showConversation':
    case 'showNewMessage':
      porch.withMessenger((messenger) => messenger.ask(method, args));
      return porch.setOpen(true);
    case 'identify':
    case 'track':
    case 'trackEvent':
      return porch.withMessenger((messenger) => messenger.ask(method, args));
    default:
      if (!warned.has(method))
        console.warn(`Porchlight: there is no method "${String(method)}". There are: ${METHODS.join(', ')}.`);
      // Once is enough.
      warned.add(method);
  }
}

function update(porch: Porch, change: Settings): void {
  const { settings, host, button, paint } = porch;
  const before = settings.locale;
  Object.assign(settings, change);
  const {
    position,
    offsetX = '20px',
    offsetY,
    color,
    zIndex,
    colorScheme,
    hideLauncher,
    hideOnPages,
    launcherIcon = '',
  } = settings;
  const icon = ICONS[launcherIcon];
  const isStart = position && (position === 'left') === (host.dir !== 'rtl');
  const styles = {
    '--start': isStart ? offsetX : '',
    '--end': isStart ? 'auto' : offsetX,
    '--bottom': offsetY,
    '--z': zIndex,
    '--icon': icon && `path("${icon}")`,
    '--scheme': colorScheme === 'auto' ? '' : colorScheme,
  };
  // By way of the CSS object model, which no content security policy forbids; what is no value is left out.
  for (const [name, value] of Object.entries(styles)) host.style.setProperty(name, `${value ?? ''}`);
  paint(color);
  if (settings.standalone && !host.dataset.standalone) standAlone(porch);
  const isHere = (path: string) => path !== '' && location.pathname.startsWith(path);
  button.hidden = `${hideLauncher}` === 'true' || !!hideOnPages?.split(' ').some(isHere);
  button.classList.toggle('drawn', !!icon);
  button.classList.toggle('wide', `${settings.hideOnPhones}` === 'true');
  // Which side is which depends on the language.
  if (settings.locale !== before || change.texts)
    porch.loadTexts().then(
      () => update(porch, {}),
      () => {},
    );
  if (settings.launcher && !followed.has(porch)) followClicks(porch);
  // Wherever they come from: the page, the tag or the console.
  const isForMessenger = ['askFirst', 'quickReplies', 'pushWorker'].some((name) => name in settings);
  porch.withMessenger((messenger) => {
    if (isForMessenger) messenger.ask('settings', [settings]);
    messenger.pageChanged();
  });
}

/** The messenger is all there is, so it fills the page and stays open. */
function standAlone(porch: Porch): void {
  porch.host.dataset.standalone = '';
  porch.adoptStyles(
    '.panel{inset:0!important;margin:auto;width:100%!important;max-width:720px!important;height:var(--height,100dvh)!important;max-height:none!important;border-radius:0}.head .close{display:none!important}',
  );
  porch.listeners.add((event) => {
    if (event === 'hide') queueMicrotask(() => porch.setOpen(true));
  });
  porch.setOpen(true);
}

function listen(porch: Porch, event: string, listener: unknown): void {
  if (typeof listener !== 'function') return;
  // In a task of its own: what the page's listener throws is the page's.
  const tell = () => queueMicrotask(() => listener(porch.unread()));
  const told = (happened: PorchEvent) => {
    if (happened === event) tell();
  };
  const known = given.get(listener as Listener) ?? new Map();
  given.set(listener as Listener, known.set(event, told));
  porch.listeners.add(told);
  if (event === 'unread') tell();
}

/** Elements of the page's own that open the messenger. */
function followClicks(porch: Porch): void {
  followed.add(porch);
  const clicked = ({ target }: Event) => {
    const { launcher } = porch.settings;
    try {
      if (launcher && target instanceof Element && target.closest(launcher)) porch.setOpen(true);
    } catch {
      // It is no selector.
    }
  };
  document.addEventListener('click', clicked);
  porch.listeners.add((event) => {
    if (event === 'shutdown') document.removeEventListener('click', clicked);
  });
}
