import { useEffect, useRef } from 'preact/hooks';
import type { VisitorContext } from '../../protocol/context.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import { ago, shortTime } from '../format.ts';
import { t } from '../i18n.ts';
import type { OpenConversationState } from '../model/open-conversation.ts';
import { personKey } from '../model/people.ts';
import type { Person } from '../model/person.ts';
import type { Workspace } from '../model/workspace.ts';
import { Avatar } from './avatar.tsx';
import { ContextFacts } from './context-facts.tsx';
import { Fact } from './fact.tsx';
import { PERSON_PANEL_ID } from './focus.ts';
import { CloseIcon } from './icons.tsx';
import { KnownPerson } from './known-person.tsx';
import { PersonLabels } from './person-labels.tsx';
import { PersonTrail } from './person-trail.tsx';
import { useNow } from './use-now.ts';
import { useReadable } from './use-readable.ts';

interface PersonPanelProps {
  workspace: Workspace;
  conversation: string;
  /** Null until it is known whose conversation this is. */
  person: Person | null;
  name: string;
  row: InboxRow | undefined;
  state: OpenConversationState;
  context: VisitorContext | null;
  /** On narrow screens; wide ones always show it. */
  isShown: boolean;
  close(): void;
}

/** Everything that is known about the person, on one screen. */
export function PersonPanel(props: PersonPanelProps) {
  const { workspace, conversation, person, name, row, state, context, isShown, close } = props;
  const now = useNow(20_000);
  const closeButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isShown) closeButton.current?.focus();
  }, [isShown]);

  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isShown || event.defaultPrevented) return;
    // A dialog over the panel closes by itself.
    if (event.target instanceof Element && event.target.closest('dialog')) return;
    event.preventDefault();
    close();
  };

  const { timeline, trail, isLoaded } = state;
  return (
    <section
      id={PERSON_PANEL_ID}
      class="person"
      data-shown={isShown}
      aria-label={t('visitor')}
      tabIndex={-1}
      onKeyDown={pressed}
    >
      <button
        ref={closeButton}
        type="button"
        class="icon-button person-close"
        aria-label={t('close')}
        onClick={close}
      >
        <CloseIcon />
      </button>
      <header class="person-head">
        <Avatar id={personKey(conversation, row)} name={row?.visitorName ?? null} size="large" />
        <h2>
          <bdi>{name}</bdi>
        </h2>
      </header>
      {person && (
        <KnownPerson
          key={person.visitor}
          workspace={workspace}
          conversation={conversation}
          person={person}
          name={name}
          row={row}
          state={state}
          now={now}
        >
          <PersonLabels workspace={workspace} labels={state.team.labels} />
          {context === null && isLoaded && <p class="quiet">{t('noContext')}</p>}
          <dl class="facts">
            {context && <ContextFacts context={context} pages={trail.map(({ page }) => page)} now={now} />}
            <Since person={person} startedAt={row?.createdAt ?? timeline.entries[0]?.ts ?? null} now={now} />
          </dl>
          <PersonTrail trail={trail} />
        </KnownPerson>
      )}
    </section>
  );
}

/** When this person first wrote; until that is known, when this conversation began. */
function Since({ person, startedAt, now }: { person: Person; startedAt: number | null; now: number }) {
  const since = useReadable(person.state, ({ person }) => person?.since) ?? startedAt;
  if (since === null) return null;
  return (
    <Fact name={t('since')}>
      <time dateTime={new Date(since).toISOString()}>{shortTime(since)}</time>
      <span class="quiet"> · {ago(since, now)}</span>
    </Fact>
  );
}
