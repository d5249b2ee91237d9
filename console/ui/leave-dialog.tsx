import { useEffect, useRef } from 'preact/hooks';
import { listed } from '../format.ts';
import { t } from '../i18n.ts';
import type { DeskSettings } from '../model/desk-settings.ts';
import type { Section } from '../model/route.ts';
import { SITE_PARTS, type SiteSettings } from '../model/site-settings.ts';
import { SECTION_OF } from '../model/unsaved.ts';

interface LeaveDialogProps {
  sites: SiteSettings;
  desk: DeskSettings;
  /** What the sections are called in which something is not saved. */
  sections: readonly string[];
  show(section: Section): void;
  leave(): void;
  close(): void;
}

/** Asks what becomes of unsaved changes before the settings are left. */
export function LeaveDialog({ sites, desk, sections, show, leave, close }: LeaveDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const save = async () => {
    let failed: Section | null = null;
    for (const part of SITE_PARTS) if (!(await sites.save(part))) failed ??= part;
    const failedPart = await desk.saveAll();
    failed ??= failedPart && SECTION_OF[failedPart];
    dialog.current?.close();
    // Its bar, or the form that is shown there, says why not.
    if (failed) show(failed);
    else leave();
  };
  const discard = () => {
    for (const part of SITE_PARTS) sites.discard(part);
    desk.discardAll();
    dialog.current?.close();
    leave();
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="leave-title" onClose={close}>
      <div class="dialog-body">
        <h2 id="leave-title">{t('leaveTitle')}</h2>
        <p>{t('leaveText', { sections: listed(sections) })}</p>
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
