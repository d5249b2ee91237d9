import type { TargetedKeyboardEvent } from 'preact';
import { t } from '../i18n.ts';
import type { MessengerState } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { Icon } from './icon.tsx';

export function Composer({ state: { draft, refusal }, model }: { state: MessengerState; model: MessengerModel }) {
  const refused = refusal && refusal !== 'empty' ? t(refusal) : '';
  return (
    <footer>
      <p class="refusal" id="refusal" role="alert">
        {refused}
      </p>
      {/* The mirror under the text makes the field as high as the text, without a style attribute. */}
      <div class="field" data-mirror={draft}>
        <textarea
          rows={1}
          dir="auto"
          aria-label={t('message')}
          aria-invalid={!!refused}
          aria-describedby="refusal"
          placeholder={t('placeholder')}
          enterKeyHint="send"
          value={draft}
          onInput={(event) => model.typed(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return;
            event.preventDefault();
            model.sendDraft();
          }}
        />
        <button
          type="button"
          class="send"
          aria-label={t('send')}
          onClick={(event) => {
            model.sendDraft();
            // On phones the keyboard would leave with the focus.
            event.currentTarget.parentElement?.querySelector('textarea')?.focus();
          }}
        >
          <Icon path="M16 25V7m-8 8 8-8 8 8" />
        </button>
      </div>
    </footer>
  );
}

/** Enter, unless it breaks the line or picks a word in an input method (Safari says so only by the code 229). */
const isSendKey = (event: TargetedKeyboardEvent<HTMLTextAreaElement>): boolean =>
  event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
