/** The sign-in form's fate. What was typed stays in the fields; this only says what came of it. */
import type { Clock } from '../../client/environment.ts';
import { ApiError } from '../../client/http.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { Session } from './session.ts';

export type SignInState =
  | { is: 'ready' }
  | { is: 'sending' }
  | { is: 'wrong' }
  | { is: 'too-many'; retryAt: number }
  | { is: 'unreachable' }
  | { is: 'failed' };

export interface SignIn {
  readonly state: Readable<SignInState>;
  submit(email: string, password: string): Promise<void>;
}

/** Where the server names no time. */
const DEFAULT_WAIT_MS = 60_000;

export function createSignIn(session: Session, clock: Clock): SignIn {
  const state = writable<SignInState>({ is: 'ready' });
  return {
    state,
    async submit(email, password) {
      if (state.get().is === 'sending') return;
      state.set({ is: 'sending' });
      try {
        session.signedIn(await session.backend.signIn(email.trim(), password));
      } catch (error) {
        state.set(failure(error, clock.now()));
      }
    },
  };
}

function failure(error: unknown, now: number): SignInState {
  if (!(error instanceof ApiError)) return { is: 'failed' };
  switch (error.code) {
    case 'unauthenticated':
    case 'bad_frame': // Too short or too long to be anybody's.
    case 'not_found':
    case 'forbidden':
      return { is: 'wrong' };
    case 'rate_limited':
      return { is: 'too-many', retryAt: now + (error.retryAfterMs ?? DEFAULT_WAIT_MS) };
    case 'unreachable':
      return { is: 'unreachable' };
    default:
      return { is: 'failed' };
  }
}
