import { useId, useMemo, useRef } from 'preact/hooks';
import type { Clock } from '../../client/environment.ts';
import { assertNever } from '../../client/timeline.ts';
import { duration } from '../format.ts';
import { t } from '../i18n.ts';
import type { Session, SignedOutReason } from '../model/session.ts';
import { createSignIn, type SignInState } from '../model/sign-in.ts';
import { LampMark } from './icons.tsx';
import { useNow } from './use-now.ts';
import { useReadable } from './use-readable.ts';

interface SignInScreenProps {
  session: Session;
  clock: Clock;
  because: SignedOutReason;
}

export function SignInScreen({ session, clock, because }: SignInScreenProps) {
  const signIn = useMemo(() => createSignIn(session, clock), [session, clock]);
  const state = useReadable(signIn.state);
  const now = useNow(1000);
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const id = useId();
  const problem = problemText(state, now);
  const note = noteText(because);

  const submit = (event: Event) => {
    event.preventDefault();
    void signIn.submit(email.current?.value ?? '', password.current?.value ?? '');
  };

  return (
    <main class="door">
      <form class="door-step" onSubmit={submit} aria-labelledby={`${id}-title`}>
        <LampMark />
        <h1 id={`${id}-title`}>{t('product')}</h1>
        <p class="door-note">{t('signInLead')}</p>
        {note && state.is === 'ready' && <p class="note">{note}</p>}
        <div role="alert">{problem && <p class="note note-bad">{problem}</p>}</div>
        <label class="field">
          <span>{t('email')}</span>
          <input ref={email} type="email" name="email" autocomplete="username" required maxLength={254} />
        </label>
        <label class="field">
          <span>{t('password')}</span>
          <input ref={password} type="password" name="password" autocomplete="current-password" required />
        </label>
        <button class="button button-main" type="submit" aria-disabled={state.is === 'sending'}>
          {state.is === 'sending' ? t('signingIn') : t('signIn')}
        </button>
      </form>
    </main>
  );
}

function problemText(state: SignInState, now: number): string | null {
  switch (state.is) {
    case 'ready':
    case 'sending':
      return null;
    case 'wrong':
      return t('wrongCredentials');
    case 'too-many':
      return t('tooManyAttempts', { wait: duration(state.retryAt - now) });
    case 'unreachable':
      return t('signInUnreachable');
    case 'failed':
      return t('signInFailed');
    default:
      return assertNever(state);
  }
}

function noteText(because: SignedOutReason): string | null {
  switch (because) {
    case 'new':
      return null;
    case 'asked':
      return t('signedOut');
    case 'expired':
      return t('sessionExpired');
    case 'link-used':
      return t('linkUsed');
    case 'removed':
      return t('accessRemoved');
    case 'no-workspace':
      return t('noWorkspace');
    default:
      return assertNever(because);
  }
}
