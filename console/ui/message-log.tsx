import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Unsent } from '../../client/outbox.ts';
import { assertNever, type Timeline } from '../../client/timeline.ts';
import type { Desk } from '../../protocol/desk.ts';
import { dayName } from '../format.ts';
import { t } from '../i18n.ts';
import { logEntries } from '../model/log-entries.ts';
import { type Line, logLines } from '../model/log-lines.ts';
import type { OpenConversation } from '../model/open-conversation.ts';
import type { Reach } from '../model/reach.ts';
import type { Membership } from '../model/session.ts';
import type { TeamLog } from '../model/team-log.ts';
import type { FormattedProps } from './formatted.tsx';
import { DownIcon } from './icons.tsx';
import { memo } from './memo.ts';
import { Message } from './message.tsx';
import { Note } from './note.tsx';
import { Notice } from './notice.tsx';
import { useNow } from './use-now.ts';
import { useParts } from './use-parts.ts';
import { useStickToEnd } from './use-stick-to-end.ts';

interface MessageLogProps {
  conversation: OpenConversation;
  timeline: Timeline;
  team: TeamLog;
  desk: Desk;
  unsent: readonly Unsent[];
  reach: Reach;
  visitorName: string;
  /** Null while the visitor has not said it. */
  knownName: string | null;
  person: string;
  self: Membership;
  /** What stands below the log's last line. */
  rest: ComponentChildren;
}

/** So many lines are drawn at first, and with each press of the button: long logs open as fast as short ones. */
const PAGE = 150;
/** As it was typed, until what draws its formatting is there. */
const Unformatted = ({ text, Plain }: FormattedProps) => <Plain text={text} />;
const NOBODY: NonNullable<Desk['members']> = [];
const NO_LABELS: NonNullable<Desk['labels']> = [];

/** Not drawn again because somebody types. */
export const MessageLog = memo(function MessageLog({
  conversation,
  timeline,
  team,
  desk: { members = NOBODY, labels = NO_LABELS },
  unsent,
  reach,
  visitorName,
  knownName,
  person,
  self,
  rest,
}: MessageLogProps) {
  const now = useNow(60_000);
  const Formatted = useParts()?.Formatted ?? Unformatted;
  const [shown, setShown] = useState(PAGE);
  const { agent, name } = self;
  const entries = useMemo(() => logEntries(timeline, team, now), [timeline, team, now]);
  const lines = useMemo(
    () => logLines(entries, unsent, { role: 'agent', id: agent, name }, reach),
    [entries, unsent, agent, name, reach],
  );
  const last = lines.at(-1);
  const { scroller, scrolled, isBehind, toEnd } = useStickToEnd(
    last?.id,
    (last?.is === 'message' || last?.is === 'note') && last.isMine,
  );

  const draw = (line: Line) => {
    switch (line.is) {
      case 'day':
        return (
          <p key={line.id} class="day">
            <time dateTime={new Date(line.at).toISOString()}>{dayName(line.at, now)}</time>
          </p>
        );
      case 'message':
        return (
          <Message
            key={line.id}
            {...line}
            visitorName={visitorName}
            knownName={knownName}
            person={person}
            conversation={conversation}
            Formatted={Formatted}
          />
        );
      case 'note':
        return (
          <Note
            key={line.id}
            {...line}
            agent={agent}
            members={members}
            conversation={conversation}
            Formatted={Formatted}
          />
        );
      case 'notice':
        return (
          <Notice key={line.id} entry={line.entry} agent={agent} visitorName={visitorName} labels={labels} />
        );
      default:
        return assertNever(line);
    }
  };

  return (
    <div class="log-place">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1). */}
      <div ref={scroller} class="log" role="log" aria-label={t('messages')} tabIndex={0} onScroll={scrolled}>
        <div class="log-lines">
          {lines.length > shown && (
            <button type="button" class="button show-earlier" onClick={() => setShown(shown + PAGE)}>
              {t('showEarlier')}
            </button>
          )}
          {lines.slice(-shown).map(draw)}
          {rest}
        </div>
      </div>
      {isBehind && (
        <button type="button" class="button to-end" onClick={toEnd}>
          <DownIcon />
          {t('newMessages')}
        </button>
      )}
    </div>
  );
});
