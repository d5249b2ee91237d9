/** Where the visitor is and how they see the page: told by the browser, shown to agents, never trusted for access. */
import { LIMITS } from './limits.ts';
import { type Infer, list, object, optional, text } from './shape.ts';

export const visitorContext = object({
  page: text(LIMITS.urlBytes),
  title: text(512),
  referrer: text(LIMITS.urlBytes),
  locale: text(35),
  timeZone: text(64),
  userAgent: text(512),
  /** What the page says that the visitor did, oldest first. */
  events: optional(list(text(256), 10)),
});
export type VisitorContext = Infer<typeof visitorContext>;
