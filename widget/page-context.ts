/** Where the visitor is, as agents will see it, cut to what the wire takes. */
import type { VisitorContext } from '../protocol/context.ts';
import { LIMITS } from '../protocol/limits.ts';

/** What the page told us, see `track` in docs/API.md. */
const tracked: string[] = [];
export const track = (event: string): void => {
  tracked.push(cut(event, 256));
};
export const forgetTracked = (): void => {
  tracked.length = 0;
};

export const pageContext = (): VisitorContext => ({
  page: cut(location.href, LIMITS.urlBytes),
  title: cut(document.title, 512),
  referrer: cut(document.referrer, LIMITS.urlBytes),
  locale: cut(navigator.language, 35),
  timeZone: cut(Intl.DateTimeFormat().resolvedOptions().timeZone, 64),
  userAgent: cut(navigator.userAgent, 512),
  ...(tracked.length && { events: tracked.slice(-10) }),
});

/**
 * As much of a text as fits into so many bytes of UTF-8; `encodeInto` never splits a character. What is no text is an
 * element: `<img name="title">` takes the place of `document.title`.
 */
export function cut(text: unknown, maxBytes: number): string {
  const whole = typeof text === 'string' ? text : '';
  return whole.slice(0, new TextEncoder().encodeInto(whole, new Uint8Array(maxBytes)).read);
}
