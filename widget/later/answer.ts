/** The methods and settings of docs/API.md that need the messenger. The loader opens it for those that show something. */
import type { MessengerModel } from '../model.ts';
import { identify } from './identify.ts';
import { openList } from './list.ts';
import { setOwnerSettings } from './owner-settings.ts';

export function answer(method: string, [first, second]: readonly unknown[], model: MessengerModel): void {
  switch (method) {
    case 'showHome':
    case 'showMessages':
      return openList(model);
    case 'showNewMessage':
      return model.showConversation(null, first === undefined ? undefined : String(first));
    case 'showConversation':
      if (model.conversations().includes(String(first))) return model.showConversation(String(first));
      return console.warn(`Porchlight: this visitor has no conversation "${first}".`);
    case 'settings':
      return setOwnerSettings(model, first);
    case 'identify':
      return identify(model, first);
    case 'track':
    case 'trackEvent':
      return model.track(second === undefined ? String(first) : `${first} ${JSON.stringify(second)}`);
  }
}
