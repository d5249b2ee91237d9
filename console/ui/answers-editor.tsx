import { useEffect, useRef } from 'preact/hooks';
import { LIMITS } from '../../protocol/limits.ts';
import { utf8ByteCount } from '../../protocol/shape.ts';
import { t } from '../i18n.ts';
import { CloseIcon } from './icons.tsx';

interface AnswersEditorProps {
  choices: readonly string[];
  change(choices: readonly string[]): void;
}

/** Short answers that the visitor can choose from: they go with the next reply. */
export function AnswersEditor({ choices, change }: AnswersEditorProps) {
  const field = useRef<HTMLInputElement>(null);
  // It comes because somebody asked for it. The attribute does nothing once something has the focus.
  useEffect(() => field.current?.focus(), []);
  const add = () => {
    const text = field.current?.value.trim() ?? '';
    if (!field.current || !text || utf8ByteCount(text) > LIMITS.quickReplyBytes) return;
    if (!choices.includes(text)) change([...choices, text]);
    field.current.value = '';
  };
  return (
    <fieldset class="choices">
      <legend>{t('answerButtonsHint')}</legend>
      {choices.map((text) => (
        <span key={text} class="choice">
          <bdi>{text}</bdi>
          <button
            type="button"
            class="icon-button"
            aria-label={t('removeFile', { name: text })}
            onClick={() => {
              change(choices.filter((other) => other !== text));
              field.current?.focus();
            }}
          >
            <CloseIcon />
          </button>
        </span>
      ))}
      {choices.length < LIMITS.quickReplies && (
        <input
          ref={field}
          dir="auto"
          // Characters; the limit itself is in bytes.
          maxLength={LIMITS.quickReplyBytes}
          enterkeyhint="done"
          aria-label={t('answerButtonAdd')}
          placeholder={t('answerButtonAdd')}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.isComposing) return;
            // It would send the reply.
            event.preventDefault();
            add();
          }}
        />
      )}
    </fieldset>
  );
}
