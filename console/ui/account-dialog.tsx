import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Session, SessionState } from '../model/session.ts';
import type { Workspace } from '../model/workspace.ts';
import { Avatar } from './avatar.tsx';
import { CloseIcon, OutIcon } from './icons.tsx';
import { PeopleSection } from './people-section.tsx';
import { YouSection } from './you-section.tsx';

interface AccountDialogProps {
  workspace: Workspace;
  session: Session;
  signedIn: Extract<SessionState, { is: 'signed-in' }>;
  close(): void;
}

export function AccountDialog({ workspace, session, signedIn, close }: AccountDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { me, membership } = signedIn;
  const others = me.memberships.filter(({ workspace }) => workspace !== membership.workspace);

  const [isSignOutFailed, setSignOutFailed] = useState(false);
  const signOut = () => session.signOut().catch(() => setSignOutFailed(true));

  useEffect(() => dialog.current?.showModal(), []);

  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="account-title" onClose={close}>
      <header class="dialog-head">
        <Avatar id={membership.agent} name={membership.name} />
        <div>
          <h2 id="account-title">{t('accountTitle')}</h2>
          <p class="quiet">{me.email}</p>
        </div>
        <button
          type="button"
          class="icon-button"
          aria-label={t('close')}
          onClick={() => dialog.current?.close()}
        >
          <CloseIcon />
        </button>
      </header>
      <div class="dialog-body">
        <YouSection workspace={workspace} email={me.email} membership={membership} />
        <PeopleSection account={workspace.account} role={membership.role} />
        {others.length > 0 && (
          <section>
            <h3>{t('workspaces')}</h3>
            {others.map(({ workspace, workspaceName }) => (
              <button key={workspace} type="button" class="button" onClick={() => session.enter(workspace)}>
                {workspaceName}
              </button>
            ))}
          </section>
        )}
      </div>
      <footer class="dialog-foot">
        <button type="button" class="button" onClick={() => void signOut()}>
          <OutIcon />
          {t('signOut')}
        </button>
        <p class="hint hint-bad" role="status">
          {isSignOutFailed && t('signOutFailed')}
        </p>
      </footer>
    </dialog>
  );
}
