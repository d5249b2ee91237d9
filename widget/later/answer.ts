/** The methods of docs/API.md that need the messenger. The loader opens it for those that show something. */
import { LIMITS } from '../../protocol/limits.ts';
import type { MessengerModel } from '../model.ts';
import { cut } from '../page-context.ts';

export function answer(method: string, [first, second]: readonly unknown[], model: MessengerModel): void {
  switch (method) {
    case 'showHome':
    case 'showMessages':
      return model.goHome();
    case 'showNewMessage':
      return model.showConversation(null, first === undefined ? undefined : String(first));
    case 'showConversation':
      if (model.conversations().includes(String(first))) return model.showConversation(String(first));
      return console.warn(`Porchlight: this visitor has no conversation "${first}".`);
    case 'identify':
      return identify(model, partOf(first, 'name'), partOf(first, 'email'));
    case 'track':
    case 'trackEvent':
      return model.track(second === undefined ? String(first) : `${first} ${JSON.stringify(second)}`);
  }
}

/** Cut to what the wire takes. Somebody who is signed out is nobody. */
export function identify(model: MessengerModel, name: string, email: string): void {
  if (name || email) model.identify(cut(name, LIMITS.nameBytes), cut(email, EMAIL_BYTES));
}

const EMAIL_BYTES = 254;

const partOf = (given: unknown, key: string): string => {
  const value = (given as Record<string, unknown> | null | undefined)?.[key];
  return typeof value === 'string' ? value : '';
};
