import type { InboxRow } from '../../protocol/inbox.ts';
import { soon, waiting } from '../format.ts';
import { t } from '../i18n.ts';
import type { OpenConversation } from '../model/open-conversation.ts';
import { personKey } from '../model/people.ts';
import type { Standing } from '../model/standing.ts';
import type { Screen } from './actions.ts';
import { Avatar } from './avatar.tsx';
import { Tool } from './bulk-bar.tsx';
import { PERSON_PANEL_ID, PERSON_TOGGLE_ID } from './focus.ts';
import {
  AssignIcon,
  BackIcon,
  BellIcon,
  CheckIcon,
  ClockIcon,
  DetailsIcon,
  DotsIcon,
  FlagIcon,
  LabelIcon,
  PersonIcon,
  ReopenIcon,
} from './icons.tsx';
import { useNow } from './use-now.ts';
import { priorityWord } from './words.ts';

interface ConversationHeaderProps {
  conversation: OpenConversation;
  /** Null until anything is known. */
  standing: Standing | null;
  row: InboxRow | undefined;
  name: string;
  agent: string;
  /** The team takes nothing more from them. */
  isBlocked: boolean;
  isPanelShown: boolean;
  toggleResolved(): void;
  togglePanel(): void;
  show(screen: Screen): void;
  back(): void;
}

export function ConversationHeader(props: ConversationHeaderProps) {
  const { conversation, standing, row, name, agent, isBlocked, isPanelShown } = props;
  const { toggleResolved, togglePanel, back, show } = props;
  const isResolved = standing?.status === 'resolved';
  const isMine = standing?.assignee?.id === agent;
  return (
    <header class="conversation-head">
      <button type="button" class="icon-button back" aria-label={t('backToList')} onClick={back}>
        <BackIcon />
      </button>
      <Avatar id={personKey(conversation.id, row)} name={row?.visitorName ?? null} />
      <div class="conversation-who">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        {standing && (
          <p>
            {isBlocked && <span class="status-blocked">{t('blocked')}</span>}
            <StatusText isResolved={isResolved} waitingSince={row?.waitingSince ?? null} />
            <span class="dot" aria-hidden="true" />
            <AssigneeText standing={standing} team={row?.team?.name ?? null} isMine={isMine} />
            <Arranged row={row} />
          </p>
        )}
      </div>
      {standing && (
        <div class="head-tools">
          <Tool
            label={t('keysAssignTo')}
            keys="Shift+A"
            onClick={() => show('assign')}
            icon={<PersonIcon />}
          />
          <Tool label={t('keysLabels')} keys="l" onClick={() => show('labels')} icon={<LabelIcon />} />
          <Tool label={t('keysPriority')} keys="p" onClick={() => show('priority')} icon={<FlagIcon />} />
          <Tool label={t('keysSnooze')} keys="s" onClick={() => show('snooze')} icon={<ClockIcon />} />
          <Tool label={t('keysRemind')} keys="h" onClick={() => show('remind')} icon={<BellIcon />} />
        </div>
      )}
      {standing && (
        <button
          type="button"
          class="icon-button head-more"
          aria-label={t('moreActions')}
          aria-haspopup="dialog"
          onClick={() => show('menu')}
        >
          <DotsIcon />
        </button>
      )}
      {standing && !isMine && (
        <button
          type="button"
          class="button"
          title={t('assignToMe')}
          aria-keyshortcuts="a"
          onClick={conversation.assignToMe}
        >
          <AssignIcon />
          <span class="button-words">{t('assignToMe')}</span>
        </button>
      )}
      {standing && (
        <button
          type="button"
          class="button"
          title={isResolved ? t('reopen') : t('resolve')}
          aria-keyshortcuts="e"
          onClick={toggleResolved}
        >
          {isResolved ? <ReopenIcon /> : <CheckIcon />}
          <span class="button-words">{isResolved ? t('reopen') : t('resolve')}</span>
        </button>
      )}
      <button
        id={PERSON_TOGGLE_ID}
        type="button"
        class="icon-button panel-toggle"
        aria-label={isPanelShown ? t('hideVisitor') : t('showVisitor')}
        aria-expanded={isPanelShown}
        aria-controls={PERSON_PANEL_ID}
        aria-keyshortcuts="i"
        onClick={togglePanel}
      >
        <DetailsIcon />
      </button>
    </header>
  );
}

/** Priority, and until when it sleeps. */
function Arranged({ row }: { row: InboxRow | undefined }) {
  const now = useNow(60_000);
  if (!row) return null;
  const { priority, snoozedUntil, status } = row;
  return (
    <>
      {(priority === 'urgent' || priority === 'high') && (
        <span class={`ellipsis row-${priority}`}>{priorityWord(priority)}</span>
      )}
      {snoozedUntil !== null && status === 'open' && (
        <span class="ellipsis">
          {snoozedUntil === 0 ? t('backOnReply') : t('backUntil', { time: soon(snoozedUntil, now) })}
        </span>
      )}
    </>
  );
}

function StatusText({ isResolved, waitingSince }: { isResolved: boolean; waitingSince: number | null }) {
  const now = useNow(20_000);
  if (isResolved) return <span class="status-resolved">{t('statusResolved')}</span>;
  if (waitingSince === null) return <span>{t('statusOpen')}</span>;
  return <span class="waiting">{waiting(waitingSince, now)}</span>;
}

interface AssigneeTextProps {
  standing: Standing;
  team: string | null;
  isMine: boolean;
}

function AssigneeText({ standing: { assignee }, team, isMine }: AssigneeTextProps) {
  if (!assignee) return team ? <bdi class="ellipsis">{team}</bdi> : <span>{t('unassigned')}</span>;
  return (
    <span class="ellipsis">{isMine ? t('assignedToYou') : t('assignedTo', { name: assignee.name })}</span>
  );
}
