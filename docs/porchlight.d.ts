/**
 * Types of `window.Porchlight` for pages written in TypeScript: copy this file, or reference it. docs/API.md says what
 * each method does.
 */
/** Who the visitor is. Verified by `userId` and `userHash` together; everything else is a claim. */
interface PorchlightIdentity {
  /** Of your own users, up to 256 bytes. */
  userId?: string | number;
  /** HMAC-SHA256 of `userId` with the site's identity secret, hexadecimal. Made on your server, never on a page. */
  userHash?: string;
  name?: string;
  email?: string;
  phone?: string;
}

interface PorchlightSettings extends PorchlightIdentity {
  /** Any CSS colour: launcher, header, the visitor's messages. What stands on it is black or white by itself. */
  color?: string;
  colorScheme?: 'light' | 'dark' | 'auto';
  position?: 'left' | 'right';
  /** CSS lengths, from the side and from the bottom. */
  offsetX?: string;
  offsetY?: string;
  zIndex?: number | string;
  /** What is drawn on the launcher. */
  launcherIcon?: 'bubble' | 'question' | 'wave';
  hideLauncher?: boolean | 'true' | 'false';
  /** Beginnings of paths, parted by spaces. */
  hideOnPages?: string;
  hideOnPhones?: boolean | 'true' | 'false';
  /** A CSS selector: clicks on such elements open the messenger. */
  launcher?: string;
  /** `name`, `email` or `name email`: asked before the first message. */
  askFirst?: string;
  /** Up to six, of up to 80 bytes, below the greeting; as one text parted by `|`. */
  quickReplies?: string | readonly string[];
  /** The path of a file of the site's own that imports our service worker, for notifications of answers. */
  pushWorker?: string;
  /** A language tag (BCP 47). */
  locale?: string;
  /** Words of your own, by language and by the keys of widget/locales/en.ts. */
  texts?: Record<string, Record<string, string>>;
}

interface PorchlightEvents {
  show(unread: number): void;
  hide(unread: number): void;
  unread(count: number): void;
}

interface PorchlightFunction {
  (method: 'boot' | 'update', settings?: PorchlightSettings): void;
  (method: 'shutdown' | 'show' | 'hide' | 'toggle' | 'showHome' | 'showMessages'): void;
  (method: 'showConversation', id: string): void;
  (method: 'showNewMessage', text?: string): void;
  (method: 'identify', person: PorchlightIdentity): void;
  (method: 'track', event: string, data?: unknown): void;
  <Event extends keyof PorchlightEvents>(
    method: 'on' | 'off',
    event: Event,
    listener: PorchlightEvents[Event],
  ): void;
  (method: 'onShow' | 'onHide', listener: () => void): void;
  (method: 'onUnreadCountChange', listener: (count: number) => void): void;
  (method: 'getVisitorId'): string | undefined;
  (method: 'setLocale', tag: string): void;
  (method: 'setColorScheme', scheme: 'light' | 'dark' | 'auto'): void;
  q?: { push(call: ArrayLike<unknown>): unknown };
}

interface Window {
  Porchlight?: PorchlightFunction;
}
