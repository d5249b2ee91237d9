import { assertNever } from '../../client/timeline.ts';
import { listed } from '../format.ts';
import { t } from '../i18n.ts';
import { type SavingSite, type SitePart, type SiteSettings, unsavedSites } from '../model/site-settings.ts';
import { useReadable } from './use-readable.ts';

interface SaveBarProps {
  settings: SiteSettings;
  /** Of the section that it stands in. */
  part: SitePart;
}

/** Whether what was changed in this section is saved; there while it is not, and to say that it is now. */
export function SaveBar({ settings, part }: SaveBarProps) {
  const state = useReadable(settings.state);
  const saving = state.saving[part];
  const unsaved = unsavedSites(state, part);
  const isUnsaved = unsaved.length > 0;
  const isOnlyShown = unsaved.every(({ site }) => site === state.chosen);
  const unsavedWords = isOnlyShown
    ? t('unsaved')
    : t('unsavedOf', { sites: listed(unsaved.map(({ name }) => name)) });
  const words = isUnsaved || saving.is !== 'ready' ? savingWords(saving, unsavedWords) : '';
  return (
    <footer class="save-bar" data-shown={words !== ''}>
      <p role="status" class={saving.is === 'failed' ? 'hint-bad' : ''}>
        {words}
      </p>
      {isUnsaved && (
        <>
          <button type="button" class="button" onClick={() => settings.discard(part)}>
            {t('discardChanges')}
          </button>
          <button
            type="button"
            class="button button-main"
            aria-disabled={saving.is === 'saving'}
            onClick={() => void settings.save(part)}
          >
            {t('save')}
          </button>
        </>
      )}
    </footer>
  );
}

function savingWords(saving: SavingSite, unsaved: string): string {
  switch (saving.is) {
    case 'ready':
      return unsaved;
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
