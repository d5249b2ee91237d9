import type { ComponentType } from 'preact';
import { clockTime, fullTime } from '../format.ts';
import { t } from '../i18n.ts';
import type { MessageLine } from '../model/log-lines.ts';
import type { OpenConversation } from '../model/open-conversation.ts';
import { Attachments } from './attachments.tsx';
import { Avatar } from './avatar.tsx';
import { DeliveryText } from './delivery-text.tsx';
import type { FormattedProps } from './formatted.tsx';
import { memo } from './memo.ts';
import { MessageText } from './message-text.tsx';

interface MessageProps extends MessageLine {
  visitorName: string;
  knownName: string | null;
  /** Whose colour is the visitor's: people.ts. */
  person: string;
  conversation: OpenConversation;
  Formatted: ComponentType<FormattedProps>;
}

export const Message = memo((props: MessageProps) => {
  const {
    author,
    at,
    text,
    attachments,
    quickReplies,
    isMine,
    isEdited,
    isFirst,
    delivery,
    cid,
    visitorName,
    knownName,
    person,
    conversation,
    Formatted,
  } = props;
  const isVisitor = author.role === 'visitor';
  const name = author.name ?? (isVisitor ? visitorName : t('product'));
  return (
    <article class="message" data-side={isVisitor ? 'visitor' : 'team'} data-first={isFirst}>
      {isFirst && (
        <>
          <Avatar id={isVisitor ? person : author.id} name={author.name ?? (isVisitor ? knownName : null)} />
          <header>
            <strong>
              <bdi>{name}</bdi>
            </strong>
            {isMine && <span class="unseen">{t('you')}</span>}
            <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
              {clockTime(at)}
            </time>
          </header>
        </>
      )}
      {text === null ? (
        <p class="bubble bubble-deleted">{t('messageDeleted')}</p>
      ) : (
        text !== '' && (
          <div class="bubble" dir="auto" title={fullTime(at)}>
            <Formatted text={text} Plain={MessageText} />
            {isEdited && <span class="edited"> · {t('edited')}</span>}
          </div>
        )
      )}
      {text !== null && attachments !== undefined && (
        <Attachments attachments={attachments} files={conversation.files} />
      )}
      {text !== null && quickReplies.length > 0 && (
        <ul class="choices" aria-label={t('answerButtons')}>
          {quickReplies.map((choice) => (
            <li key={choice} class="choice">
              <bdi>{choice}</bdi>
            </li>
          ))}
        </ul>
      )}
      {delivery && <DeliveryText delivery={delivery} cid={cid} conversation={conversation} />}
    </article>
  );
});
