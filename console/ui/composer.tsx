import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SendRefusal } from '../../client/sender.ts';
import { assertNever } from '../../client/timeline.ts';
import type { Attachment } from '../../protocol/files.ts';
import { t } from '../i18n.ts';
import { readDraft, writeDraft } from '../model/drafts.ts';
import type { OpenConversation } from '../model/open-conversation.ts';
import type { Membership } from '../model/session.ts';
import { AttachmentTray } from './attachment-tray.tsx';
import { fitHeight } from './fit-height.ts';
import { REPLY_ID } from './focus.ts';
import { AttachIcon, ChoicesIcon, SendIcon } from './icons.tsx';
import { QuickRepliesEditor } from './quick-replies-editor.tsx';
import { useReadable } from './use-readable.ts';

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
  const { attaching } = conversation.files;
  const pending = useReadable(attaching.state, ({ files }) => files.length);
  /** Null: none are being made. */
  const [choices, setChoices] = useState<readonly string[] | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const isBlank = text.trim() === '' && pending === 0;

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

  /** @returns whether it is on its way. */
  const sendWith = (attachments: Attachment[]): boolean => {
    // Read from the field: keys may come faster than this component is drawn. Without it, the agent has gone elsewhere.
    const reply = field.current?.value.trim() ?? '';
    if (!field.current || (!reply && attachments.length === 0)) return false;
    const refused = conversation.reply(reply, attachments, choices ?? []);
    if (refused) setRefusal(refused);
    else {
      change('');
      setChoices(null);
    }
    field.current.focus();
    return refused === null;
  };

  const send = async () => {
    if (attaching.state.get().files.length === 0) sendWith([]);
    else if (await attaching.settled()) attaching.take(sendWith);
  };

  /** Files that come along with text, as from a word processor, are its picture: the text is meant. */
  const takeFiles = (event: Event, given: DataTransfer | null) => {
    const files = [...(given?.files ?? [])];
    if (files.length === 0 || given?.types.includes('text/plain')) return;
    event.preventDefault();
    attaching.add(files);
  };

  const pressed = (event: KeyboardEvent) => {
    // While a word is being composed (Chinese, Japanese, Korean), Enter belongs to the input method; Safari says 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    void send();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onDragOver={(event) => event.dataTransfer?.types.includes('Files') && event.preventDefault()}
      onDrop={(event) => takeFiles(event, event.dataTransfer)}
    >
      <div role="alert">{refusal && <p class="note note-bad">{refusalText(refusal)}</p>}</div>
      {isSlowed && <p class="note">{t('slowed')}</p>}
      {!isOutboxLasting && <p class="note">{t('notLasting')}</p>}
      <AttachmentTray attaching={attaching} />
      {choices && <QuickRepliesEditor choices={choices} change={setChoices} />}
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
          onPaste={(event) => takeFiles(event, event.clipboardData)}
        />
        <div class="composer-foot">
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={({ currentTarget }) => {
              attaching.add([...(currentTarget.files ?? [])]);
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
            type="button"
            class="icon-button"
            aria-label={t('quickReplies')}
            title={t('quickReplies')}
            aria-expanded={choices !== null}
            onClick={() => setChoices(choices ? null : [])}
          >
            <ChoicesIcon />
          </button>
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
