/**
 * Notifications of answers after the page is closed, by the service worker that the owner names. The browser's user is
 * asked only after they pressed for it. Rules NTF-12 to NTF-16 of docs/SPEC.md.
 */
import type { VNode } from 'preact';
import type { Environment } from '../../client/environment.ts';
import { call } from '../../client/http.ts';
import { type Subscription, subscribeToPush } from '../../client/push-subscription.ts';
import { randomId } from '../../client/random-id.ts';
import { anything } from '../../protocol/shape.ts';
import { conversationUrl } from '../backend.ts';
import type { MessengerHost } from '../contract.ts';
import { t } from '../i18n.ts';
import type { MessengerModel } from '../model.ts';
import { recall, recallVisitor, remember } from './browser-memory.ts';
import styles from './push.css?inline';

export interface Push {
  /** One line for whoever waits for an answer; null once they have chosen. */
  Offer(): VNode | null;
  Switch(): VNode;
}

const ID_LENGTH = 26;
const RETRY_MS = 15_000;
const DAY_MS = 24 * 60 * 60_000;
/** Of an address that comes back in a push. */
const ADDRESS_LENGTH = 1_000;

/** Whoever is stored, as far as it takes to speak for them. */
interface Who {
  visitor: string;
  token: string;
}

/** @param pushWorker the path of a service worker. */
export function createPush(
  { site, origin, button, adoptStyles }: Pick<MessengerHost, 'site' | 'origin' | 'button' | 'adoptStyles'>,
  environment: Environment,
  model: MessengerModel,
  pushWorker: string,
): Push {
  const wish = `push:${site}` as const;
  const scope = scopeOf(pushWorker, site);
  let who: Who | null = null;
  let failed = false;
  let isBusy = false;
  let subscribing: Promise<Subscription> | undefined;
  /** Conversations whose answers come here, or soon will. */
  const told = new Set<string>();

  /**
   * What this browser keeps of the visitor's choice: the device, or nothing in its place; then the stamp and the conversations
   * that have been told since. What whoever was here before has chosen is theirs.
   */
  const chosen = (): string[] => {
    const kept = recall(wish);
    return who && kept.startsWith(who.visitor) ? kept.slice(ID_LENGTH).split(' ') : [];
  };

  const device = (): string | undefined => chosen()[0];

  const isOn = () => !!device() && Notification.permission === 'granted';

  const ask = ({ token: bearer }: Who, method: 'GET' | 'PUT' | 'DELETE', path: string, body?: object) =>
    call(environment, anything, {
      method,
      url: conversationUrl(origin, path),
      bearer,
      ...(body && { body }),
    });

  const subscribe = async (who: Who, conversation: string) => {
    const registration = await register(pushWorker, scope);
    const { pushKey } = Object(await ask(who, 'GET', `${conversation}/push`));
    return subscribeToPush(registration, pushKey);
  };

  /** Another one: all conversations are told again. */
  const stampOf = (subscription?: { endpoint: string } | null) =>
    `${Math.floor(environment.clock.now() / DAY_MS)}:${subscription?.endpoint}`;

  /** By any tab. */
  const toldSince = (stamp: string): string[] => {
    const [, known, ...conversations] = chosen();
    return known === stamp ? conversations : [];
  };

  const tell = async (who: Who, conversation: string, id: string) => {
    const mine = device();
    told.add(conversation);
    try {
      const known = await (await registered(scope))?.pushManager.getSubscription();
      if (toldSince(stampOf(known)).includes(conversation)) return;
      subscribing ??= subscribe(who, conversation);
      const subscription = await subscribing;
      await ask(who, 'PUT', `${conversation}/push/${id}`, {
        ...subscription,
        page: location.href.slice(0, ADDRESS_LENGTH),
        icon: iconOf(origin),
      });
      const stamp = stampOf(subscription);
      // Unless they have left, or thought better of it, maybe in another tab.
      if (told.has(conversation) && device() === mine)
        remember(wish, [who.visitor + id, stamp, ...toldSince(stamp), conversation].join(' '));
    } catch (error) {
      told.delete(conversation);
      subscribing = undefined;
      throw error;
    }
  };

  const drop = async (who: Who, device: string) => {
    const conversations = [...told];
    told.clear();
    subscribing = undefined;
    await Promise.allSettled([
      ...conversations.map((id) => ask(who, 'DELETE', `${id}/push/${device}`)),
      // Ends the subscription, also for conversations that were told of it in another tab.
      registered(scope).then((it) => it?.unregister()),
    ]);
  };

  /** Conversations that are new here are told, too. What can't be told now is tried again. */
  const tellAll = (who: Who, device: string) => {
    for (const { id, state } of model.state.get().talks)
      if (state.isLoaded && state.timeline.last && !told.has(id))
        tell(who, id, device).catch((error) => {
          told.add(id);
          if (error.code !== 'unreachable') return;
          environment.clock.after(RETRY_MS, () => {
            told.delete(id);
            look();
          });
        });
  };

  const look = () => {
    const now = model.visitorId();
    if (now !== who?.visitor) {
      const left = who;
      const theirs = device();
      who = storedAs(now, recallVisitor(site));
      if (left && theirs) {
        remember(wish, '');
        void drop(left, theirs);
      }
      told.clear();
    }
    const mine = device();
    if (who && mine && !isBusy && isOn()) tellAll(who, mine);
  };

  const set = async (wanted: boolean) => {
    const mine = device();
    const { shown } = model.state.get();
    const conversation = shown ?? model.conversations()[0];
    if (isBusy || !who || !conversation) return;
    isBusy = true;
    failed = false;
    try {
      if (!wanted) {
        remember(wish, who.visitor);
        if (mine) await drop(who, mine);
      } else if ((await Notification.requestPermission()) === 'granted') {
        await tell(who, conversation, mine || randomId(environment.random, ID_LENGTH));
      } else remember(wish, who.visitor);
    } catch (error) {
      failed = true;
      console.warn('Porchlight: notifications could not be turned on.', error);
    }
    isBusy = false;
    // Draws it anew.
    model.patch({});
  };

  /** The worker says which conversation was pressed. */
  const pressed = ({ data, source }: MessageEvent) => {
    const id = data?.porchlight;
    if (typeof id !== 'string' || !model.conversations().includes(id)) return;
    source?.postMessage({ porchlight: 'shown' });
    model.showConversation(id);
    if (!model.state.get().isOpen) button.click();
  };

  adoptStyles(styles);
  navigator.serviceWorker.addEventListener('message', pressed);
  model.state.subscribe(look);
  look();
  if (device())
    registered(scope).then(
      (it) => it?.active?.postMessage({ porchlight: 'ready' }),
      () => {},
    );

  return {
    Offer: () =>
      chosen().length || Notification.permission === 'denied' ? null : (
        <div class="tail offer">
          <p role="status">{failed && t('notifyFailed')}</p>
          {!failed && (
            <button type="button" onClick={() => set(true)}>
              {t('notify')}
            </button>
          )}
          <button type="button" class="quiet" onClick={() => set(false)}>
            {t('skip')}
          </button>
        </div>
      ),
    Switch: () => (
      <button type="button" class="switch" role="switch" aria-checked={isOn()} onClick={() => set(!isOn())}>
        {t('notify')}
        <span />
      </button>
    ),
  };
}

