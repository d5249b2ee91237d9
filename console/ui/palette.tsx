import { useEffect, useRef, useState } from 'preact/hooks';
import type { InboxRow } from '../../protocol/inbox.ts';
import { t } from '../i18n.ts';
import { visitorName } from '../model/people.ts';
import type { Action } from './actions.ts';
import { Keys } from './key-map.tsx';

interface PaletteProps {
  actions: readonly Action[];
  rows: readonly InboxRow[];
  go(conversation: string): void;
  close(): void;
}

interface Choice {
  id: string;
  group: string;
  label: string;
  hint?: string;
  key?: string | undefined;
  run(): void;
}

const MOST_ROWS = 8;

/** Every action and every conversation at hand, by typing a part of its name. */
export function Palette({ actions, rows, go, close }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const [index, setIndex] = useState(0);
  const choices = choicesOf(typed, actions, rows, go);
  const chosen = choices[Math.min(index, choices.length - 1)];

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen?.id]);

  const run = (choice: Choice | undefined) => {
    if (!choice) return;
    // Closed first: then the focus may go where the action wants it.
    dialog.current?.close();
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
      aria-label={t('keysPalette')}
      onClose={close}
      onClick={clicked}
      onKeyDown={pressed}
    >
      <input
        type="text"
        role="combobox"
        aria-label={t('keysPalette')}
        aria-expanded="true"
        aria-controls="palette-choices"
        aria-autocomplete="list"
        aria-activedescendant={chosen ? `choice-${chosen.id}` : undefined}
        placeholder={t('paletteHint')}
        autocomplete="off"
        spellcheck={false}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setIndex(0);
        }}
      />
      <div ref={list} id="palette-choices" class="choices" role="listbox" aria-label={t('keysPalette')}>
        {choices.map((choice, at) => [
          choice.group !== choices[at - 1]?.group && (
            <p key={choice.group} class="choice-group" role="presentation">
              {choice.group}
            </p>
          ),
          <div
            key={choice.id}
            id={`choice-${choice.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={choice === chosen}
            onPointerMove={() => setIndex(at)}
          >
            <bdi>{choice.label}</bdi>
            {choice.hint && (
              <span class="choice-hint" dir="auto">
                {choice.hint}
              </span>
            )}
            {choice.key && (
              <span class="choice-keys">
                <Keys of={choice.key} />
              </span>
            )}
          </div>,
        ])}
      </div>
      <p class="palette-none" role="status">
        {choices.length === 0 && t('paletteNone')}
      </p>
    </dialog>
  );
}

function choicesOf(
  typed: string,
  actions: readonly Action[],
  rows: readonly InboxRow[],
  go: (conversation: string) => void,
): Choice[] {
  const words = typed.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  const matches = (text: string) => words.every((word) => text.toLocaleLowerCase().includes(word));
  const people: Choice[] = rows
    .filter((row) => matches(`${visitorName(row.conversation, row)} ${row.preview}`))
    .slice(0, MOST_ROWS)
    .map((row) => ({
      id: row.conversation,
      group: t('conversations'),
      label: visitorName(row.conversation, row),
      hint: row.preview,
      run: () => go(row.conversation),
    }));
  const acts = actions.flatMap(({ label, group, key, run }, at) =>
    run && matches(label) ? [{ id: `${at}`, group: t(group), label, key, run }] : [],
  );
  // Who types something mostly looks for somebody; who has not, for what can be done.
  return words.length > 0 ? [...people, ...acts] : [...acts, ...people];
}
