/** The page says who its visitor is. What that takes is fetched by the first page that does. */
import type { Environment } from '../../client/environment.ts';
import { call } from '../../client/http.ts';
import { anything } from '../../protocol/shape.ts';
import { conversationUrl } from '../backend.ts';
import type { MessengerHost } from '../contract.ts';
import type { MessengerModel } from '../model.ts';
import { cut } from '../page-context.ts';
import type { Identity } from './identity.ts';

const identities = new WeakMap<MessengerModel, (given: unknown) => void>();

export function followIdentity(
  { origin }: Pick<MessengerHost, 'origin'>,
  environment: Environment,
  model: MessengerModel,
): void {
  const tell = (conversation: string, body: object) => {
    const { token: bearer } = model.begin().visitor;
    const url = `${conversationUrl(origin, conversation)}/identity`;
    return call(environment, anything, { method: 'POST', url, bearer, body });
  };
  let identity: Promise<Identity> | undefined;
  identities.set(model, async (given) => {
    // It imports nothing by itself: what it shares with the messenger would be one more file for everybody.
    identity ??= import('./identity.ts').then(({ createIdentity }) =>
      createIdentity({ model, tell, cut, after: environment.clock.after }),
    );
    try {
      (await identity).say(given);
    } catch {
      identity = undefined;
    }
  });
}

/** @param given from the page, so it may be anything. */
export function identify(model: MessengerModel, given: unknown): void {
  const { name, email } = Object(given ?? {});
  // Nobody is asked for what is known.
  if (name || email) model.patch({ hasSkipped: true });
  identities.get(model)?.(given);
}
