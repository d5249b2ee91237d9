import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import { Keys } from './key-map.tsx';

export interface Choice {
  id: string;
  label: string;
  /** Stands over the first of its kind. */
  group?: string;
  hint?: string;
  key?: string | undefined;
  /** Of a label. */
  color?: string;
  /** For what is on or off. */
  isOn?: boolean;
  run(): void;
}

interface PaletteProps {
  label: string;
  hint: string;
  /** What can be chosen, given what is typed. */
  choicesOf(typed: string): readonly Choice[];
  /** What is typed already when it opens. */
  first?: string;
  /** Goes on after a choice, as where several can be switched on. */
  isStaying?: boolean;
  typed?: (typed: string) => void;
  /** What is said below the choices. */
  status?: string;
  close(): void;
}

/** Chosen by typing a part of its name, then Enter. */
export function Palette({
  label,
  hint,
  first = '',
  choicesOf,
  isStaying,
  typed,
  status,
  close,
}: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState(first);
  const [index, setIndex] = useState(0);
  const choices = choicesOf(text);
  const chosen = choices[Math.min(index, choices.length - 1)];

  // At once: the next key is meant for it.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen?.id]);

  const run = (choice: Choice | undefined) => {
    if (!choice) return;
    // Closed first: then the focus may go where the action wants it.
    if (!isStaying) dialog.current?.close();
    choice.run();
  };
  const move = (to: number) => setIndex((to + choices.length) % Math.max(1, choices.length));
  const pressed = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) move(Math.min(index, choices.length - 1) + step);
    else if (event.key === 'Enter') run(chosen);
    else return;
    event.preventDefault();
  };
  const clicked = ({ target }: Event) => {
    if (target === dialog.current) dialog.current?.close();
    const option = target instanceof Element ? target.closest('[role=option]') : null;
    run(choices.find(({ id }) => option?.id === `choice-${id}`));
  };

  return (
    <dialog
      ref={dialog}
      class="dialog palette"
      aria-label={label}
      onClose={close}
      onClick={clicked}
      onKeyDown={pressed}
    >
      <input
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls="palette-choices"
        aria-autocomplete="list"
        aria-activedescendant={chosen ? `choice-${chosen.id}` : undefined}
        placeholder={hint}
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setIndex(0);
          typed?.(event.currentTarget.value);
        }}
      />
      <div
        ref={list}
        id="palette-choices"
        class="palette-choices"
        role="listbox"
        aria-label={label}
        aria-multiselectable={isStaying}
      >
        {choices.map((choice, at) => [
          choice.group !== undefined && choice.group !== choices[at - 1]?.group && (
            <p key={`group ${choice.group}`} class="choice-group" role="presentation">
              {choice.group}
            </p>
          ),
          <div
            key={choice.id}
            id={`choice-${choice.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={choice === chosen}
            aria-checked={choice.isOn}
            onPointerMove={() => setIndex(at)}
          >
            {choice.color && <span class={`swatch swatch-${choice.color}`} />}
            <bdi>{choice.label}</bdi>
            {choice.hint && (
              <span class="choice-hint" dir="auto">
                {choice.hint}
              </span>
            )}
            {choice.isOn && <span class="choice-keys">✓</span>}
            {choice.key && (
              <span class="choice-keys">
                <Keys of={choice.key} />
              </span>
            )}
          </div>,
        ])}
      </div>
      <p class="palette-none" role="status">
        {status ?? (choices.length === 0 && t('paletteNone'))}
      </p>
    </dialog>
  );
}

/** Whether every word typed is somewhere in it, in any case. */
export function hasWords(text: string, typed: string): boolean {
  const known = text.toLocaleLowerCase();
  return typed
    .toLocaleLowerCase()
    .split(/\s+/u)
    .every((word) => known.includes(word));
}
