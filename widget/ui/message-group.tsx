import { toJson } from '../../client/json.ts';
import { clock, t } from '../i18n.ts';
import type { LogItem } from '../log-items.ts';
import { type MessengerState, memberOf } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { Avatar, withTitle } from './avatar.tsx';
import { later } from './later-parts.ts';
import { MessageText } from './message-text.tsx';

interface GroupProps {
  group: LogItem & { is: 'group' };
  state: MessengerState;
  model: MessengerModel;
}

/** What one person said in a row, with the name and the time once. */
export function MessageGroup({ group: { author, bubbles }, state, model }: GroupProps) {
  const name = author ? (author.name ?? t('team')) : t('you');
  const member = memberOf(state, author?.id);
  const newest = bubbles.at(-1);
  return (
    <div class={author ? 'group' : 'group own'}>
      {author && <Avatar name={name} photo={member?.photo} />}
      {bubbles.map((bubble) => {
        const { key, ts, text, delivery, isEdited } = bubble;
        return (
          <div key={key} class="message">
            <div class="bubble" dir="auto">
              {text === null ? (
                <em>{t('deleted')}</em>
              ) : (
                <>
                  {/* Drawn by later/files.tsx. */}
                  {!!bubble.attachments && <span data-files={toJson(bubble.attachments)} />}
                  {later?.formatted(text) || <MessageText text={text} />}
                </>
              )}
            </div>
            {later && !author && <later.Actions state={state} model={model} bubble={bubble} />}
            {(bubble === newest || delivery || isEdited) && (
              <p class="meta">
                <span class={author ? '' : 'spoken'}>{withTitle(name, member?.title)}</span>
                <time datetime={new Date(ts).toISOString()}>{clock.format(ts)}</time>
                {isEdited && <span>{t('edited')}</span>}
                {delivery === 'failed' ? (
                  <button type="button" onClick={() => model.retry(key)}>
                    {t('failed')}
                  </button>
                ) : (
                  delivery && <span>{t(delivery)}</span>
                )}
              </p>
            )}
          </div>
        );
      })}
    </div>
  );
}
