import { t } from '../i18n.ts';
import type { LogItem } from '../log-items.ts';
import { Avatar } from './avatar.tsx';
import { MessageText } from './message-text.tsx';

interface GroupProps {
  group: LogItem & { is: 'group' };
  retry(cid: string): void;
}

/** What one person said in a row, with the name and the time once. */
export function MessageGroup({ group: { author, bubbles }, retry }: GroupProps) {
  const name = author ? (author.name ?? t('team')) : t('you');
  const newest = bubbles.at(-1);
  return (
    <div class={author ? 'group' : 'group own'}>
      {author && <Avatar name={name} />}
      {bubbles.map((bubble) => {
        const { key, ts, text, delivery, isEdited } = bubble;
        return (
          <div key={key} class="message">
            <p class="bubble" dir="auto">
              {text === null ? <em>{t('deleted')}</em> : <MessageText {...bubble} />}
            </p>
            {(bubble === newest || delivery || isEdited) && (
              <p class="meta">
                <span class={author ? '' : 'spoken'}>{name}</span>
                <Time ts={ts} />
                {isEdited && <span>{t('edited')}</span>}
                {delivery === 'failed' ? (
                  <button type="button" onClick={() => retry(key)}>
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

function Time({ ts }: { ts: number }) {
  const date = new Date(ts);
  return <time dateTime={date.toISOString()}>{date.toLocaleTimeString([], { timeStyle: 'short' })}</time>;
}
