import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { SiteSettings } from '../model/site-settings.ts';

interface LeaveDialogProps {
  settings: SiteSettings;
  leave(): void;
  close(): void;
}

/** Asks what becomes of unsaved changes before the settings are left. */
export function LeaveDialog({ settings, leave, close }: LeaveDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const save = async () => {
    const isSaved = await settings.save();
    dialog.current?.close();
    // Else the bar says why not.
    if (isSaved) leave();
  };
  const discard = () => {
    settings.discard();
    dialog.current?.close();
    leave();
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="leave-title" onClose={close}>
      <div class="dialog-body">
        <h2 id="leave-title">{t('leaveTitle')}</h2>
        <p>{t('leaveText')}</p>
      </div>
      <footer class="dialog-foot">
        <button type="button" class="button button-main" onClick={() => void save()}>
          {t('save')}
        </button>
        <button type="button" class="button" onClick={discard}>
          {t('discardChanges')}
        </button>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {t('keepEditing')}
        </button>
      </footer>
    </dialog>
  );
}
