/**
 * What an owner sets for a site in the console: how the messenger looks and speaks there. Apart from api.ts, because
 * visitors' browsers take it as it comes. Every field is one of widget/settings.ts; docs/API.md says what each does.
 */
import {
  boolean,
  type Infer,
  integer,
  list,
  object,
  oneOf,
  optional,
  pattern,
  record,
  text,
} from './shape.ts';

/** Of all of it, as JSON. */
export const LOOK_BYTES = 16 * 1024;

export const LAUNCHER_ICONS = ['bubble', 'question', 'wave'] as const;

/** A CSS length that means the same on every page. */
const length = pattern(/^\d{1,4}(\.\d{1,2})?(px|rem|em|vw|vh|%)$/);

/** As the catalogue calls itself: widget/locales. */
const language = pattern(/^[a-z]{2}(-[A-Z][a-z]{3})?$/);
/** Of the catalogue; not what the language itself decides. */
const textKey = pattern(/^(?!(lang|dir)$)[a-z]\w{0,39}$/i);

export const look = object({
  color: optional(pattern(/^#[0-9a-f]{6}$/)),
  colorScheme: optional(oneOf('light', 'dark', 'auto')),
  position: optional(oneOf('left', 'right')),
  offsetX: optional(length),
  offsetY: optional(length),
  zIndex: optional(integer(0, 2_147_483_647)),
  launcherIcon: optional(oneOf(...LAUNCHER_ICONS)),
  hideLauncher: optional(boolean),
  hideOnPages: optional(text(1024, 1)),
  hideOnPhones: optional(boolean),
  launcher: optional(text(256, 1)),
  askFirst: optional(oneOf('name', 'email', 'name email')),
  quickReplies: optional(list(text(160, 1), 6)),
  texts: optional(record(language, record(textKey, text(1024, 1), 200), 60)),
});
export type Look = Infer<typeof look>;
