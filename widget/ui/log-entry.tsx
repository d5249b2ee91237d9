import { assertNever } from '../../client/timeline.ts';
import { t, texts } from '../i18n.ts';
import type { LogItem } from '../log-items.ts';
import type { MessengerState } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { MessageGroup } from './message-group.tsx';

interface EntryProps {
  item: LogItem;
  state: MessengerState;
  model: MessengerModel;
}

export function LogEntry({ item, ...screen }: EntryProps) {
  switch (item.is) {
    case 'day':
      return (
        <p class="event">
          {new Date(item.ts).toLocaleDateString(texts.lang, {
            weekday: 'long',
            day: 'numeric',
            month: 'long',
          })}
        </p>
      );
    case 'joined':
      return <p class="event">{t('joined', item.name)}</p>;
    case 'resolved':
      return <p class="event">{t('resolved')}</p>;
    case 'group':
      return <MessageGroup group={item} {...screen} />;
    default:
      return assertNever(item);
  }
}
