import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Environment } from '../../client/environment.ts';
import type { OutboxStore } from '../../client/outbox.ts';
import type { Member } from '../../protocol/api.ts';
import { t } from '../i18n.ts';
import type { InboxState } from '../model/inbox.ts';
import type { Router } from '../model/route.ts';
import type { Session, SessionState } from '../model/session.ts';
import { createWorkspace } from '../model/workspace.ts';
import type { Screen } from './actions.ts';
import { Announcer } from './announcer.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { Faces } from './faces.ts';
import { focusReply } from './focus.ts';
import { InboxPane } from './inbox-pane.tsx';
import { ConversationPane, InstallGuide, Overlays, preloadScreens, SettingsScreen } from './later-screens.ts';
import { NothingSelected } from './nothing-selected.tsx';
import { preloadParts } from './use-parts.ts';
import { useReadable } from './use-readable.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useSites } from './use-sites.ts';

interface WorkspaceScreenProps {
  environment: Environment;
  session: Session;
  router: Router;
  outbox: OutboxStore;
  signedIn: Extract<SessionState, { is: 'signed-in' }>;
}

export function WorkspaceScreen({ environment, session, router, outbox, signedIn }: WorkspaceScreenProps) {
  // Made once for this agent in this workspace: a new name alone changes no connection (app.tsx gives each its own key).
  const workspace = useMemo(() => createWorkspace(environment, session, router, outbox, signedIn), []);
  const { open } = useReadable(workspace.desk.state);
  const refusal = useReadable(workspace.inbox.state, ({ reach }) =>
    reach.is === 'refused' ? reach.code : null,
  );
  const isNew = useReadable(workspace.inbox.state, isUntouched);
  const members = useReadable(workspace.account.state, ({ team }) => team.is === 'loaded' && team.members);
  const faces = useMemo(() => facesOf(members || []), [members]);
  const isSetting = useReadable(router.route, ({ settings }) => settings !== null);
  const [shown, show] = useState<Screen | null>(null);
  // A key may have brought the next before the last one has said that it is closed.
  const hide = (closed: Screen) => show((now) => (now === closed ? null : now));
  /** Of a button: it is about what is marked or open. */
  const showByButton = useCallback(
    (screen: Screen) => {
      workspace.aimAt(null);
      show(screen);
    },
    [workspace],
  );
  const sites = useSites(workspace, shown === 'views');
  useShortcuts(workspace, show);

  const isLoaded = useReadable(workspace.inbox.state, (state) => state.isLoaded);
  useEffect(() => {
    if (!isLoaded) return;
    void preloadScreens();
    preloadParts().catch(() => {});
  }, [isLoaded]);

  useEffect(() => {
    workspace.start();
    return workspace.stop;
  }, [workspace]);

  useEffect(() => {
    if (refusal && refusal !== 'unsupported_version') session.leave('removed');
  }, [refusal, session]);

  return (
    <Faces.Provider value={faces}>
      <main
        class="desk"
        data-screen={isSetting ? 'settings' : open ? 'conversation' : isNew ? 'welcome' : 'list'}
      >
        {open && (
          <button type="button" class="skip" onClick={focusReply}>
            {t('skipToConversation')}
          </button>
        )}
        <h1 class="unseen">{t('product')}</h1>
        <ConnectionBanner inbox={workspace.inbox} />
        {isSetting ? (
          <SettingsScreen workspace={workspace} session={session} signedIn={signedIn} />
        ) : (
          <InboxPane
            workspace={workspace}
            membership={signedIn.membership}
            sites={sites}
            show={showByButton}
          />
        )}
        {open && (
          <ConversationPane
            key={open.id}
            conversation={open}
            workspace={workspace}
            membership={signedIn.membership}
            show={showByButton}
          />
        )}
        {!open && !isSetting && (isNew ? <InstallGuide install={workspace.install} /> : <NothingSelected />)}
        {shown && (
          <Overlays
            shown={shown}
            show={show}
            close={() => hide(shown)}
            workspace={workspace}
            session={session}
            signedIn={signedIn}
            sites={sites}
          />
        )}
        <Announcer inbox={workspace.inbox} />
      </main>
    </Faces.Provider>
  );
}

/** Nobody has ever written to this workspace. */
const isUntouched = ({ isLoaded, all, older }: InboxState) =>
  isLoaded && all.length === 0 && older === 'none';

const facesOf = (members: readonly Member[]) =>
  new Map(members.flatMap(({ agent, photo }) => (photo ? [[agent, photo] as const] : [])));
