import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { DeskPart } from '../model/desk-draft.ts';
import type { DeskSettings } from '../model/desk-settings.ts';
import type { Section } from '../model/route.ts';
import type { SiteSettings } from '../model/site-settings.ts';

interface LeaveDialogProps {
  sites: SiteSettings;
  desk: DeskSettings;
  show(section: Section): void;
  leave(): void;
  close(): void;
}

const SECTION_OF: Record<DeskPart, Section> = {
  labels: 'labels',
  teams: 'teams',
  replies: 'replies',
  views: 'views',
  members: 'assignment',
  assignment: 'assignment',
};

/** Asks what becomes of unsaved changes before the settings are left. */
export function LeaveDialog({ sites, desk, show, leave, close }: LeaveDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const save = async () => {
    const isSaved = await sites.save();
    const failed = await desk.saveAll();
    dialog.current?.close();
    // Else the bar, or the form that is shown now, says why not.
    if (isSaved && !failed) leave();
    else if (isSaved && failed) show(SECTION_OF[failed]);
  };
  const discard = () => {
    sites.discard();
    desk.discardAll();
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
