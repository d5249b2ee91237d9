import { useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { OpenConversation } from '../model/open-conversation.ts';
import { visitorName } from '../model/people.ts';
import type { Membership } from '../model/session.ts';
import { standingOf } from '../model/standing.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Screen } from './actions.ts';
import { Composer } from './composer.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { MessageLog } from './message-log.tsx';
import { PersonPanel } from './person-panel.tsx';
import { LogSkeleton } from './skeleton.tsx';
import { TypingLine } from './typing-line.tsx';
import { useReadable } from './use-readable.ts';

interface ConversationPaneProps {
  conversation: OpenConversation;
  workspace: Workspace;
  membership: Membership;
  show(screen: Screen): void;
}

export function ConversationPane({ conversation, workspace, membership, show }: ConversationPaneProps) {
  const { id } = conversation;
  const state = useReadable(conversation.state);
  const row = useReadable(workspace.inbox.state, ({ all }) => all.find((each) => each.conversation === id));
  const [isPanelShown, showPanel] = useState(false);
  const name = visitorName(id, row);

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
            unsent={state.unsent}
            reach={state.reach}
            visitorName={name}
            knownName={row?.visitorName ?? null}
            self={membership}
          />
        ) : (
          <LogSkeleton />
        )}
        <TypingLine typing={state.typing} visitorName={name} />
        {state.isChangeRefused && <p class="note note-bad conversation-note">{t('changeRefused')}</p>}
        <Composer
          conversation={conversation}
          self={membership}
          isOutboxLasting={state.isOutboxLasting}
          isSlowed={state.isSlowed}
        />
      </section>
      <PersonPanel
        id={id}
        name={name}
        row={row}
        context={state.context ?? row?.context ?? null}
        startedAt={row?.createdAt ?? state.timeline.entries[0]?.ts ?? null}
        isLoaded={state.isLoaded}
        isShown={isPanelShown}
        close={() => showPanel(false)}
      />
    </>
  );
}
