import { cleanup, fireEvent, screen } from '@testing-library/preact';
import { afterEach, describe, expect, test } from 'vitest';
import { takeSignInToken } from '../../console/model/sign-in-link.ts';
import { createFakeBackend, ME, problem } from './console-backend.ts';
import { openConsole } from './console-screen.tsx';

afterEach(cleanup);

async function signedOutConsole() {
  const backend = createFakeBackend();
  backend.answers.set('GET /api/me', problem('unauthenticated'));
  openConsole({ backend });
  await screen.findByRole('button', { name: 'Sign in' });
  return backend;
}

const email = () => screen.getByLabelText<HTMLInputElement>('Email');
const password = () => screen.getByLabelText<HTMLInputElement>('Password');

function signIn() {
  fireEvent.input(email(), { target: { value: 'ana@porch.example' } });
  fireEvent.input(password(), { target: { value: 'correct horse' } });
  fireEvent.submit(screen.getByRole('form', { name: 'Porchlight' }));
}

describe('signing in', () => {
  test('the right password leads to the inbox', async () => {
    const backend = await signedOutConsole();
    signIn();
    expect(await screen.findByRole('heading', { name: 'Larch & Lantern' })).toBeDefined();
    const sent = backend.requests.find(({ url }) => url.endsWith('/api/sign-in'));
    expect(sent?.body).toEqual({ email: 'ana@porch.example', password: 'correct horse' });
  });

  test('wrong credentials are said to be wrong, and what was typed stays', async () => {
    const backend = await signedOutConsole();
    backend.answers.set('POST /api/sign-in', problem('unauthenticated'));
    signIn();
    expect(
      (await screen.findByText(/email or the password is wrong/)).closest('[role=alert]'),
    ).not.toBeNull();
    expect(email().value).toBe('ana@porch.example');
    expect(password().value).toBe('correct horse');
  });

  test('too many attempts name the time to wait', async () => {
    const backend = await signedOutConsole();
    backend.answers.set('POST /api/sign-in', problem('rate_limited', 170_000));
    signIn();
    expect(await screen.findByText('Too many attempts. Try again in 3 minutes.')).toBeDefined();
  });

  test('an unreachable server is not mistaken for a wrong password', async () => {
    const backend = await signedOutConsole();
    backend.goDown();
    signIn();
    expect(await screen.findByText(/Can't reach the server/)).toBeDefined();
    expect(password().value).toBe('correct horse');
  });

  test('a session that ends while working leads back to the form and says so', async () => {
    const backend = createFakeBackend();
    const { session } = openConsole({ backend });
    await screen.findByRole('heading', { name: 'Larch & Lantern' });
    session.leave('expired');
    expect(await screen.findByText(/You were signed out/)).toBeDefined();
  });

  test.each([
    ['with a session', { status: 200, body: {} }],
    ['with one that has ended already', problem('unauthenticated')],
  ])('signing out %s leads to the form', async (_session, answer) => {
    const backend = createFakeBackend();
    backend.answers.set('POST /api/sign-out', answer);
    const { session } = openConsole({ backend });
    await screen.findByRole('heading', { name: 'Larch & Lantern' });
    await session.signOut();
    expect(await screen.findByText('You are signed out.')).toBeDefined();
  });

  test('signing out without a connection leaves everything as it is', async () => {
    const backend = createFakeBackend();
    const { session } = openConsole({ backend });
    await screen.findByRole('heading', { name: 'Larch & Lantern' });
    backend.goDown();
    await expect(session.signOut()).rejects.toThrow();
    expect(session.state.get().is).toBe('signed-in');
  });

  test('without an answer to who we are, the console says that it retries', async () => {
    const backend = createFakeBackend();
    backend.goDown();
    openConsole({ backend });
    expect(await screen.findByText("Can't connect. Retrying…")).toBeDefined();
  });
});

describe('a sign-in link', () => {
  test('its token leaves the address at once', () => {
    history.replaceState(null, '', '/console#sign-in=abc');
    expect(takeSignInToken(location, history)).toBe('abc');
    expect(location.href).not.toContain('abc');
    expect(takeSignInToken(location, history)).toBeNull();
  });

  test('it signs in', async () => {
    const backend = createFakeBackend();
    backend.answers.set('GET /api/me', problem('unauthenticated'));
    openConsole({ backend, linkToken: 'token' });
    expect(await screen.findByRole('heading', { name: 'Larch & Lantern' })).toBeDefined();
    expect(backend.requests[0]?.body).toEqual({ token: 'token' });
  });

  test('a used one says what to do', async () => {
    const backend = createFakeBackend();
    backend.answers.set('GET /api/me', problem('unauthenticated'));
    backend.answers.set('POST /api/sign-in/link', problem('unauthenticated'));
    openConsole({ backend, linkToken: 'used' });
    expect(await screen.findByText(/ask whoever sent it for a new one/)).toBeDefined();
  });

  test('a used one does not stop somebody who is signed in', async () => {
    const backend = createFakeBackend();
    backend.answers.set('POST /api/sign-in/link', problem('unauthenticated'));
    openConsole({ backend, linkToken: 'used' });
    expect(
      await screen.findByRole('heading', { name: ME.memberships[0]?.workspaceName ?? '' }),
    ).toBeDefined();
  });
});
