import { useRef } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Mode } from '../model/drafts.ts';
import type { WritingSettings } from '../model/writing-preferences.ts';
import { EmojiButton } from './emoji-button.tsx';
import { SAVED_REPLIES_ID } from './focus.ts';
import { AttachIcon, ChoicesIcon, SavedIcon, SendIcon } from './icons.tsx';
import { SendOptions } from './send-options.tsx';

interface ComposerFootProps {
  mode: Mode;
  isBlank: boolean;
  areChoicesShown: boolean;
  attach(files: File[]): void;
  toggleChoices(): void;
  offerSaved(): void;
  insert(emoji: string): void;
  writing: WritingSettings;
  sendLast(): void;
  schedule(): void;
}

/** What can go with a reply, and the button that sends it. */
export function ComposerFoot(props: ComposerFootProps) {
  const { mode, isBlank, areChoicesShown, attach, toggleChoices, offerSaved, insert } = props;
  const { writing, sendLast, schedule } = props;
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div class="composer-foot">
      <div class="tools">
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={({ currentTarget }) => {
            attach([...(currentTarget.files ?? [])]);
            // The same file may be chosen again.
            currentTarget.value = '';
          }}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={t('attachFiles')}
          title={t('attachLimits')}
          onClick={() => picker.current?.click()}
        >
          <AttachIcon />
        </button>
        <button
          id={SAVED_REPLIES_ID}
          type="button"
          class="icon-button"
          aria-label={t('savedReplies')}
          title={`${t('savedReplies')} (/)`}
          aria-keyshortcuts="/"
          // The field keeps the focus, and with it the place of the caret.
          onMouseDown={(event) => event.preventDefault()}
          onClick={offerSaved}
        >
          <SavedIcon />
        </button>
        {mode === 'reply' && (
          <button
            type="button"
            class="icon-button"
            aria-label={t('answerButtons')}
            title={t('answerButtons')}
            aria-expanded={areChoicesShown}
            onClick={toggleChoices}
          >
            <ChoicesIcon />
          </button>
        )}
        <EmojiButton pick={insert} />
      </div>
      <span class="composer-hint">{t('composerHint')}</span>
      {mode === 'reply' && (
        <SendOptions settings={writing} isBlank={isBlank} sendLast={sendLast} schedule={schedule} />
      )}
      <button type="submit" class="button button-main" aria-disabled={isBlank}>
        {mode === 'reply' && <SendIcon />}
        {t(mode === 'reply' ? 'send' : 'addNote')}
      </button>
    </div>
  );
}
