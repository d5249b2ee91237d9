import { readAttachments } from '../../client/read-attachments.ts';
import { shortTime } from '../format.ts';
import { t } from '../i18n.ts';
import type { OpenConversation, OpenConversationState } from '../model/open-conversation.ts';
import { type ScheduledLine, scheduledLines } from '../model/scheduled.ts';
import type { Membership } from '../model/session.ts';
import type { Attachments } from './attachments.tsx';
import type { Written } from './composer.tsx';
import type { DeliveryText } from './delivery-text.tsx';
import { ClockIcon } from './icons.tsx';
import type { MessageText } from './message-text.tsx';

interface ScheduledRepliesProps {
  conversation: OpenConversation;
  state: OpenConversationState;
  self: Membership;
  visitorName: string;
  /** What the log draws with: fetched with it, so not once more with this. */
  parts: {
    Attachments: typeof Attachments;
    DeliveryText: typeof DeliveryText;
    MessageText: typeof MessageText;
  };
  takeBack(reply: Written): void;
}

/** What is still to be said, below what was said. */
export function ScheduledReplies({ state, ...rest }: ScheduledRepliesProps) {
  const { agent, name } = rest.self;
  const lines = scheduledLines(state.team, state.unsent, { role: 'agent', id: agent, name });
  return (
    <section class="scheduled" aria-label={t('scheduledReplies')}>
      {lines.map((line) => (
        <Scheduled key={line.seq ?? line.cid} line={line} {...rest} />
      ))}
    </section>
  );
}

type ScheduledProps = Omit<ScheduledRepliesProps, 'state'> & { line: ScheduledLine };

function Scheduled({ line, conversation, self, visitorName, parts, takeBack }: ScheduledProps) {
  const { Attachments, DeliveryText, MessageText } = parts;
  const { seq, author, text, attachments, quickReplies, dueAt, isOvertaken } = line;
  const by = author.id === self.agent ? t('scheduledByYou') : author.name || t('product');
  return (
    <article class="scheduled-reply">
      <header>
        <ClockIcon />
        <span>{t('scheduledFor', { time: shortTime(dueAt), name: by })}</span>
      </header>
      {text && (
        <p class="scheduled-text" dir="auto">
          <MessageText text={text} />
        </p>
      )}
      {attachments !== undefined && <Attachments attachments={attachments} files={conversation.files} />}
      {quickReplies.length > 0 && <p class="scheduled-choices">{quickReplies.join(' · ')}</p>}
      {isOvertaken && <p class="scheduled-overtaken">{t('scheduledOvertaken', { name: visitorName })}</p>}
      {seq === null ? (
        <DeliveryText
          delivery={line.isFailed ? 'failed' : 'sending'}
          cid={line.cid}
          conversation={conversation}
        />
      ) : (
        <Choices
          sendNow={() => conversation.endScheduled(seq, 'release')}
          keep={isOvertaken && dueAt > Date.now() ? () => conversation.keepScheduled({ ...line, seq }) : null}
          takeBack={() => {
            takeBack({ text, attachments: readAttachments(attachments), quickReplies });
            conversation.endScheduled(seq, 'unschedule');
          }}
        />
      )}
    </article>
  );
}

interface ChoicesProps {
  sendNow(): void;
  /** Null where its time stands anyway, or has passed. */
  keep: (() => void) | null;
  takeBack(): void;
}

const Choices = ({ sendNow, keep, takeBack }: ChoicesProps) => (
  <div class="answers">
    <button type="button" class="button" onClick={sendNow}>
      {t('sendNow')}
    </button>
    {keep && (
      <button type="button" class="button" onClick={keep}>
        {t('scheduledKeep')}
      </button>
    )}
    <button type="button" class="button" onClick={takeBack}>
      {t('scheduledTakeBack')}
    </button>
  </div>
);
