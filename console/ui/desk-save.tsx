import { t, type Word } from '../i18n.ts';
import type { DeskDraft, DeskFailure, DeskPart } from '../model/desk-draft.ts';

const FAILURES = {
  unreachable: 'deskUnreachable',
  empty: 'deskEmpty',
  'no-limit': 'deskNoLimit',
  'too-long': 'deskTooLong',
  gone: 'deskGone',
  full: 'deskFull',
  refused: 'deskRefused',
} as const satisfies Record<DeskFailure, Word>;

interface DeskSaveProps {
  saving: DeskDraft<DeskPart>['saving'];
  /** Of what there is nothing stored any more. */
  isOrphan?: boolean;
  cancel(): void;
}

/** The end of a form: saves what is typed or gives it up, and says why it is not saved. */
export function DeskSave({ saving, isOrphan = false, cancel }: DeskSaveProps) {
  return (
    <>
      <div role="alert">
        {saving.is === 'failed' ? (
          <p class="note note-bad">{t(FAILURES[saving.because])}</p>
        ) : (
          isOrphan && <p class="note note-bad">{t('deskOrphan')}</p>
        )}
      </div>
      <p class="desk-save">
        <button type="submit" class="button button-main" aria-disabled={saving.is === 'saving'}>
          {saving.is === 'saving' ? t('saving') : t('save')}
        </button>
        <button type="button" class="button" onClick={cancel}>
          {t('cancel')}
        </button>
      </p>
    </>
  );
}
