import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { DeskFailure } from '../model/desk-draft.ts';

interface RemoveDialogProps {
  name: string;
  /** Where it is not simply removed: what is asked, and what the button says. */
  title?: string;
  action?: string;
  /** What is lost by it. */
  text: string;
  /** @returns why it is still there. */
  remove(): Promise<DeskFailure | null>;
  removed(): void;
  close(): void;
}

/** Asks before something goes, or is done, that whoever does it may not be able to undo. */
export function RemoveDialog(props: RemoveDialogProps) {
  const { name, title, action, text, remove, removed, close } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [failure, setFailure] = useState<DeskFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const confirm = async () => {
    if (isBusy) return;
    setBusy(true);
    const because = await remove();
    setBusy(false);
    setFailure(because);
    if (because !== null) return;
    dialog.current?.close();
    removed();
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="remove-title" onClose={close}>
      <div class="dialog-body">
        <h2 id="remove-title">{title ?? t('removeTitle', { name })}</h2>
        <p>{text}</p>
        <div role="alert">
          {failure && (
            <p class="note note-bad">{t(failure === 'gone' ? 'removeGone' : 'removeUnreachable')}</p>
          )}
        </div>
      </div>
      <footer class="dialog-foot">
        <button
          type="button"
          class="button button-main"
          aria-disabled={isBusy}
          onClick={() => void confirm()}
        >
          {action ?? t('remove')}
        </button>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {t('cancel')}
        </button>
      </footer>
    </dialog>
  );
}
