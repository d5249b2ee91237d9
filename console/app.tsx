import type { Environment } from '../client/environment.ts';
import type { OutboxStore } from '../client/outbox.ts';
import { assertNever } from '../client/timeline.ts';
import type { Router } from './model/route.ts';
import type { Session } from './model/session.ts';
import { CheckingScreen } from './ui/checking-screen.tsx';
import { SignInScreen } from './ui/sign-in-screen.tsx';
import { useReadable } from './ui/use-readable.ts';
import { WorkspaceScreen } from './ui/workspace-screen.tsx';

export interface AppProps {
  environment: Environment;
  session: Session;
  router: Router;
  outbox: OutboxStore;
}

export function App({ environment, session, router, outbox }: AppProps) {
  const state = useReadable(session.state);
  switch (state.is) {
    case 'checking':
      return <CheckingScreen isUnreachable={state.isUnreachable} />;
    case 'signed-out':
      return <SignInScreen session={session} clock={environment.clock} because={state.because} />;
    case 'signed-in': {
      const { workspace, agent } = state.membership;
      const props = { environment, session, router, outbox, signedIn: state };
      return <WorkspaceScreen key={`${workspace}/${agent}`} {...props} />;
    }
    default:
      return assertNever(state);
  }
}
