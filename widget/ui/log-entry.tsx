import { assertNever } from '../../client/timeline.ts';
import { t } from '../i18n.ts';
import type { LogItem } from '../log-items.ts';
import { MessageGroup } from './message-group.tsx';

export function LogEntry({ item, retry }: { item: LogItem; retry(cid: string): void }) {
  switch (item.is) {
    case 'day':
      return (
        <p class="event">
          {new Date(item.ts).toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' })}
        </p>
      );
    case 'joined':
      return <p class="event">{t('joined', item.name)}</p>;
    case 'resolved':
      return <p class="event">{t('resolved')}</p>;
    case 'group':
      return <MessageGroup group={item} retry={retry} />;
    default:
      return assertNever(item);
  }
}
