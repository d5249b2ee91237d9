import { useMemo, useState } from 'preact/hooks';
import type { Unsent } from '../../client/outbox.ts';
import { assertNever, type Timeline } from '../../client/timeline.ts';
import { dayName } from '../format.ts';
import { t } from '../i18n.ts';
import { type Line, logLines } from '../model/log-lines.ts';
import type { OpenConversation } from '../model/open-conversation.ts';
import type { Reach } from '../model/reach.ts';
import type { Membership } from '../model/session.ts';
import { DownIcon } from './icons.tsx';
import { Message } from './message.tsx';
import { Notice } from './notice.tsx';
import { useNow } from './use-now.ts';
import { useStickToEnd } from './use-stick-to-end.ts';

interface MessageLogProps {
  conversation: OpenConversation;
  timeline: Timeline;
  unsent: readonly Unsent[];
  reach: Reach;
  visitorName: string;
  /** Null while the visitor has not said it. */
  knownName: string | null;
  self: Membership;
}

/** So many lines are drawn at first, and with each press of the button: long logs open as fast as short ones. */
const PAGE = 150;

export function MessageLog({
  conversation,
  timeline,
  unsent,
  reach,
  visitorName,
  knownName,
  self,
}: MessageLogProps) {
  const now = useNow(60_000);
  const [shown, setShown] = useState(PAGE);
  const { agent, name } = self;
  const lines = useMemo(
    () => logLines(timeline, unsent, { role: 'agent', id: agent, name }, reach),
    [timeline, unsent, agent, name, reach],
  );
  const last = lines.at(-1);
  const { scroller, scrolled, isBehind, toEnd } = useStickToEnd(
    last?.id,
    last?.is === 'message' && last.isMine,
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
            conversation={conversation}
          />
        );
      case 'notice':
        return <Notice key={line.id} entry={line.entry} agent={agent} visitorName={visitorName} />;
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
}
