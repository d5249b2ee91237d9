/** The page's storages, where every access may throw: denied by settings, full, or a sandboxed frame. */

/** Who the visitor is to a site. */
export const visitorKey = (site: string) => `porchlight:${site}`;
/** What the visitor has typed and not sent. */
export const draftKey = (site: string) => `porchlight:${site}:draft`;

type Kind = 'localStorage' | 'sessionStorage';

export function readItem(kind: Kind, key: string): string | null {
  try {
    return window[kind].getItem(key);
  } catch {
    return null;
  }
}

/** Writes, or removes when there is no value. False when the browser does not let us. */
export function writeItem(kind: Kind, key: string, value?: string): boolean {
  try {
    if (value) window[kind].setItem(key, value);
    else window[kind].removeItem(key);
    return true;
  } catch {
    return false;
  }
}
