import { useMemo, useState } from 'preact/hooks';
import type { Unsent } from '../../client/outbox.ts';
import type { Entry } from '../../client/timeline.ts';
import type { TeamCommand } from '../../protocol/team-event.ts';
import { t } from '../i18n.ts';
import type { OpenConversation } from '../model/open-conversation.ts';
import { personKey, visitorName } from '../model/people.ts';
import type { Membership } from '../model/session.ts';
import { standingOf } from '../model/standing.ts';
import type { Workspace } from '../model/workspace.ts';
import { createWritingSettings } from '../model/writing-preferences.ts';
import type { Screen } from './actions.ts';
import { Attachments } from './attachments.tsx';
import { Composer, type Written } from './composer.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { DeliveryText } from './delivery-text.tsx';
import { PersonPanel, ScheduledReplies } from './later-screens.ts';
import { MessageLog } from './message-log.tsx';
import { MessageText } from './message-text.tsx';
import { PresenceLine } from './presence-line.tsx';
import { LogSkeleton } from './skeleton.tsx';
import { useReadable } from './use-readable.ts';
import { useSurroundings } from './use-surroundings.ts';

interface ConversationPaneProps {
  conversation: OpenConversation;
  workspace: Workspace;
  membership: Membership;
  show(screen: Screen): void;
}

const LOG_PARTS = { Attachments, DeliveryText, MessageText };

export function ConversationPane({ conversation, workspace, membership, show }: ConversationPaneProps) {
  const { id } = conversation;
  const state = useReadable(conversation.state);
  const row = useReadable(workspace.inbox.state, ({ all }) => all.find((each) => each.conversation === id));
  const desk = useReadable(workspace.inbox.state, (inbox) => inbox.desk);
  const [isPanelShown, showPanel] = useState(false);
  const { contact } = state.timeline;
  const context = state.context ?? row?.context ?? null;
  const writing = useMemo(() => createWritingSettings(membership.agent), [membership.agent]);
  const visitor = row?.visitor ?? state.timeline.entries.find(isVisitors)?.author.id;
  const named = row ?? { visitorName: null, visitor: visitor ?? null };
  const name = visitorName(id, named);
  const surroundings = useSurroundings(workspace.install, {
    desk,
    agentName: membership.name,
    site: row?.site,
    visitorName: (row?.nameBy !== 'verified' && contact?.name) || (row?.visitorName ?? null),
    email: contact?.email ?? null,
    context,
    holdsReplies: useReadable(writing.state, ({ holdsReplies }) => holdsReplies),
  });

  const composer = useMemo(() => ({ takeBack(_: Written) {} }), []);

  if (state.reach.is === 'refused' && !state.isLoaded) {
    return (
      <section class="conversation blank">
        <p class="blank-words">{t('conversationGone')}</p>
      </section>
    );
  }
  return (
    <>
      <section class="conversation" aria-label={t('conversationWith', { name })}>
        <ConversationHeader
          conversation={conversation}
          standing={state.isLoaded || row ? standingOf(state, row) : null}
          row={row}
          name={name}
          agent={membership.agent}
          isBlocked={state.team.isBlocked}
          isPanelShown={isPanelShown}
          toggleResolved={workspace.toggleResolved}
          togglePanel={() => showPanel(!isPanelShown)}
          show={show}
          back={() => workspace.router.go(null)}
        />
        {state.isLoaded ? (
          <MessageLog
            conversation={conversation}
            timeline={state.timeline}
            team={state.team}
            desk={desk}
            unsent={state.unsent}
            reach={state.reach}
            visitorName={name}
            knownName={row?.visitorName ?? null}
            person={personKey(id, named)}
            self={membership}
            rest={
              (state.team.scheduled.length > 0 || state.unsent.some(isScheduled)) && (
                <ScheduledReplies
                  conversation={conversation}
                  state={state}
                  self={membership}
                  visitorName={name}
                  parts={LOG_PARTS}
                  takeBack={(reply) => composer.takeBack(reply)}
                />
              )
            }
          />
        ) : (
          <LogSkeleton />
        )}
        <PresenceLine typing={state.typing} present={state.present} visitorName={name} />
        {state.changeRefusedAs && (
          <p class="note note-bad conversation-note">
            {t(state.changeRefusedAs === 'overtaken' ? 'resolveOvertaken' : 'changeRefused')}
          </p>
        )}
        <Composer
          conversation={conversation}
          self={membership}
          surroundings={surroundings}
          writing={writing}
          replies={desk.replies}
          toSettings={workspace.router.goToSettings}
          isOutboxLasting={state.isOutboxLasting}
          isSlowed={state.isSlowed}
          handle={composer}
        />
      </section>
      <PersonPanel
        workspace={workspace}
        conversation={id}
        person={visitor === undefined ? null : workspace.people.of(visitor)}
        name={name}
        row={row}
        state={state}
        context={context}
        isShown={isPanelShown}
        close={() => showPanel(false)}
      />
    </>
  );
}

const isScheduled = ({ command }: Unsent): boolean => (command as TeamCommand).kind === 'schedule';
const isVisitors = ({ author }: Entry): boolean => author.role === 'visitor';
