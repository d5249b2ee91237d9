import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Action, Group } from './actions.ts';
import { CloseIcon } from './icons.tsx';

const GROUPS: readonly Group[] = ['groupGo', 'groupConversation', 'groupConsole'];

/** All keys, on `?`. */
export function KeyMap({ actions, close }: { actions: readonly Action[]; close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="keys-title" onClose={close}>
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
      <div class="dialog-body">
        {GROUPS.map((group) => (
          <div key={group}>
            <h3>{t(group)}</h3>
            <dl class="keys">
              {actions
                .filter((action) => action.group === group && action.key)
                .map(({ label, key }) => (
                  <div key={label}>
                    <dt>
                      <Keys of={key} />
                    </dt>
                    <dd>{label}</dd>
                  </div>
                ))}
            </dl>
          </div>
        ))}
      </div>
    </dialog>
  );
}

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
