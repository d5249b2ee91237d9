import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Inbox } from '../model/inbox.ts';
import { useReadable } from './use-readable.ts';

/** The tab's title counts who is unread; screen readers hear of it only when there are more than before. */
export function Announcer({ inbox }: { inbox: Inbox }) {
  const unread = useReadable(inbox.state, (state) => state.unread);
  const [words, setWords] = useState('');
  const before = useRef(0);

  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${t('product')}` : t('product');
    if (unread > before.current) setWords(t('unreadConversations', { count: unread }));
    before.current = unread;
  }, [unread]);

  useEffect(() => {
    return () => {
      document.title = t('product');
    };
  }, []);

  return (
    <p class="unseen" role="status">
      {words}
    </p>
  );
}
