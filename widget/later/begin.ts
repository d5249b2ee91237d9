import type { Environment } from '../../client/environment.ts';
import type { MessengerHost } from '../contract.ts';
import type { MessengerModel } from '../model.ts';
import { holdFirstMessage } from './ask-first.tsx';
import type { Attention } from './attention.ts';
import { remember } from './browser-memory.ts';
import { tellContact } from './contact.ts';
import { followIdentity } from './identify.ts';
import styles from './later.css?inline';
import { followReader } from './place-in-log.tsx';
import { followPush } from './with-push.ts';

/** What these parts listen to, once for each messenger. */
export function begin(
  place: HTMLElement,
  host: MessengerHost,
  environment: Environment,
  model: MessengerModel,
): void {
  host.adoptStyles(styles);
  followReader(place, model);
  tellContact(model);
  followIdentity(host, environment, model);
  holdFirstMessage(place, model);
  followAnswers(environment, model);
  followPush(host, environment, model);
  forgetWithVisitor(model);
}

/** Somebody who looks elsewhere is called when an answer comes. What was there when this tab came is no news. */
function followAnswers(environment: Environment, model: MessengerModel): void {
  const known = new Map<string, number>();
  let attention: Promise<Attention> | undefined;

  const call = async () => {
    attention ??= import('./attention.ts').then(({ createAttention }) => createAttention(environment, model));
    try {
      await (await attention).call();
    } catch {
      attention = undefined;
    }
  };

  const look = () => {
    const { talks, isOpen } = model.state.get();
    let isCalled = false;
    for (const { id, state } of talks) {
      if (!state.isLoaded) continue;
      const before = known.get(id) ?? state.unread;
      known.set(id, state.unread);
      if (state.unread > before && !(isOpen && environment.isVisible())) isCalled = true;
    }
    if (isCalled) void call();
  };
  look();
  model.state.subscribe(look);
}

function forgetWithVisitor(model: MessengerModel): void {
  let before = model.visitorId();
  model.state.subscribe(() => {
    const now = model.visitorId();
    if (before && before !== now) {
      remember('quiet', '');
      remember('emoji', '');
    }
    before = now;
  });
}
