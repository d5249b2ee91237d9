import { assertNever } from '../../client/timeline.ts';
import { t } from '../i18n.ts';
import type { Saving } from '../model/account.ts';

interface SavingTextProps {
  saving: Saving;
  /** Shown while there is nothing to say. */
  hint: string;
  invalid: string;
}

export function SavingText({ saving, hint, invalid }: SavingTextProps) {
  const isBad = saving.is === 'invalid' || saving.is === 'failed';
  return (
    <p class={isBad ? 'hint hint-bad' : 'hint'} role="status">
      {words(saving, hint, invalid)}
    </p>
  );
}

function words(saving: Saving, hint: string, invalid: string): string {
  switch (saving.is) {
    case 'ready':
      return hint;
    case 'saving':
      return t('saving');
    case 'saved':
      return t('saved');
    case 'invalid':
      return invalid;
    case 'failed':
      return t('saveFailed');
    default:
      return assertNever(saving);
  }
}
