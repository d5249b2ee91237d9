import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SavedReply } from '../../protocol/desk.ts';
import type { Attachment } from '../../protocol/files.ts';
import { t } from '../i18n.ts';
import { AT_ONCE, createComposing, type How, type Surroundings } from '../model/composing.ts';
import type { Mode } from '../model/drafts.ts';
import type { OpenConversation } from '../model/open-conversation.ts';
import type { Section } from '../model/route.ts';
import { blanksIn } from '../model/saved-reply.ts';
import type { Membership } from '../model/session.ts';
import { type Offer, offerColleagues, offerReplies } from '../model/suggestions.ts';
import type { WritingSettings } from '../model/writing-preferences.ts';
import { AttachmentTray } from './attachment-tray.tsx';
import { ComposerFoot } from './composer-foot.tsx';
import { blanksWords, ComposerObjection } from './composer-objection.tsx';
import { ComposerTabs } from './composer-tabs.tsx';
import { SchedulePalette } from './later-screens.ts';
import { UndoBar } from './undo-bar.tsx';
import { useParts } from './use-parts.ts';
import { useReadable } from './use-readable.ts';
import { WritingField } from './writing-field.tsx';

interface ComposerProps {
  conversation: OpenConversation;
  self: Membership;
  surroundings: Surroundings;
  writing: WritingSettings;
  /** Undefined while they are not known. */
  replies: readonly SavedReply[] | undefined;
  toSettings(section: Section): void;
  isOutboxLasting: boolean;
  isSlowed: boolean;
  /** Filled in here: how what did not leave comes back, from outside. */
  handle: { takeBack(reply: Written): void };
}

/** A reply that its author has again. */
export interface Written {
  text: string;
  attachments: readonly Attachment[];
  quickReplies: readonly string[];
}

const BOX_ID = 'writing';

