/** The messenger's entry: what the loader fetches when somebody wants to talk. */
import { render } from 'preact';
import { browserEnvironment } from '../client/browser-environment.ts';
import { openBrowserOutboxStore } from '../client/browser-outbox-store.ts';
import type { Messenger, MessengerHost } from './contract.ts';
import { filesOf } from './drafts.ts';
import { speak, texts } from './i18n.ts';
import { lazyOutboxStore } from './lazy-outbox-store.ts';
import { createMessengerModel } from './model.ts';
import { createSiteStorage } from './site-storage.ts';
import messengerStyles from './styles/messenger.css?inline';
import { arrived, later } from './ui/later-parts.ts';
import { Panel } from './ui/panel.tsx';
import { createStage, followViewport } from './ui/stage.ts';

/** Handlers of the page that our events must not reach: its shortcuts, swipes and focus traps are not meant for us. */
const PRIVATE_EVENTS = 'keydown keypress keyup focusin wheel touchstart touchmove touchend'.split(' ');
/** After these, somebody else may be stored. A page that comes out of the back/forward cache was told of nothing. */
const STORAGE_EVENTS = ['storage', 'pageshow'];

export function mountMessenger(
  host: MessengerHost,
  environment = browserEnvironment(),
  outbox = lazyOutboxStore(openBrowserOutboxStore),
): Messenger {
  const { shadow, button } = host;
  const storage = createSiteStorage(host.site);
  let unread = 0;
  const unreadChanged = (count: number) => {
    unread = count;
    host.unreadChanged(count);
  };
  const model = createMessengerModel(environment, { ...host, storage, unreadChanged }, outbox);
  const place = document.createElement('div');
  const spoken = document.createElement('p');
  spoken.className = 'spoken';
  spoken.ariaLive = 'polite';
  shadow.prepend(place, spoken);
  for (const type of PRIVATE_EVENTS)
    shadow.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
  /** What deals with files is fetched when there are some; from then on it looks after itself. */
  const withFiles = (because?: Event, pasted?: File[]) =>
    import('./later/files.tsx').then(
      ({ files }) => files(place, host, environment, model, because, pasted),
      () => {},
    );
  const sawFiles = (
    event: Event & Partial<Pick<ClipboardEvent, 'clipboardData'> & Pick<DragEvent, 'dataTransfer'>>,
  ) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (pasted.length || event.dataTransfer || (event.target as Element).closest('.attach'))
      withFiles(event, pasted);
  };
  place.onclick = place.onpaste = place.ondragover = sawFiles;
  host.adoptStyles(messengerStyles);
  speak(host.texts);

  let hasLater = false;
  const loadLater = async () => {
    if (hasLater) return;
    const { parts } = await import('./later/parts.tsx');
    if (hasLater) return;
    hasLater = true;
    parts.begin(place, host, environment, model);
    arrived(parts);
    draw();
  };

  const stage = createStage(place);
  let isDue = false;
  const draw = () => {
    isDue = false;
    const state = model.state.get();
    const waiting = state.isOpen ? 0 : unread;
    button.toggleAttribute('data-unread', !!waiting);
    if (waiting) button.dataset.unread = waiting > 9 ? '9+' : `${waiting}`;
    spoken.textContent = waiting ? `${texts.unread} ${waiting}` : '';
    if (later || state.draft || state.conversation?.timeline.last) loadLater().catch(() => {});
    const panel = state.isOpen && <Panel state={state} model={model} close={host.close} />;
    const own = state.conversation?.unsent.filter(({ command }) => command.kind === 'message');
    stage(() => render(panel, place), own?.length ?? 0);
    if (place.querySelector('[data-files]') || (state.isOpen && model.drafts.of(filesOf(`${state.shown}`))))
      withFiles();
  };
  // Several changes in one task are one drawing.
  model.state.subscribe(() => {
    if (!isDue) queueMicrotask(draw);
    isDue = true;
  });
  const stopFollowing = followViewport(draw);
  const storageHappened = (event: Event) => model.storageChanged(storage.isFarewell(event));
  for (const type of STORAGE_EVENTS) addEventListener(type, storageHappened);
  model.storageChanged();

  return {
    ...model,
    setOpen(isOpen) {
      const hadFocus = place.querySelector(':focus');
      model.setOpen(isOpen);
      draw();
      if (!isOpen && hadFocus) button.focus();
    },
    speak(catalogue) {
      speak(catalogue);
      // Everything is drawn anew: what did not change would keep its old words.
      stage(() => render(null, place), 0);
      draw();
    },
    async ask(method, given) {
      // Without the network a page's wish waits for its next attempt.
      await loadLater().catch(() => {});
      later?.answer(method, given, model);
    },
    shutdown() {
      model.shutdown();
      stopFollowing();
      for (const type of STORAGE_EVENTS) removeEventListener(type, storageHappened);
    },
  };
}
