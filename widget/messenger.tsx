/** The messenger's entry: what the loader fetches when somebody wants to talk. */
import { render } from 'preact';
import { browserEnvironment } from '../client/browser-environment.ts';
import { openBrowserOutboxStore } from '../client/browser-outbox-store.ts';
import type { Messenger, MessengerHost } from './contract.ts';
import { lazyOutboxStore } from './lazy-outbox-store.ts';
import { createMessengerModel } from './model.ts';
import messengerStyles from './styles/messenger.css?inline';
import { Panel } from './ui/panel.tsx';
import { createStage, followViewport } from './ui/stage.ts';

export function mountMessenger(
  host: MessengerHost,
  environment = browserEnvironment(),
  outbox = lazyOutboxStore(openBrowserOutboxStore),
): Messenger {
  const model = createMessengerModel(environment, host, outbox);
  const place = document.createElement('div');
  host.root.prepend(place);
  host.adoptStyles(messengerStyles);

  const stage = createStage(place);
  let isDue = false;
  const draw = () => {
    isDue = false;
    const state = model.state.get();
    const panel = state.isOpen && <Panel state={state} model={model} close={host.close} />;
    const own = state.conversation?.unsent.filter(({ command }) => command.kind === 'message');
    stage(() => render(panel, place), own?.length ?? 0);
  };
  // Several changes in one task are one drawing.
  model.state.subscribe(() => {
    if (!isDue) queueMicrotask(draw);
    isDue = true;
  });
  const stopFollowing = followViewport(draw);
  model.storageChanged();

  return {
    ...model,
    setOpen(isOpen) {
      model.setOpen(isOpen);
      draw();
    },
    shutdown() {
      model.shutdown();
      stopFollowing();
    },
  };
}