/**
 * No page lies in it: the worker has pushes to deal with and nothing else, and leaves a site's own worker alone. The loader
 * knows it, too.
 */
const scopeOf = (pushWorker: string, site: string) => `${pushWorker}/${site}`;

async function registered(scope: string): Promise<ServiceWorkerRegistration | undefined> {
  const found = await navigator.serviceWorker.getRegistration(scope);
  // Else it is the site's own, for all of its addresses.
  return found?.scope.endsWith(scope) ? found : undefined;
}

/** Once it can be subscribed. */
async function register(pushWorker: string, scope: string): Promise<ServiceWorkerRegistration> {
  const made = await navigator.serviceWorker.register(pushWorker, { scope });
  const coming = made.installing ?? made.waiting;
  if (!made.active && coming)
    await new Promise<void>((resolve, reject) => {
      coming.addEventListener('statechange', () => {
        if (coming.state === 'activated') resolve();
        else if (coming.state === 'redundant') reject(new Error('The service worker can’t be used.'));
      });
    });
  return made;
}

/** The page's own, or else ours. */
const iconOf = (origin: string): string => {
  const href = document.querySelector<HTMLLinkElement>('link[rel~="icon"]')?.href ?? '';
  return href.startsWith('http') && href.length <= ADDRESS_LENGTH ? href : `${origin}/console/icon.svg`;
};

/** What the messenger keeps of a visitor, see widget/visitor.ts: that would be one more file for everybody. */
function storedAs(visitor: string | undefined, kept: string): Who | null {
  const token = /"token":"(\w+)"/.exec(kept)?.[1];
  return visitor && token && kept.includes(`"visitor":"${visitor}"`) ? { visitor, token } : null;
}
