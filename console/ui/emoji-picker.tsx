import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Emoji, findEmoji } from '../../client/emoji.ts';
import { t } from '../i18n.ts';
import { recentEmoji, rememberEmoji } from '../model/recent-emoji.ts';

export interface EmojiPickerProps {
  /** What it was opened by, which closes it, too. */
  opener: RefObject<HTMLElement | null>;
  pick(emoji: string): void;
  close(isFocusToReturn: boolean): void;
}

const PER_ROW = 8;

/** Emoji by name or by looking, over the composer. Their names are English. */
export function EmojiPicker({ opener, pick, close }: EmojiPickerProps) {
  const box = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const groups = useMemo(() => findEmoji(query, recentEmoji()), [query]);

  useLayoutEffect(() => {
    // On touch screens a keyboard would cover what there is to choose from.
    if (!matchMedia('(pointer: coarse)').matches) search.current?.focus();
    const pressed = ({ target }: Event) => {
      const isOurs = [box, opener].some(({ current }) => current?.contains(target as Node));
      if (!isOurs) close(false);
    };
    document.addEventListener('pointerdown', pressed);
    return () => document.removeEventListener('pointerdown', pressed);
  }, []);

  const choose = (emoji: string) => {
    rememberEmoji(emoji);
    pick(emoji);
  };

  const pressed = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const isInSearch = event.target === search.current;
    const first = box.current?.querySelector<HTMLElement>('.emoji');
    if (event.key === 'Escape') close(true);
    else if (isInSearch && event.key === 'ArrowDown') first?.focus();
    else if (isInSearch && event.key === 'Enter') first?.click();
    else if (isInSearch || !moveIn(event.target as HTMLElement, event.key, search.current)) return;
    event.preventDefault();
  };

  return (
    <div ref={box} class="emoji-picker" role="dialog" aria-label={t('emoji')} onKeyDown={pressed}>
      <input
        ref={search}
        type="search"
        aria-label={t('emojiSearch')}
        placeholder={t('emojiSearch')}
        value={query}
        onInput={({ currentTarget }) => setQuery(currentTarget.value)}
      />
      <div class="emojis" lang="en">
        {groups.map(([name, emoji], group) => (
          <fieldset key={name}>
            <legend>{name}</legend>
            {rowsOf(emoji).map((row, at) => (
              <div key={row[0]?.emoji} class="emoji-row">
                {row.map(({ emoji: sign, name: called }, column) => (
                  <button
                    key={sign}
                    type="button"
                    class="emoji"
                    tabIndex={group + at + column === 0 ? 0 : -1}
                    aria-label={called}
                    title={called}
                    onClick={() => choose(sign)}
                  >
                    {sign}
                  </button>
                ))}
              </div>
            ))}
          </fieldset>
        ))}
      </div>
      <p class="quiet" role="status">
        {groups.length === 0 && t('paletteNone')}
      </p>
    </div>
  );
}

/** @returns whether the key means a place. */
function moveIn(from: HTMLElement, key: string, search: HTMLElement | null): boolean {
  const list = from.closest('.emojis');
  const row = from.parentElement;
  if (!list || !row) return false;
  const cells = [...list.querySelectorAll<HTMLElement>('.emoji')];
  const rows = [...list.querySelectorAll('.emoji-row')];
  const index = cells.indexOf(from);
  const forward = getComputedStyle(list).direction === 'rtl' ? -1 : 1;
  /** The same column, or the last one of a shorter row. */
  const across = (step: number) => {
    const there = rows[rows.indexOf(row) + step]?.children;
    return there?.[Math.min([...row.children].indexOf(from), there.length - 1)];
  };
  const moves: Record<string, () => Element | null | undefined> = {
    ArrowRight: () => cells[index + forward],
    ArrowLeft: () => cells[index - forward],
    ArrowDown: () => across(1),
    ArrowUp: () => across(-1) ?? search,
    Home: () => row.firstElementChild,
    End: () => row.lastElementChild,
  };
  const move = moves[key];
  if (move) (move() as HTMLElement | null | undefined)?.focus();
  return move !== undefined;
}

const rowsOf = (emoji: readonly Emoji[]): Emoji[][] =>
  Array.from({ length: Math.ceil(emoji.length / PER_ROW) }, (_, row) =>
    emoji.slice(row * PER_ROW, (row + 1) * PER_ROW),
  );
