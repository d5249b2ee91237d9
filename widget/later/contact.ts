/** Who the visitor is, as they say (what the page says: identity.ts): told once to each conversation, and only if it does not know. */
import { LIMITS } from '../../protocol/limits.ts';
import type { MessengerModel } from '../model.ts';
import { cut } from '../page-context.ts';

export interface Said {
  name: string;
  email: string;
}

export const EMAIL_BYTES = 254;
export const EMAIL = /^[^\s@]+@[^\s@]+$/;

interface Known {
  said: Said | null;
  /** The conversations that were told. */
  told: Set<string>;
}

const contacts = new WeakMap<MessengerModel, Known>();

/** Cut to what the wire takes. */
export const fitting = ({ name, email }: Said): Said => ({
  name: cut(name, LIMITS.nameBytes),
  email: cut(email, EMAIL_BYTES),
});

/** Somebody who is signed out is nobody. */
export function introduce(model: MessengerModel, said: Said): void {
  if (!said.name && !said.email) return;
  contacts.set(model, { said: fitting(said), told: new Set() });
  // Nobody is asked for what is known.
  model.patch({ hasSkipped: true });
}

export function tellContact(model: MessengerModel): void {
  let visitor = model.visitorId();
  model.state.subscribe(() => {
    const before = visitor;
    visitor = model.visitorId();
    // It was said of whoever was here.
    if (before && before !== visitor) contacts.delete(model);
    const { conversation, shown } = model.state.get();
    const { said, told } = contacts.get(model) ?? {};
    if (!said || !told || !shown || !conversation?.isLoaded || told.has(shown)) return;
    told.add(shown);
    const known = conversation.timeline.contact;
    if (known?.name !== said.name || known.email !== said.email) model.send({ kind: 'contact', ...said });
  });
}
