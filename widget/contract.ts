/** What passes between the loader, which is on every page, and the messenger, which arrives on intent. */
import type { Catalogue } from './i18n.ts';
import type { SiteStorage } from './site-storage.ts';

export interface MessengerHost {
  root: ShadowRoot;
  site: string;
  /** Where the backend is: the origin of the tag's script. */
  origin: string;
  storage: SiteStorage;
  texts: Catalogue;
  adoptStyles(css: string): void;
  close(): void;
  unreadChanged(count: number): void;
}

export interface Messenger {
  setOpen(isOpen: boolean): void;
  /** What the page asked for by one of the methods of docs/API.md, with what it gave. */
  ask(method: string, given: readonly unknown[]): void;
  /** The visitor's language is another. */
  speak(texts: Catalogue): void;
  /** The stored visitor may have changed: another tab began the conversation, or forgot the visitor. */
  storageChanged(isFarewell?: boolean): void;
  /** The page was changed without a reload. */
  pageChanged(): void;
  visitorId(): string | undefined;
  /** Forgets the person and leaves nothing behind. */
  shutdown(): void;
}

export interface MessengerModule {
  mountMessenger(host: MessengerHost): Messenger;
}
