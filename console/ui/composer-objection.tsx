import { assertNever } from '../../client/timeline.ts';
import { listed } from '../format.ts';
import { t } from '../i18n.ts';
import type { Objection } from '../model/composing.ts';
import { blanksIn } from '../model/saved-reply.ts';

interface ComposerObjectionProps {
  objection: Objection | null;
  text: string;
  sendAnyway(): void;
  keepEditing(): void;
}

/** Why what was written has not left; the focus stays where it is. */
export function ComposerObjection({ objection, text, sendAnyway, keepEditing }: ComposerObjectionProps) {
  const words = objection && objectionWords(objection, text);
  return (
    <div class={objection?.is === 'answered' ? 'question' : 'objection'}>
      <div role="alert">
        {words && <p class={objection?.is === 'answered' ? undefined : 'note note-bad'}>{words}</p>}
      </div>
      {objection?.is === 'answered' && (
        <div class="answers">
          <button type="button" class="button" onClick={sendAnyway}>
            {t('sendAnyway')}
          </button>
          <button type="button" class="button" onClick={keepEditing}>
            {t('keepEditing')}
          </button>
        </div>
      )}
    </div>
  );
}

function objectionWords(objection: Objection, text: string): string | null {
  switch (objection.is) {
    case 'answered':
      return t('answeredMeanwhile', { names: listed(objection.names) });
    case 'blanks':
      return t('blanksLeft', { blanks: blanksWords(text) });
    case 'refused':
      switch (objection.as) {
        case 'too_large':
          return t('tooLong');
        case 'outbox_full':
          return t('outboxFull');
        case 'empty':
          return null;
        default:
          return assertNever(objection.as);
      }
    default:
      return assertNever(objection);
  }
}

export const blanksWords = (text: string): string =>
  listed([...new Set(blanksIn(text).map((blank) => blank.text))]);
