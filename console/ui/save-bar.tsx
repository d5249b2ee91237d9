import { assertNever } from '../../client/timeline.ts';
import { t } from '../i18n.ts';
import { type SavingSite, type SiteSettings, unsavedSites } from '../model/site-settings.ts';
import { useReadable } from './use-readable.ts';

/** Whether what was changed is saved; there while it is not, and to say that it is now. */
export function SaveBar({ settings }: { settings: SiteSettings }) {
  const saving = useReadable(settings.state, (state) => state.saving);
  const isUnsaved = useReadable(settings.state, (state) => unsavedSites(state).length > 0);
  const words = isUnsaved || saving.is !== 'ready' ? savingWords(saving) : '';
  return (
    <footer class="save-bar" data-shown={words !== ''}>
      <p role="status" class={saving.is === 'failed' ? 'hint-bad' : ''}>
        {words}
      </p>
      {isUnsaved && (
        <>
          <button type="button" class="button" onClick={settings.discard}>
            {t('discardChanges')}
          </button>
          <button
            type="button"
            class="button button-main"
            aria-disabled={saving.is === 'saving'}
            onClick={() => void settings.save()}
          >
            {t('save')}
          </button>
        </>
      )}
    </footer>
  );
}

function savingWords(saving: SavingSite): string {
  switch (saving.is) {
    case 'ready':
      return t('unsaved');
    case 'saving':
      return t('saving');
    case 'saved':
      return t('settingsSaved');
    case 'failed':
      return t(
        {
          unreachable: 'saveFailed',
          'too-large': 'settingsTooLarge',
          'not-allowed': 'settingsNotAllowed',
          refused: 'settingsRefused',
        }[saving.because] as 'saveFailed',
      );
    default:
      return assertNever(saving);
  }
}
