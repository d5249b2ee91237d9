import { t } from '../i18n.ts';
import type { Bubble, LogItem } from '../log-items.ts';
import { Avatar } from './avatar.tsx';
import { MessageText } from './message-text.tsx';

interface GroupProps {
  group: LogItem & { is: 'group' };
  retry(cid: string): void;
}

/** What one person said in a row, with the name and the time once. */
export function MessageGroup({ group: { author, bubbles }, retry }: GroupProps) {
  const newest = bubbles.at(-1);
  return (
    <div class={author ? 'group' : 'group own'}>
      {author && <Avatar name={author.name ?? t('team')} />}
      {bubbles.map((bubble) => (
        <div key={bubble.key} class="message">
          <p class="bubble" dir="auto">
            {bubble.text === null ? <em>{t('deleted')}</em> : <MessageText text={bubble.text} />}
          </p>
          {(bubble === newest || bubble.delivery || bubble.isEdited) && (
            <p class="meta">
              {author ? author.name : <span class="spoken">{t('you')}</span>} <Time ts={bubble.ts} /> {bubble.isEdited && t('edited')}{' '}
              <Delivery bubble={bubble} retry={retry} />
            </p>
          )}
        </div>
      ))}
    </div>
  );
}

function Delivery({ bubble: { key, delivery }, retry }: { bubble: Bubble; retry(cid: string): void }) {
  if (delivery === 'failed')
    return (
      <button type="button" class="retry" onClick={() => retry(key)}>
        {t('failed')}
      </button>
    );
  return delivery && <span>{t(delivery)}</span>;
}

function Time({ ts }: { ts: number }) {
  const date = new Date(ts);
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {date.toLocaleTimeString([], { timeStyle: 'short' })}
    </time>
  );
}
