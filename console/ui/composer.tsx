import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SendRefusal } from '../../client/sender.ts';
import { assertNever } from '../../client/timeline.ts';
import { t } from '../i18n.ts';
import { readDraft, writeDraft } from '../model/drafts.ts';
import type { OpenConversation } from '../model/open-conversation.ts';
import type { Membership } from '../model/session.ts';
import { fitHeight } from './fit-height.ts';
import { REPLY_ID } from './focus.ts';
import { SendIcon } from './icons.tsx';

interface ComposerProps {
  conversation: OpenConversation;
  self: Membership;
  isOutboxLasting: boolean;
  isSlowed: boolean;
}

export function Composer({ conversation, self: { agent, name }, isOutboxLasting, isSlowed }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => readDraft(agent, conversation.id));
  const [refusal, setRefusal] = useState<SendRefusal | null>(null);
  const isBlank = text.trim() === '';

  useEffect(() => {
    // On touch screens the keyboard would cover what the agent came to read.
    if (!matchMedia('(pointer: coarse)').matches) field.current?.focus();
  }, []);

  useLayoutEffect(() => {
    if (field.current) fitHeight(field.current);
  }, [text]);

  const change = (value: string) => {
    setText(value);
    setRefusal(null);
    writeDraft(agent, conversation.id, value);
  };

  const typed = (value: string) => {
    change(value);
    conversation.typing(value.trim() !== '');
  };

  const send = () => {
    // Read from the field: keys may come faster than this component is drawn.
    const reply = field.current?.value.trim() ?? '';
    if (!reply) return;
    const refused = conversation.reply(reply);
    if (refused) setRefusal(refused);
    else change('');
    field.current?.focus();
  };

  const pressed = (event: KeyboardEvent) => {
    // While a word is being composed (Chinese, Japanese, Korean), Enter belongs to the input method; Safari says 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div role="alert">{refusal && <p class="note note-bad">{refusalText(refusal)}</p>}</div>
      {isSlowed && <p class="note">{t('slowed')}</p>}
      {!isOutboxLasting && <p class="note">{t('notLasting')}</p>}
      <div class="composer-box">
        <textarea
          id={REPLY_ID}
          ref={field}
          rows={1}
          dir="auto"
          aria-label={t('reply')}
          aria-keyshortcuts="r"
          placeholder={t('replyPlaceholder', { name })}
          value={text}
          onInput={(event) => typed(event.currentTarget.value)}
          onKeyDown={pressed}
        />
        <div class="composer-foot">
          <span class="composer-hint">{t('composerHint')}</span>
          <button type="submit" class="button button-main" aria-disabled={isBlank}>
            <SendIcon />
            {t('send')}
          </button>
        </div>
      </div>
    </form>
  );
}

function refusalText(refusal: SendRefusal): string | null {
  switch (refusal) {
    case 'too_large':
      return t('tooLong');
    case 'outbox_full':
      return t('outboxFull');
    case 'empty':
      return null;
    default:
      return assertNever(refusal);
  }
}
