import type { Catalogue } from './i18n.ts';

/** What a site owner can set: by the tag's attributes (`data-color`), or with `boot` and `update`. docs/API.md */
export interface Settings {
  /** Of launcher, header and the visitor's messages; any CSS colour. What stands on it is black or white. */
  color?: string;
  /** Default: what the visitor's system says. */
  colorScheme?: 'light' | 'dark' | 'auto';
  /** The side of the launcher. Default: where the lines end, right in English and left in Arabic. */
  position?: 'left' | 'right';
  /** From the side and from the bottom; a CSS length. */
  offsetX?: string;
  offsetY?: string;
  zIndex?: string | number;
  /** What is drawn on the launcher. */
  launcherIcon?: 'bubble' | 'question' | 'wave';
  /** `"true"`: the page opens the messenger itself. */
  hideLauncher?: string | boolean;
  /** Beginnings of paths without a launcher, parted by spaces: `/checkout /legal`. */
  hideOnPages?: string;
  /** `"true"`: no launcher where the window is as narrow as a phone's. */
  hideOnPhones?: string | boolean;
  /** A CSS selector: elements of the page that open the messenger when clicked. */
  launcher?: string;
  /** `"true"`: the messenger is the page. */
  standalone?: string | boolean;
  /** `name`, `email` or both: asked before the first message, which is not sent without. Default: nothing. */
  askFirst?: string;
  /** Up to six answers to choose from below the greeting; in an attribute parted by `|`. */
  quickReplies?: string | readonly string[];
  /** The path of a file of the site's own that imports our service worker: then visitors may be told of answers later. */
  pushWorker?: string;
  /** A language tag. Default: the page's language, else the browser's. */
  locale?: string;
  /** Words of the owner's own, by language: `{ de: { greeting: 'Moin!' } }`. The keys are those of locales/en.ts. */
  texts?: Record<string, Partial<Catalogue>>;
}
