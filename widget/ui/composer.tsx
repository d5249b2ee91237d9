import type { TargetedKeyboardEvent } from 'preact';
import { t } from '../i18n.ts';
import type { MessengerState } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { Icon } from './icon.tsx';
import { later } from './later-parts.ts';

/** Where the visitor writes. */
export function Composer({ state, model }: { state: MessengerState; model: MessengerModel }) {
  const { draft, refusal } = state;
  return (
    <div>
      <p class="notice" id="refusal" role="alert">
        {refusal && t(refusal)}
      </p>
      {/* A mirror of the text, drawn by the style sheet, makes the field as high as the text. */}
      <div class="field" data-mirror={draft}>
        <textarea
          rows={1}
          dir="auto"
          aria-label={t('message')}
          aria-invalid={!!refusal}
          aria-describedby="refusal"
          placeholder={t('placeholder')}
          enterkeyhint="send"
          value={draft}
          onInput={(event) => model.typed(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return;
            event.preventDefault();
            model.sendDraft();
          }}
        />
        {later && <later.Tools model={model} />}
        <button type="button" class="attach" aria-label={t('attach')}>
          <Icon path="M16 25V7m-9 9h18" />
        </button>
        <button
          type="button"
          class="send"
          aria-label={t('send')}
          // The focus stays in the text, and with it a phone's keyboard.
          onMouseDown={(event) => event.preventDefault()}
          onClick={model.sendDraft}
        >
          <Icon path="M16 25V7m-8 8 8-8 8 8" />
        </button>
      </div>
    </div>
  );
}

/** Enter, unless it breaks the line or picks a word in an input method (Safari says so only by the code 229). */
export const isSendKey = (event: KeyboardEvent | TargetedKeyboardEvent<HTMLTextAreaElement>): boolean =>
  event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
