import { useLayoutEffect, useRef } from 'preact/hooks';
import { t, type Word } from '../i18n.ts';
import { type Action, type Group, MODIFIER } from './actions.ts';
import { CloseIcon } from './icons.tsx';

const GROUPS = ['groupGo', 'groupConsole'] as const satisfies readonly Group[];
/** What the field itself listens to. */
const WRITING = [
  ['Enter', 'keysSend'],
  ['Shift+Enter', 'keysNewLine'],
  [`${MODIFIER}+Shift+Enter`, 'sendAndResolve'],
  [`${MODIFIER}+Alt+Enter`, 'keysSchedule'],
  ['/', 'keysSavedReply'],
  ['@', 'keysMention'],
  [`${MODIFIER}+B`, 'keysBold'],
  [`${MODIFIER}+I`, 'keysItalic'],
  [`${MODIFIER}+Z`, 'keysUndo'],
] as const satisfies readonly (readonly [string, Word])[];

/** All keys, on `?`. */
export function KeyMap({ actions, close }: { actions: readonly Action[]; close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const keysOf = (group: Group) =>
    actions.flatMap(({ group: its, key, label }): [string, string][] =>
      its === group && key ? [[key, label]] : [],
    );
  return (
    <dialog ref={dialog} class="dialog key-map" aria-labelledby="keys-title" onClose={close}>
      <header class="dialog-head">
        <h2 id="keys-title">{t('keysMap')}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t('close')}
          onClick={() => dialog.current?.close()}
        >
          <CloseIcon />
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1). */}
      <section class="dialog-body" aria-labelledby="keys-title" tabIndex={0}>
        {GROUPS.map((group) => (
          <KeyGroup key={group} name={t(group)} keys={keysOf(group)} />
        ))}
        <KeyGroup name={t('groupWriting')} keys={WRITING.map(([key, word]) => [key, t(word)])} />
        <KeyGroup name={t('groupConversation')} keys={keysOf('groupConversation')} />
      </section>
    </dialog>
  );
}

const KeyGroup = ({ name, keys }: { name: string; keys: readonly (readonly [string, string])[] }) => (
  <div>
    <h3>{name}</h3>
    <dl class="keys">
      {keys.map(([key, label]) => (
        <div key={label}>
          <dt>
            <Keys of={key} />
          </dt>
          <dd>{label}</dd>
        </div>
      ))}
    </dl>
  </div>
);

export function Keys({ of: key = '' }: { of: string | undefined }) {
  const parts = key.length > 1 ? key.split('+') : [key];
  return (
    <>
      {parts.map((part) => (
        <kbd key={part}>{NAMES[part] ?? part}</kbd>
      ))}
    </>
  );
}

const NAMES: Record<string, string> = { Escape: 'Esc' };
