/** The round button in the corner, its badge, and the one line that can stand beside it. Drawn without Preact. */
import type { Catalogue } from './i18n.ts';

export interface LauncherState {
  isOpen: boolean;
  unread: number;
  isFailing: boolean;
  /** Null until they have been fetched: then English has to do. */
  texts: Catalogue | null;
}

/** A speech bubble with a roof in it, a light under the roof, and the way down. The style sheet picks. */
const BUBBLE =
  'M16 5c6.6 0 11.5 4.3 11.5 10S22.6 25 16 25c-1.4 0-2.7-.2-3.9-.5L7 27l.9-4.8C5.8 20.4 4.5 17.9 4.5 15 4.5 9.3 9.4 5 16 5ZM10.5 14.5 16 10l5.5 4.5';
const LIGHT = 'M16 17v.01';
const DOWN = 'm9 13 7 7 7-7';

export function createLauncher({ toggled, approached }: { toggled(): void; approached(): void }) {
  const button = element('button', 'launcher');
  const badge = element('span', 'badge');
  const status = element('p', '');
  status.setAttribute('role', 'status');
  button.type = 'button';
  const icon = drawn('svg', 'viewBox', '0 0 32 32');
  icon.append(...[BUBBLE, LIGHT, DOWN].map((line) => drawn('path', 'd', line)));
  button.append(icon, badge);
  button.onclick = toggled;
  button.onpointerenter = button.onfocus = approached;

  return {
    button,
    elements: [button, status],
    draw({ isOpen, unread, isFailing, texts }: LauncherState) {
      button.setAttribute(
        'aria-label',
        isOpen ? (texts?.close ?? 'Close chat') : (texts?.open ?? 'Open chat'),
      );
      button.setAttribute('aria-expanded', `${isOpen}`);
      badge.textContent = isOpen || !unread ? '' : unread > 9 ? '9+' : `${unread}`;
      const isTold = isOpen && isFailing;
      status.className = isTold ? 'note' : 'spoken';
      status.textContent = isTold
        ? (texts?.offline ?? "Can't connect. Retrying…")
        : badge.textContent && `${texts?.unread} ${unread}`;
    },
  };
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

function drawn(name: string, attribute: string, value: string): Element {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  made.setAttribute(attribute, value);
  return made;
}
