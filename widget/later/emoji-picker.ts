/**
 * The emoji to choose from, over the composer. A popover of its own: Escape, a click beside it and Android's back close it
 * alone. Drawn without Preact, which would compare 540 buttons at each letter.
 */
import { type Emoji, findEmoji } from '../../client/emoji.ts';
import { t } from '../i18n.ts';
import type { MessengerModel } from '../model.ts';
import { recall, remember } from './browser-memory.ts';
import styles from './emoji-picker.css?inline';

const PER_ROW = 8;
const RECENT = 16;

const styled = new WeakSet<Node>();
const opened = new WeakSet<Element>();

/** @param button what it was opened by; opens and closes it by itself from now on. */
export function openEmojiPicker(button: HTMLButtonElement, model: MessengerModel): void {
  const root = button.getRootNode() as ShadowRoot;
  const field = button.parentElement;
  if (!field || opened.has(button)) return;
  opened.add(button);
  if (!styled.has(root)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets.push(sheet);
    styled.add(root);
  }
  const picker = made('div', 'picker');
  picker.popover = 'auto';
  picker.tabIndex = -1;
  picker.setAttribute('role', 'dialog');
  picker.setAttribute('aria-label', t('emoji'));
  const search = made('input', '');
  search.type = 'search';
  search.placeholder = t('search');
  search.setAttribute('aria-label', t('search'));
  const grid = made('div', 'emojis');
  grid.setAttribute('role', 'grid');
  grid.setAttribute('aria-label', t('emoji'));
  // The names are English.
  grid.lang = 'en';
  const nothing = made('p', 'quiet');
  nothing.setAttribute('role', 'status');
  picker.append(search, grid, nothing);

  const pick = (emoji: string) => {
    const text = field.querySelector('textarea');
    if (!text) return;
    text.setRangeText(emoji, text.selectionStart, text.selectionEnd, 'end');
    model.typed(text.value);
    const before = recent().filter((other) => other !== emoji);
    remember('emoji', [emoji, ...before].slice(0, RECENT).join(' '));
    picker.hidePopover?.();
    text.focus();
  };

  const cells = () => [...grid.querySelectorAll<HTMLElement>('[role=gridcell]')];
  /** One of them can be reached by Tab. */
  const enter = (cell: HTMLElement | undefined, isFocused = true) => {
    if (!cell) return;
    for (const other of cells()) other.tabIndex = -1;
    cell.tabIndex = 0;
    if (isFocused) cell.focus();
  };

  const draw = () => {
    const found = findEmoji(search.value, recent());
    grid.replaceChildren(...found.map(([name, list]) => group(name, list)));
    nothing.textContent = found.length ? '' : t('nothingFound');
    enter(cells()[0], false);
  };

  search.oninput = draw;
  search.onkeydown = (event) => {
    if (event.key === 'ArrowDown') enter(cells()[0]);
    else if (event.key === 'Enter') cells()[0]?.click();
    else return;
    event.preventDefault();
  };
  grid.onclick = ({ target }) => {
    const cell = (target as Element).closest('[role=gridcell]');
    if (cell) pick(cell.textContent ?? '');
  };
  grid.onkeydown = (event) => {
    const cell = root.activeElement as HTMLElement;
    const row = [...(cell.parentElement?.children ?? [])];
    const rows = [...grid.querySelectorAll('[role=row]')];
    const column = row.indexOf(cell);
    const index = cells().indexOf(cell);
    const next = getComputedStyle(grid).direction === 'rtl' ? -1 : 1;
    /** The same column in another row, or the last of a shorter one. */
    const across = (step: number) => {
      const there = rows[rows.indexOf(cell.parentElement as Element) + step]?.children;
      return there?.[Math.min(column, there.length - 1)];
    };
    const moves: Record<string, () => Element | undefined> = {
      ArrowRight: () => cells()[index + next],
      ArrowLeft: () => cells()[index - next],
      ArrowDown: () => across(1),
      ArrowUp: () => across(-1) ?? search,
      Home: () => row[0],
      End: () => row.at(-1),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const to = move();
    if (to === search) search.focus();
    else enter(to as HTMLElement | undefined);
  };
  picker.onkeydown = (event) => {
    if (event.key !== 'Escape') return;
    // The messenger would close by it, too; and a search field would only be emptied.
    event.stopPropagation();
    event.preventDefault();
    picker.hidePopover?.();
  };

  picker.onbeforetoggle = (event) => {
    if ((event as ToggleEvent).newState !== 'open') return;
    search.value = '';
    draw();
    const { left, width, top } = field.getBoundingClientRect();
    picker.style.setProperty('left', `${left}px`);
    picker.style.setProperty('width', `${width}px`);
    picker.style.setProperty('bottom', `${innerHeight - top + 8}px`);
    picker.style.setProperty('max-height', `${Math.min(360, top - 16)}px`);
  };
  picker.ontoggle = (event) => {
    const isOpen = (event as ToggleEvent).newState === 'open';
    // On touch screens a keyboard would cover what there is to choose from.
    if (isOpen) (matchMedia('(hover: hover)').matches ? search : picker).focus();
  };

  field.after(picker);
  // From now on the browser says, too, whether it is open.
  button.popoverTargetElement = picker;
  draw();
  picker.showPopover?.();
}

const recent = (): string[] => recall('emoji').split(' ').filter(Boolean);

function group(name: string, list: readonly Emoji[]): HTMLElement {
  const box = made('div', 'emoji-group');
  box.setAttribute('role', 'rowgroup');
  box.setAttribute('aria-label', name);
  for (let index = 0; index < list.length; index += PER_ROW) {
    const row = made('div', 'emoji-row');
    row.setAttribute('role', 'row');
    row.append(...list.slice(index, index + PER_ROW).map(cellOf));
    box.append(row);
  }
  return box;
}

function cellOf({ emoji, name }: Emoji): HTMLElement {
  const cell = made('button', '');
  cell.type = 'button';
  cell.tabIndex = -1;
  cell.title = name;
  cell.textContent = emoji;
  cell.setAttribute('role', 'gridcell');
  cell.setAttribute('aria-label', name);
  return cell;
}

function made<K extends keyof HTMLElementTagNameMap>(name: K, className: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.className = className;
  return element;
}
