/** What this browser keeps for one site. Every access may throw: denied by settings, full, or a sandboxed frame. */
export interface SiteStorage {
  /** Who the visitor is. */
  readVisitor(): string | null;
  /** False when this browser will not remember. */
  writeVisitor(text: string): boolean;
  /** Whether this event says that the visitor asked to be forgotten, rather than that data was cleared. */
  isFarewell(event: Event): boolean;
  /** What the visitor has typed and not sent, by conversation; lives as long as the tab. */
  readDrafts(): string | null;
  writeDrafts(text: string): void;
}

export function createSiteStorage(site: string): SiteStorage {
  const key = `porchlight:${site}`;
  const attempt = <T>(access: () => T): T | null => {
    try {
      return access();
    } catch {
      return null;
    }
  };
  const write = (storage: () => Storage, text: string) =>
    attempt(() => {
      if (text) storage().setItem(key, text);
      else storage().removeItem(key);
      return true;
    });
  const lasting = () => localStorage;
  const passing = () => sessionStorage;

  return {
    readVisitor: () => attempt(() => lasting().getItem(key)),
    writeVisitor: (text) => !!write(lasting, text),
    // A page that comes out of the back/forward cache was told of nothing: it must assume the worst.
    isFarewell: (event) =>
      event instanceof StorageEvent
        ? event.key === key && !event.newValue
        : (event as PageTransitionEvent).persisted,
    readDrafts: () => attempt(() => passing().getItem(key)),
    writeDrafts: (text) => write(passing, text),
  };
}
