/** Which screen the address names: `/console`, `/console/c/CONVERSATION` or `/console/settings/SECTION`. */
import { type Readable, writable } from '../../client/store.ts';
import { conversationId } from '../../protocol/ids.ts';

export const SECTIONS = [
  'messenger',
  'install',
  'sites',
  'people',
  'teams',
  'assignment',
  'labels',
  'replies',
  'views',
  'lookup',
  'you',
] as const;
export type Section = (typeof SECTIONS)[number];

export interface Route {
  /** The conversation that is open. */
  conversation: string | null;
  /** The part of the settings that is open; `first` is for the screen to choose. */
  settings: Section | 'first' | null;
}

/** Asked before the route changes. False holds it: `leave` does it after all. */
export type Guard = (next: Route, leave: () => void) => boolean;

export interface Router {
  readonly route: Readable<Route>;
  go(conversation: string | null): void;
  goToSettings(section?: Section): void;
  /** One at a time; null takes it away. */
  guard(guard: Guard | null): void;
  stop(): void;
}

const ROOT = '/console';
const CONVERSATION = `${ROOT}/c/`;
const SETTINGS = `${ROOT}/settings`;

export const pathOf = (conversation: string | null): string =>
  conversation ? CONVERSATION + conversation : ROOT;
export const settingsPath = (section?: Section): string => (section ? `${SETTINGS}/${section}` : SETTINGS);

export function parseRoute(path: string): Route {
  const [isSettings, section] = /^\/console\/settings(?:\/(\w*)\/?)?$/.exec(path) ?? [];
  if (isSettings)
    return { conversation: null, settings: SECTIONS.find((each) => each === section) ?? 'first' };
  if (!path.startsWith(CONVERSATION)) return { conversation: null, settings: null };
  try {
    const conversation = conversationId(path.slice(CONVERSATION.length).replace(/\/$/, ''), 'path');
    return { conversation, settings: null };
  } catch {
    return { conversation: null, settings: null };
  }
}

export function createRouter(): Router {
  const route = writable<Route>(parseRoute(location.pathname));
  let path = location.pathname;
  let guard: Guard | null = null;

  const arrive = () => {
    path = location.pathname;
    route.set(parseRoute(path));
  };
  const enter = (wanted: string) => {
    history.pushState(null, '', wanted);
    arrive();
  };
  const move = (wanted: string) => {
    if (wanted === path) return;
    if (guard?.(parseRoute(wanted), () => enter(wanted)) ?? true) enter(wanted);
  };
  const popped = () => {
    const wanted = location.pathname;
    if (guard?.(parseRoute(wanted), () => enter(wanted)) ?? true) return arrive();
    // The browser has gone back already: put the address where the screen still is.
    history.pushState(null, '', path);
  };
  addEventListener('popstate', popped);
  return {
    route,
    go: (conversation) => move(pathOf(conversation)),
    goToSettings: (section) => move(settingsPath(section)),
    guard(next) {
      guard = next;
    },
    stop: () => removeEventListener('popstate', popped),
  };
}
