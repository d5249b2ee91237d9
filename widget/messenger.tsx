/** The messenger's entry: what the loader fetches when somebody wants to talk. */
import { render } from 'preact';
import { browserEnvironment } from '../client/browser-environment.ts';
import { openBrowserOutboxStore } from '../client/browser-outbox-store.ts';
import type { Messenger, MessengerHost } from './contract.ts';
import { lazyOutboxStore } from './lazy-outbox-store.ts';
import { createMessengerModel } from './model.ts';
import { adoptStyles } from './styles/adopt-styles.ts';
import messengerStyles from './styles/messenger.css?inline';
import { Panel } from './ui/panel.tsx';

export function mountMessenger(host: MessengerHost): Messenger {
  const model = createMessengerModel(browserEnvironment(), host, lazyOutboxStore(openBrowserOutboxStore));
  const place = document.createElement('div');
  host.root.prepend(place);
  adoptStyles(host.root, messengerStyles);

  let isDue = false;
  const draw = () => {
    isDue = false;
    const state = model.state.get();
    render(state.isOpen ? <Panel state={state} model={model} close={host.close} /> : null, place);
  };
  // Several changes in one task are one drawing.
  model.state.subscribe(() => {
    if (!isDue) queueMicrotask(draw);
    isDue = true;
  });
  model.storageChanged();

  return {
    ...model,
    setOpen(isOpen) {
      model.setOpen(isOpen);
      draw();
    },
  };
}
