/** What passes between the loader, which is on every page, and the messenger, which arrives on intent. */
import type { Catalogue } from './i18n.ts';
import type { Settings } from './settings.ts';

export interface MessengerHost {
  shadow: ShadowRoot;
  site: string;
  /** Where the backend is: the origin of the tag's script. */
  origin: string;
  /** The launcher's. */
  button: HTMLElement;
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
  /** The page was changed without a reload. */
  pageChanged(): void;
  visitorId(): string | undefined;
  /** Forgets the person and leaves nothing behind. */
  shutdown(): void;
}

export interface MessengerModule {
  mountMessenger(host: MessengerHost): Messenger;
}

/** What the page can listen to. */
export type PorchEvent = 'show' | 'hide' | 'unread' | 'shutdown';

export interface Porch {
  setOpen(isOpen?: boolean): void;
  unread(): number;
  readonly settings: Settings;
  readonly host: HTMLElement;
  readonly button: HTMLElement;
  /** @param color any CSS colour; ours without one. */
  paint(color?: string): void;
  adoptStyles(css: string): void;
  /** The language may be another now. */
  loadTexts(): Promise<unknown>;
  /** Told of everything that happens, see page-api.ts. */
  readonly listeners: Set<(event: PorchEvent) => void>;
  /** Runs once the messenger is there; does not fetch it. */
  withMessenger(run: (messenger: Messenger) => void): void;
  /** A method that only pages with an interest in us call. Fetches it for as long as it takes. */
  ask(method: unknown, given: readonly unknown[]): Promise<unknown>;
  visitorId(): string | undefined;
  shutdown(): void;
}
