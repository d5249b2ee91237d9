import { clockTime, fullTime } from '../format.ts';
import type { NoticeEntry } from '../model/log-lines.ts';
import { type NoticeContext, noticeWords } from '../model/notice-words.ts';
import { memo } from './memo.ts';

interface NoticeProps extends NoticeContext {
  entry: NoticeEntry;
}

/** What somebody did, between the messages. */
export const Notice = memo(({ entry, ...context }: NoticeProps) => {
  const said = quoted(entry);
  return (
    <p class="notice">
      {noticeWords(entry, context)}
      {said && <bdi> “{said}”</bdi>}{' '}
      <time dateTime={new Date(entry.ts).toISOString()} title={fullTime(entry.ts)}>
        {clockTime(entry.ts)}
      </time>
    </p>
  );
});

function quoted(entry: NoticeEntry): string | undefined {
  if (entry.is === 'rating') return entry.comment;
  return entry.is === 'change' && entry.body.kind === 'block' ? entry.body.reason : undefined;
}