export function Composer(props: ComposerProps) {
  const {
    conversation,
    self,
    surroundings,
    writing,
    replies,
    toSettings,
    isOutboxLasting,
    isSlowed,
    handle,
  } = props;
  const { agent, name } = self;
  const field = useRef<HTMLTextAreaElement>(null);
  const current = useRef(surroundings);
  current.current = surroundings;
  const composing = useMemo(() => createComposing(conversation, agent, () => current.current), []);
  const { mode, text, objection } = useReadable(composing.state);
  const attaching = conversation.files.attaching[mode];
  const pending = useReadable(attaching.state, ({ files }) => files.length);
  /** Null: none are being made. */
  const [choices, setChoices] = useState<readonly string[] | null>(null);
  const parts = useParts();
  const [isScheduling, setScheduling] = useState(false);
  /** How it was last asked to be sent. */
  const askedFor = useRef<How>(AT_ONCE);
  const isTouched = useMemo(() => matchMedia('(pointer: coarse)').matches, []);
  const isReply = mode === 'reply';
  const isBlank = text.trim() === '' && pending === 0;

  useEffect(() => {
    // On touch screens the keyboard would cover what the agent came to read.
    if (!isTouched) field.current?.focus();
    return composing.stop;
  }, []);

  const isToBeFocused = useRef(false);
  useLayoutEffect(() => {
    if (isToBeFocused.current) field.current?.focus();
    isToBeFocused.current = false;
  }, [mode]);

  const write = (next: Mode) => {
    isToBeFocused.current = next !== mode;
    composing.choose(next);
    field.current?.focus();
  };

  const insert = (emoji: string) => {
    const { current: into } = field;
    if (!into) return;
    into.setRangeText(emoji, into.selectionStart, into.selectionEnd, 'end');
    composing.typed(into.value);
    into.focus();
  };

  /** Where the button put a slash: taken out again if nothing is chosen. */
  const slashAt = useRef<number | null>(null);
  const put = (text: string, from: number, to: number) => {
    const { current: into } = field;
    into?.focus();
    into?.setRangeText(text, from, to, 'end');
    // As if it had been typed.
    into?.dispatchEvent(new Event('input', { bubbles: true }));
  };
  /** The list that a slash brings; pressed again, it is gone. */
  const offerSaved = () => {
    const { value, selectionStart, selectionEnd } = field.current ?? {
      value: '',
      selectionStart: 0,
      selectionEnd: 0,
    };
    const before = value.slice(0, selectionStart);
    if (/(^|\s)\/$/.test(before)) return put('', selectionStart - 1, selectionStart);
    const space = /\S$/.test(before) ? ' ' : '';
    slashAt.current = selectionStart + space.length;
    put(`${space}/`, selectionStart, selectionEnd);
  };
  /** @returns whether what was typed for the list is gone with it. */
  const dismiss = ({ from, to }: Offer): boolean => {
    const isOurs = from === slashAt.current && to === from + 1;
    if (isOurs) put('', from, to);
    return isOurs;
  };
  const takeBack = (reply: Written) => {
    isToBeFocused.current = !isReply;
    composing.takeBack(reply.text);
    conversation.files.attaching.reply.giveBack(reply.attachments);
    if (reply.quickReplies.length > 0) setChoices(reply.quickReplies);
    field.current?.focus();
  };
  handle.takeBack = takeBack;

  const undo = () => {
    const held = conversation.holding.takeBack();
    if (held) takeBack(held);
  };

  /** As in any editor, where there is nothing else to undo. */
  const pressed = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter' && (event.shiftKey || event.altKey)) {
      event.preventDefault();
      return event.shiftKey ? sendLast() : schedule();
    }
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z';
    if (!isUndo || field.current?.value || !conversation.holding.state.get().held) return;
    event.preventDefault();
    undo();
  };

  /**
   * @param into what the files were attached to: they go with nothing else, whatever is written by now.
   * @returns whether it is on its way.
   */
  const sendWith = (attachments: Attachment[], into = mode): boolean => {
    // Read from the field: keys may come faster than this component is drawn. Without it, the agent has gone elsewhere.
    const written = field.current?.value.trim() ?? '';
    const { mode: now } = composing.state.get();
    if (now !== into || field.current?.dataset.mode !== now || (!written && attachments.length === 0))
      return false;
    const isSent = composing.send(written, attachments, choices ?? [], askedFor.current);
    if (isSent && now === 'reply') setChoices(null);
    field.current.focus();
    return isSent;
  };

  const send = async (how = AT_ONCE) => {
    askedFor.current = how;
    if (attaching.state.get().files.length === 0) sendWith([]);
    else if (await attaching.settled()) attaching.take((attachments) => sendWith(attachments));
  };

  /** Sends it, and resolves the conversation with it. */
  const sendLast = () => isReply && void send({ ...AT_ONCE, isLast: true });
  const schedule = () => isReply && !isBlank && setScheduling(true);

  /** Files that come along with text, as from a word processor, are its picture: the text is meant. */
  const takeFiles = (event: Event, given: DataTransfer | null) => {
    const files = [...(given?.files ?? [])];
    if (files.length === 0 || given?.types.includes('text/plain')) return;
    event.preventDefault();
    attaching.add(files);
  };

  const { members, values } = surroundings;
  const offerAt = (written: string, caret: number) =>
    (!isReply && offerColleagues(written, caret, members, agent)) ||
    offerReplies(written, caret, replies, values);
  const hasBlanks = objection === null && blanksIn(text).length > 0;

  return (
    <>
      <form
        class="composer"
        data-mode={mode}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
        onKeyDown={pressed}
        onDragOver={(event) => event.dataTransfer?.types.includes('Files') && event.preventDefault()}
        onDrop={(event) => takeFiles(event, event.dataTransfer)}
      >
        <UndoBar holding={conversation.holding} undo={undo} />
        <ComposerObjection
          objection={objection}
          text={text}
          sendAnyway={() => {
            composing.seenAnswers();
            void send(askedFor.current);
          }}
          keepEditing={() => {
            composing.seenAnswers();
            field.current?.focus();
          }}
        />
        <div role="status">
          {hasBlanks && <p class="note note-blanks">{t('blanksToFill', { blanks: blanksWords(text) })}</p>}
        </div>
        {isSlowed && <p class="note">{t('slowed')}</p>}
        {!isOutboxLasting && <p class="note">{t('notLasting')}</p>}
        <AttachmentTray attaching={attaching} />
        {isReply && choices && parts && <parts.AnswersEditor choices={choices} change={setChoices} />}
        <div class="composer-box">
          <ComposerTabs mode={mode} panel={BOX_ID} choose={composing.choose} write={write} />
          <div id={BOX_ID} class="composer-panel" role="tabpanel" aria-label={t(mode)}>
            <WritingField
              field={field}
              mode={mode}
              text={text}
              placeholder={
                isReply
                  ? t(isTouched ? 'replyPlaceholder' : 'replyPlaceholderKeys', { name })
                  : t('notePlaceholder')
              }
              offerAt={offerAt}
              dismiss={dismiss}
              Nothing={parts?.NothingToOffer}
              toSettings={toSettings}
              typed={composing.typed}
              picked={({ agent: colleague }) => colleague && composing.called(colleague)}
              send={() => void send()}
              pasted={(event) => takeFiles(event, event.clipboardData)}
            />
            <ComposerFoot
              mode={mode}
              isBlank={isBlank}
              areChoicesShown={choices !== null}
              attach={(files) => {
                attaching.add(files);
                // Else the next letters were keys of the console.
                if (!isTouched) field.current?.focus();
              }}
              toggleChoices={() => setChoices(choices ? null : [])}
              offerSaved={offerSaved}
              insert={insert}
              writing={writing}
              sendLast={sendLast}
              schedule={schedule}
            />
          </div>
        </div>
      </form>
      {isScheduling && (
        <SchedulePalette
          choose={(dueAt) => void send({ ...AT_ONCE, dueAt })}
          close={() => setScheduling(false)}
        />
      )}
    </>
  );
}
