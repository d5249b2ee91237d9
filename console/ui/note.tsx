import type { ComponentType } from 'preact';
import { useMemo } from 'preact/hooks';
import type { DeskMember } from '../../protocol/desk.ts';
import { clockTime, fullTime } from '../format.ts';
import { t } from '../i18n.ts';
import type { NoteLine } from '../model/log-lines.ts';
import { splitAtMentions } from '../model/mentions.ts';
import type { OpenConversation } from '../model/open-conversation.ts';
import { Attachments } from './attachments.tsx';
import { Avatar } from './avatar.tsx';
import { DeliveryText } from './delivery-text.tsx';
import type { FormattedProps } from './formatted.tsx';
import { memo } from './memo.ts';
import { MessageText } from './message-text.tsx';

interface NoteProps extends NoteLine {
  /** Who reads it. */
  agent: string;
  members: readonly DeskMember[];
  conversation: OpenConversation;
  Formatted: ComponentType<FormattedProps>;
}

/** On paper of another colour, so that nobody takes it for an answer. */
export const Note = memo((props: NoteProps) => {
  const { author, at, text, mentions, attachments, isMine, delivery, cid } = props;
  const { agent, members, conversation, Formatted } = props;
  const Plain = useMemo(() => {
    const called = members.filter(({ agent: id }) => mentions.includes(id));
    return ({ text }: { text: string }) => <NoteText text={text} members={called} agent={agent} />;
  }, [members, mentions, agent]);
  return (
    <article class="message message-note" data-side="team" data-first="true">
      <Avatar id={author.id} name={author.name} />
      <header>
        <span class="note-mark">{t('noteMark')}</span>
        <strong>
          <bdi>{author.name || t('product')}</bdi>
        </strong>
        {isMine && <span class="unseen">{t('you')}</span>}
        <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
          {clockTime(at)}
        </time>
      </header>
      {text === null ? (
        <p class="bubble bubble-deleted">{t('noteDeleted')}</p>
      ) : (
        text !== '' && (
          <div class="bubble" dir="auto">
            <Formatted text={text} Plain={Plain} />
          </div>
        )
      )}
      {text !== null && attachments !== undefined && (
        <Attachments attachments={attachments} files={conversation.files} />
      )}
      {delivery && <DeliveryText delivery={delivery} cid={cid} conversation={conversation} />}
    </article>
  );
});

interface NoteTextProps {
  text: string;
  /** Whom it mentions. */
  members: readonly DeskMember[];
  agent: string;
}

function NoteText({ text, members, agent }: NoteTextProps) {
  const parts = splitAtMentions(
    text,
    members.map(({ name }) => name),
  );
  const isMe = (mention: string) =>
    members.some(({ name, agent: id }) => `@${name}` === mention && id === agent);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 ? (
          <mark class="mention" data-me={isMe(part)}>
            {part}
          </mark>
        ) : (
          <MessageText text={part} />
        ),
      )}
    </>
  );
}
